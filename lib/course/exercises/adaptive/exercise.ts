import * as adagrad from "../../../optim/adagrad.js";
import * as adam from "../../../optim/adam.js";
import * as rmsprop from "../../../optim/rmsprop.js";
import { zeros } from "../../../tensor/create.js";
import { definePart, type Exercise } from "../../exercise.js";
import { whole } from "../../whole.js";
import {
  drawAdam,
  drawScaled,
  type AdagradCall,
  type AdamCall,
  type RmspropCall,
} from "./inputs.js";
import { adagradMistakes, adamMistakes, rmspropMistakes } from "./mistakes.js";

const PARAMETERS = ["theta", "g", "state", ""];

const adagradPart = definePart<AdagradCall>({
  name: "adagradUpdate",
  points: { h: 1, theta: 2 },
  hints: {
    adagradUpdate: [
      "Every entry needs a measure of how steep its own direction has been. Why squares, and not the gradients themselves?",
      "Add `g.pow(2)` to what was gathered; then divide the gradient by the root of that, entry by entry.",
      "`state.h.add(g.pow(2))`, and `theta.sub(g.div(h.sqrt().add(eps)).mul(lr))`.",
    ],
  },
  parameters: PARAMETERS,
  reference: ([theta, g, { h }, options], step) => {
    const next = adagrad.update(theta, g, { t: 0, h }, options, step);
    return { theta: next.theta, state: { h: next.state.h } };
  },
  small: (rng, { rows, columns }) => [
    whole(rng, [rows, columns], 1, 4),
    whole(rng, [rows, columns], -2, 2),
    { h: whole(rng, [rows, columns], 1, 5) },
    { lr: 0.5, eps: 1 },
  ],
  mistakes: adagradMistakes,
});

const rmspropPart = definePart<RmspropCall>({
  name: "rmspropUpdate",
  points: { h: 1, scaled: 1, theta: 1 },
  hints: {
    rmspropUpdate: [
      "AdaGrad never forgets, so its steps fade. How would an average behave that lets old squares go?",
      "Keep `beta` of the old average and let the new square in with the rest of the weight.",
      "`state.h.mul(beta).add(g.pow(2).mul(1 - beta))`; then `g.div(h.sqrt().add(eps))`; then a step of length `lr` against it.",
    ],
  },
  parameters: PARAMETERS,
  reference: ([theta, g, { h }, options], step) => {
    const zero = zeros(theta.shape, theta);
    const next = rmsprop.update(theta, g, { h, mean: zero, v: zero }, options, step);
    return { theta: next.theta, state: { h: next.state.h } };
  },
  small: (rng, { rows, columns }) => [
    whole(rng, [rows, columns], 1, 4),
    whole(rng, [rows, columns], -2, 2),
    { h: whole(rng, [rows, columns], 1, 5) },
    { lr: 0.5, beta: 0.75, eps: 1 },
  ],
  mistakes: rmspropMistakes,
});

const adamPart = definePart<AdamCall>({
  name: "adamUpdate",
  points: { m: 1, v: 1, mHat: 2, vHat: 2, theta: 2 },
  hints: {
    m: [
      "It is momentum, but an average and not a sum.",
      "Two weights that add up to 1: one for what was, one for what is new.",
      "`state.m.mul(beta1).add(g.mul(1 - beta1))`.",
    ],
    v: [
      "It is RMSProp's h under another name.",
      "The same average as m, of squares, and with `beta2`.",
      "`state.v.mul(beta2).add(g.pow(2).mul(1 - beta2))`.",
    ],
    mHat: [
      "At the first update m is $(1-\\beta_1)\\,g$: a tenth of g. By what must you divide so that it becomes g?",
      "All weights in m together make $1-\\beta_1^t$, where t counts this update too.",
      "`const t = state.t + 1` stands above; divide by `1 - beta1 ** t`.",
    ],
    vHat: [
      "The same correction as for m.",
      "All weights in v together make $1-\\beta_2^t$.",
      "`v.div(1 - beta2 ** t)`.",
    ],
    theta: [
      "RMSProp's step, with the average in place of the gradient.",
      "The corrected average over the root of the corrected squares; ε outside of the root.",
      "`theta.sub(mHat.div(vHat.sqrt().add(eps)).mul(lr))`.",
    ],
  },
  parameters: PARAMETERS,
  reference: ([theta, g, { t, m, v }, options], step) => {
    const next = adam.update(theta, g, { t, m, v, vMax: v }, options, step);
    return { theta: next.theta, state: { t: next.state.t, m: next.state.m, v: next.state.v } };
  },
  small: (rng, { rows, columns }) => [
    whole(rng, [rows, columns], 1, 4),
    whole(rng, [rows, columns], -2, 2),
    { t: 1, m: whole(rng, [rows, columns], -2, 2), v: whole(rng, [rows, columns], 1, 5) },
    { lr: 0.5, beta1: 0.75, beta2: 0.5, eps: 1 },
  ],
  mistakes: adamMistakes,
});

/** AdaGrad, RMSProp and Adam: a learning rate of its own for every entry. */
export const exercise: Exercise = {
  id: "13-adaptive",
  title: "AdaGrad, RMSProp, Adam",
  minutes: 60,
  prerequisites: ["12"],
  parts: [adagradPart, rmspropPart, adamPart],
  checks: [
    {
      title: "a matrix of 3 × 2 weights on its way",
      part: "adagradUpdate",
      ordinary: true,
      draw: (rng) => [drawScaled(rng, [3, 2], { lr: 0.1, eps: 0.1 })],
    },
    {
      title: "a matrix of 3 × 2 weights on its way",
      part: "rmspropUpdate",
      ordinary: true,
      draw: (rng) => [drawScaled(rng, [3, 2], { lr: 0.1, beta: 0.8, eps: 0.1 })],
    },
    {
      title: "a matrix of 3 × 2 weights, the third update",
      part: "adamUpdate",
      ordinary: true,
      draw: (rng) => [drawAdam(rng, [3, 2], 2, { lr: 0.1, beta1: 0.7, beta2: 0.9, eps: 0.1 })],
    },
  ],
  reflections: [{ id: "fading", points: 2 }],
};
