import { averageOverMasks } from "../../../layers/average-over-masks.js";
import * as dropout from "../../../layers/dropout.js";
import type { DropForm } from "../../../layers/keep-mask.js";
import * as relu from "../../../layers/relu.js";
import { tex, type Step } from "../../../step.js";
import { tensor } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { definePart, type Exercise, type Hints, type MistakeSource } from "../../exercise.js";
import { whole } from "../../whole.js";
import {
  allMasks,
  drawBackward,
  drawEval,
  drawExpectation,
  drawTrain,
  maskOf,
  type BackwardCall,
  type EvalCall,
  type ExpectationCall,
  type TrainCall,
} from "./inputs.js";
import {
  backwardMistakes,
  expectationMistakes,
  invertedEvalMistakes,
  invertedMistakes,
  vanillaEvalMistakes,
  vanillaMistakes,
} from "./mistakes.js";

const train =
  (form: DropForm) =>
  ([{ x, u }, { p }]: TrainCall, step: Step) => {
    const mask = maskOf(u, p);
    const { y } = dropout.forward({ x }, { p, form, mask }, step);
    return { y, cache: { keep: mask, p } };
  };

const layer = (x: Tensor, W: Tensor): Tensor => relu.forward({ x: x.matmul(W) }).y;

function expectation([{ x, W, masks }, { p }]: ExpectationCall, step: Step) {
  const D = x.size;
  const kept = masks.sum(1);
  const chance = step("chance", tex`P(z) = (1-p)^{k}\, p^{D-k}`, () =>
    tensor(1 - p)
      .pow(kept)
      .mul(tensor(p).pow(kept.neg().add(D))),
  );
  const outputs = step("outputs", tex`a_z = \max(0, (z \odot x)\,W)`, () => layer(masks.mul(x), W));
  const average = step("average", tex`\mathbb{E}\,a = \sum_z P(z)\, a_z`, () =>
    averageOverMasks((mask) => layer(mask.mul(x).reshape(1, D), W).reshape(-1), [D], p),
  );
  const shortcut = step("shortcut", tex`\max(0, (1-p)\,x W)`, () => {
    const { y } = dropout.forwardEval({ x }, { p, form: "vanilla" });
    return layer(y.reshape(1, D), W).reshape(-1);
  });
  return { chance, outputs, average, shortcut };
}

/** No tenth is equal to it, so that it does not matter on which side a tie falls. */
const SMALL_P = 0.25;

const trainPart = (
  name: string,
  form: DropForm,
  points: { keep: number; y: number },
  hints: Hints,
  mistakes: MistakeSource<TrainCall>[],
) =>
  definePart<TrainCall>({
    name,
    points,
    hints: { [name]: hints },
    parameters: ["", ""],
    reference: train(form),
    small: (rng, { rows, columns }) => [
      { x: whole(rng, [rows, columns], 1, 4), u: whole(rng, [rows, columns], 1, 9).div(10) },
      { p: SMALL_P },
    ],
    mistakes,
  });

const evalPart = (
  name: string,
  form: DropForm,
  hints: Hints,
  mistakes: MistakeSource<EvalCall>[],
) =>
  definePart<EvalCall>({
    name,
    points: { y: 1 },
    hints: { [name]: hints },
    parameters: ["", ""],
    reference: ([{ x }, { p }], step) => ({
      y: dropout.forwardEval({ x }, { p, form }, step).y,
    }),
    small: (rng, { rows, columns }) => [{ x: whole(rng, [rows, columns], 1, 4) }, { p: SMALL_P }],
    mistakes,
  });

const backwardPart = definePart<BackwardCall>({
  name: "backward",
  points: { dX: 2 },
  hints: {
    backward: [
      "The layer multiplies each entry of `x` by a number. What is the derivative of $y = c\\,x$ by $x$?",
      "That number is $z_i / (1-p)$: 0 where the entry was dropped, $1/(1-p)$ where it was kept.",
      "`dY.mul(keep)`, and then the same scale as in `forward`.",
    ],
  },
  parameters: ["dY", ""],
  reference: ([dY, { keep, p }], step) =>
    dropout.backward(dY, { shape: dY.shape, options: { p, mask: keep } }, step),
  small: (rng, { rows, columns }) => [
    whole(rng, [rows, columns], 1, 4),
    { keep: whole(rng, [rows, columns], 0, 1), p: SMALL_P },
  ],
  mistakes: backwardMistakes,
});

