import * as momentum from "../../../optim/momentum.js";
import * as nesterov from "../../../optim/nesterov.js";
import type { Random } from "../../../random.js";
import { tex, type Step } from "../../../step.js";
import { tensor, zeros } from "../../../tensor/create.js";
import { definePart, type Exercise, type Size } from "../../exercise.js";
import { whole } from "../../whole.js";
import {
  drawLookAhead,
  drawUnroll,
  drawUpdate,
  type LookAheadCall,
  type MomentumOptions,
  type UnrollCall,
  type UpdateCall,
} from "./inputs.js";
import {
  lookAheadMistakes,
  momentumMistakes,
  nesterovMistakes,
  stepFormMistakes,
  unrollMistakes,
} from "./mistakes.js";

type Update = (call: UpdateCall, step: Step) => unknown;

const momentumUpdate =
  (form: "gradient" | "step"): Update =>
  ([theta, g, { v }, options], step) => {
    const next = momentum.update(theta, g, { t: 0, v }, { ...options, form }, step);
    return { theta: next.theta, state: { v: next.state.v } };
  };

function unroll([gradients, { rho }]: UnrollCall, step: Step) {
  const [T, N] = gradients.shape;
  const weights = step("weights", tex`w_t = \rho^{T-t}`, () =>
    tensor(rho).pow(tensor(Array.from({ length: T }, (_, i) => T - 1 - i))),
  );
  const v = step("v", tex`v_T = \sum_t w_t\, g_t`, () => {
    let state: momentum.MomentumState = momentum.init(zeros([N]));
    for (let t = 0; t < T; t++)
      ({ state } = momentum.update(state.v, gradients.slice(t, t + 1).reshape(N), state, { rho }));
    return state.v;
  });
  return { weights, v };
}

/** Numbers for which no two of ρ, 1 − ρ and α are equal. */
const SMALL: MomentumOptions = { lr: 0.5, rho: 0.75 };
const PARAMETERS = ["theta", "g", "state", ""];

const small = (rng: Random, { rows, columns }: Size): UpdateCall => [
  whole(rng, [rows, columns], 1, 4),
  whole(rng, [rows, columns], -2, 2),
  { v: whole(rng, [rows, columns], -2, 2) },
  SMALL,
];

const momentumPart = definePart<UpdateCall>({
  name: "momentumUpdate",
  points: { v: 1, theta: 1 },
  hints: {
    momentumUpdate: [
      "A ball rolls down a slope. What is left of its velocity after a moment of friction, and what does the slope add?",
      "The old velocity is `state.v`; friction leaves `rho` of it. The gradient is added whole.",
      "`state.v.mul(rho).add(g)`, and then `theta.sub(v.mul(lr))`.",
    ],
  },
  parameters: PARAMETERS,
  reference: momentumUpdate("gradient"),
  small,
  mistakes: momentumMistakes,
});

const stepFormPart = definePart<UpdateCall>({
  name: "momentumStepForm",
  points: { v: 1, theta: 1 },
  hints: {
    momentumStepForm: [
      "Now the velocity is the step itself. Where must the learning rate and the minus sign have gone?",
      "Both are in the velocity: it loses friction and gains $-\\alpha g$.",
      "`state.v.mul(rho).sub(g.mul(lr))`, and then `theta.add(v)`.",
    ],
  },
  parameters: PARAMETERS,
  reference: momentumUpdate("step"),
  small,
  mistakes: stepFormMistakes,
});

const unrollPart = definePart<UnrollCall>({
  name: "unroll",
  points: { weights: 2, v: 1 },
  hints: {
    unroll: [
      "Write $v_1$, $v_2$ and $v_3$ out, with nothing but $g_1, g_2, g_3$ and $\\rho$ in them. Do you see the powers?",
      "$v_3 = \\rho^2 g_1 + \\rho g_2 + g_3$: row $t$ of `gradients`, counted from 1, has the weight $\\rho^{T-t}$.",
      "`const exponents = arange(T).neg().add(T - 1)` gives T − 1, …, 1, 0, and `tensor(rho).pow(exponents)` the weights. For v, `weights.reshape(T, 1)` fits the rows.",
    ],
  },
  parameters: ["gradients", ""],
  reference: unroll,
  small: (rng, { rows, columns }) => [whole(rng, [rows, columns], 1, 4), { rho: SMALL.rho }],
  mistakes: unrollMistakes,
});

