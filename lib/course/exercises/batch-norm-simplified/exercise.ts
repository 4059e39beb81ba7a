import * as batchNorm from "../../../layers/batch-norm.js";
import { intoLinear } from "../../../layers/fold-batch-norm.js";
import { definePart, type Check, type Exercise } from "../../exercise.js";
import { whole } from "../../whole.js";
import { smallInputs } from "../batch-norm-forward/inputs.js";
import {
  drawEvalBackward,
  drawFold,
  drawSimplified,
  type EvalBackwardCall,
  type FoldCall,
  type SimplifiedCall,
} from "./inputs.js";
import { evalBackwardMistakes, foldMistakes, simplifiedMistakes } from "./mistakes.js";

const simplifiedPart = definePart<SimplifiedCall>({
  name: "backwardSimplified",
  points: { dBeta: 1, dGamma: 1, dX: 4 },
  hints: {
    dBeta: [
      "The same as in the last exercise.",
      "It is added to every row, so it collects the sum over the rows.",
      "`return dY.sum(…);` over the rows.",
    ],
    dGamma: [
      "The same as in the last exercise.",
      "Each row gives dyᵢ x̂ᵢ; add them up.",
      "`return dY.mul(xHat)` and then the sum over the rows.",
    ],
    dX: [
      "Two sums stand in the brackets. You have both of them already.",
      "Σ dy is dBeta, and Σ dy x̂ is dGamma. Divide both by N; the second is multiplied by x̂.",
      "`return dY.sub(dBeta.div(N)).sub(xHat.mul(dGamma).div(N))`, times gamma and invStd.",
    ],
  },
  parameters: ["dY", "cache"],
  reference: ([dY, cache], step) => batchNorm.backwardSimplified(dY, cache, step),
  small: (rng, size) => [
    whole(rng, [size.rows, size.columns], -2, 2),
    batchNorm.forward(smallInputs(rng, size), { eps: 1 }).cache,
  ],
  mistakes: simplifiedMistakes,
});

const evalPart = definePart<EvalBackwardCall>({
  name: "backwardEval",
  points: { dXHat: 1, dX: 1 },
  hints: {
    backwardEval: [
      "At test time the mean and the variance are given. Which of the three paths are left?",
      "Only the direct one: y = γ r (x − μ) + β, where all but x are constants.",
      "`dY.mul(gamma)`, and that times `invStd`.",
    ],
  },
  parameters: ["dY", "cache"],
  reference: ([dY, cache], step) => {
    const { dX } = batchNorm.backwardEval(dY, cache, step);
    return { dX };
  },
  small: (rng, { rows, columns }) => [
    whole(rng, [rows, columns], -2, 2),
    {
      gamma: whole(rng, [columns], 2, 3),
      invStd: whole(rng, [columns], 2, 4).div(8),
      xHat: whole(rng, [rows, columns], -2, 2),
    },
  ],
  mistakes: evalBackwardMistakes,
});

const foldPart = definePart<FoldCall>({
  name: "fold",
  points: { scale: 1, foldedW: 1, foldedB: 2 },
  hints: {
    scale: [
      "By what is an output multiplied, all in all, between the linear layer and y?",
      "By γ and by r = (σ² + ε)^(−1/2).",
      "`return gamma.mul(running.variance.add(eps).pow(…));`",
    ],
    foldedW: [
      "To multiply an output, multiply all weights that lead to it.",
      "An output is a column of W, (D, M), and the scale is (M): they fit by themselves.",
      "`return W.mul(…);`",
    ],
    foldedB: [
      "Put x = 0 in: what comes out of the linear layer, and what does the norm make of it?",
      "b comes out. The norm subtracts the running mean, scales, and adds beta.",
      "`return b.sub(running.mean).mul(…).add(…);`",
    ],
  },
  parameters: ["", ""],
  returns: { W: "foldedW", b: "foldedB" },
  reference: ([inputs, options], step) => intoLinear(inputs, options, step),
  small: (rng, { rows, columns }) => [
    {
      W: whole(rng, [rows, columns], 1, 3),
      b: whole(rng, [columns], 1, 3),
      gamma: whole(rng, [columns], 2, 3),
      beta: whole(rng, [columns], 1, 3),
      running: { mean: whole(rng, [columns], 1, 2), variance: whole(rng, [columns], 3, 3) },
    },
    { eps: 1 },
  ],
  mistakes: foldMistakes,
});

const checks: Check[] = [
  {
    title: "a random upstream gradient for 5 rows and 3 features",
    part: "backwardSimplified",
    ordinary: true,
    draw: (rng) => [drawSimplified(rng, 5, 3, 0.1)],
  },
  {
    title: "a random upstream gradient for 5 rows and 3 features",
    part: "backwardEval",
    ordinary: true,
    draw: (rng) => [drawEvalBackward(rng, 5, 3, 0.1)],
  },
  {
    title: "4 inputs, 3 outputs",
    part: "fold",
    ordinary: true,
    draw: (rng) => [drawFold(rng, 4, 3, 0.1)],
  },
];

/** Batch normalization's gradient in one line, and the layer that is gone at test time. */
export const exercise: Exercise = {
  id: "08-batch-norm-simplified",
  title: "Batch normalization, backward simplified",
  minutes: 60,
  prerequisites: ["07"],
  parts: [simplifiedPart, evalPart, foldPart],
  checks,
  reflections: [{ id: "fold-when", points: 2 }],
};