const expectationPart = definePart<ExpectationCall>({
  name: "expectation",
  points: { chance: 2, outputs: 1, average: 2, shortcut: 1 },
  hints: {
    expectation: [
      "For two inputs there are four masks. Write their four chances down for $p = 0.25$; do they add up to 1?",
      "With `kept = masks.sum(1)`, a mask's chance is $(1-p)^{kept}\\, p^{D - kept}$. `tensor(a).pow(t)` raises a number to each entry of `t`.",
      "The average is a weighted sum over the rows: `chance.reshape(-1, 1).mul(outputs).sum(0)`. For the shortcut, `x.reshape(1, -1)` makes a row that `matmul` takes, and `.reshape(-1)` takes the row away again.",
    ],
  },
  parameters: ["", ""],
  reference: expectation,
  small: (rng, { rows, columns }) => [
    { x: whole(rng, [rows], 1, 3), W: whole(rng, [rows, columns], -2, 2), masks: allMasks(rows) },
    { p: SMALL_P },
  ],
  mistakes: expectationMistakes,
});

/** Dropout in the lecture's form and inverted, its backward pass, and the average over every mask. */
export const exercise: Exercise = {
  id: "11-dropout",
  title: "Dropout",
  minutes: 60,
  prerequisites: ["02"],
  parts: [
    trainPart(
      "forwardVanilla",
      "vanilla",
      { keep: 2, y: 1 },
      [
        "`u` holds a number from 0 to 1 for each entry of `x`. What share of these numbers lies below `p`?",
        "A number below `p` comes up with probability `p`: these entries are dropped. `u.less(p)` is 1 there; you need the opposite.",
        "`keep` is `u.less(p).neg().add(1)`, and `y` is `x` times `keep`, nothing else.",
      ],
      vanillaMistakes,
    ),
    evalPart(
      "evalVanilla",
      "vanilla",
      [
        "What does a unit give on average in training, over many masks?",
        "It gives `x` with probability $1-p$ and 0 with probability $p$.",
        "Multiply `x` by $1 - p$.",
      ],
      vanillaEvalMistakes,
    ),
    trainPart(
      "forward",
      "inverted",
      { keep: 1, y: 2 },
      [
        "The mask is the same. By what must you multiply what is left so that the average stays `x`?",
        "A share of $1-p$ is left. Times what is that 1?",
        "Divide by $1-p$: `x.mul(keep).div(1 - p)`.",
      ],
      invertedMistakes,
    ),
    evalPart(
      "forwardEval",
      "inverted",
      [
        "What does inverted dropout give on average in training?",
        "The average in training is `x` itself.",
        "Return `x`.",
      ],
      invertedEvalMistakes,
    ),
    backwardPart,
    expectationPart,
  ],
  checks: [
    {
      title: "12 rows and 5 units, p = 0.3",
      part: "forwardVanilla",
      ordinary: true,
      draw: (rng) => [drawTrain(rng, [12, 5], 0.3)],
    },
    {
      title: "3 rows and 4 units, p = 0.3",
      part: "evalVanilla",
      ordinary: true,
      draw: (rng) => [drawEval(rng, [3, 4], 0.3)],
    },
    {
      title: "12 rows and 5 units, p = 0.3",
      part: "forward",
      ordinary: true,
      draw: (rng) => [drawTrain(rng, [12, 5], 0.3)],
    },
    {
      title: "3 rows and 4 units, p = 0.3",
      part: "forwardEval",
      ordinary: true,
      draw: (rng) => [drawEval(rng, [3, 4], 0.3)],
    },
    {
      title: "12 rows and 5 units, p = 0.3",
      part: "backward",
      ordinary: true,
      draw: (rng) => [drawBackward(rng, [12, 5], 0.3)],
    },
    {
      title: "all 16 masks of 4 inputs, p = 0.3",
      part: "expectation",
      ordinary: true,
      draw: (rng) => [drawExpectation(rng, 4, 3, 0.3)],
    },
  ],
  reflections: [{ id: "scale", points: 2 }],
};