const lookAheadPart = definePart<LookAheadCall>({
  name: "nesterovLookAhead",
  points: { ahead: 2, g: 1, v: 1, theta: 1 },
  hints: {
    nesterovLookAhead: [
      "You know that the velocity will carry you on. Why measure the slope here, and not where you are about to be?",
      "Look at $\\tilde x = x + \\rho v$, take the gradient $\\kappa \\tilde x$ there, and make the step from $x$.",
      "`x.add(state.v.mul(rho))`; `curvature.mul(ahead)`; `state.v.mul(rho).sub(g.mul(lr))`; `x.add(v)`.",
    ],
  },
  parameters: ["x", "curvature", "state", ""],
  reference: ([x, curvature, state, options], step) =>
    nesterov.updateLookAhead(x, (point) => curvature.mul(point), state, options, step),
  small: (rng, { rows, columns }) => [
    whole(rng, [rows, columns], 1, 4),
    whole(rng, [rows, columns], 1, 3),
    { v: whole(rng, [rows, columns], -2, 2) },
    SMALL,
  ],
  mistakes: lookAheadMistakes,
});

const nesterovPart = definePart<UpdateCall>({
  name: "nesterovUpdate",
  points: { v: 1, theta: 3 },
  hints: {
    nesterovUpdate: [
      "theta is the point *ahead*, $x + \\rho v$. Where does x stand, in terms of theta and the old velocity? Where will it stand after the step, and where the new point ahead?",
      "$x = \\theta - \\rho v_{old}$; the step makes it $x + v$; the new point ahead is $x + v + \\rho v$. Put the three together.",
      "`theta.sub(state.v.mul(rho)).add(v.mul(1 + rho))`.",
    ],
  },
  parameters: PARAMETERS,
  reference: ([theta, g, state, options], step) =>
    nesterov.update(theta, g, state, { ...options, form: "step" }, step),
  small,
  mistakes: nesterovMistakes,
});

const VISIBLE: MomentumOptions = { lr: 0.1, rho: 0.8 };

/** Momentum in both of its forms, what it adds up, and Nesterov momentum in both of its forms. */
export const exercise: Exercise = {
  id: "12-momentum",
  title: "Momentum and Nesterov",
  minutes: 60,
  prerequisites: ["01"],
  parts: [momentumPart, stepFormPart, unrollPart, lookAheadPart, nesterovPart],
  checks: [
    {
      title: "a matrix of 3 × 2 weights on its way",
      part: "momentumUpdate",
      ordinary: true,
      draw: (rng) => [drawUpdate(rng, [3, 2], VISIBLE)],
    },
    {
      title: "a matrix of 3 × 2 weights on its way",
      part: "momentumStepForm",
      ordinary: true,
      draw: (rng) => [drawUpdate(rng, [3, 2], VISIBLE)],
    },
    {
      title: "5 gradients of 2 weights",
      part: "unroll",
      ordinary: true,
      draw: (rng) => [drawUnroll(rng, 5, 2, VISIBLE.rho)],
    },
    {
      title: "a bowl in 4 directions",
      part: "nesterovLookAhead",
      ordinary: true,
      draw: (rng) => [drawLookAhead(rng, [4], VISIBLE)],
    },
    {
      title: "a matrix of 3 × 2 weights on its way",
      part: "nesterovUpdate",
      ordinary: true,
      draw: (rng) => [drawUpdate(rng, [3, 2], VISIBLE)],
    },
  ],
  reflections: [{ id: "ball", points: 2 }],
};
