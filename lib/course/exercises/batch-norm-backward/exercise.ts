import { backward, forward } from "../../../layers/batch-norm.js";
import { definePart, type Check, type Exercise } from "../../exercise.js";
import { whole } from "../../whole.js";
import { drawInputs, smallInputs } from "../batch-norm-forward/inputs.js";
import { drawBackward, type BackwardCall } from "./inputs.js";
import { backwardMistakes } from "./mistakes.js";

const backwardPart = definePart<BackwardCall>({
  name: "backward",
  points: {
    dBeta: 1,
    dGamma: 1,
    dXHat: 1,
    dInvStd: 1,
    dVariance: 1,
    dCentered: 2,
    dMean: 1,
    dX: 2,
  },
  hints: {
    dBeta: [
      "In how many rows is one entry of `beta` used?",
      "It is added to every row, so it collects what comes back from all of them.",
      "`return dY.sum(…);` over the rows.",
    ],
    dGamma: [
      "What was `gamma` multiplied by on the way forward?",
      "By x̂. So each row gives dyᵢ x̂ᵢ, and `gamma` was used in every row.",
      "`return dY.mul(xHat)` and then the sum over the rows.",
    ],
    dXHat: [
      "This one has the shape of `x`: nothing is summed.",
      "x̂ was multiplied by `gamma` on its way to y.",
      "`return dY.mul(…);`",
    ],
    dInvStd: [
      "`invStd` is one number for each feature, used in every row. What was it multiplied by?",
      "By the centered values: x̂ᵢ = r cᵢ.",
      "`return dXHat.mul(centered)` and then the sum over the rows.",
    ],
    dVariance: [
      "r = (σ² + ε)^(−1/2). Take the derivative of a power.",
      "It is −½ (σ² + ε)^(−3/2), and (σ² + ε)^(−3/2) is r³.",
      "`return invStd.pow(3)`, times `dInvStd`, divided by −2.",
    ],
    dCentered: [
      "`centered` is used in two places. Which two?",
      "In x̂ = r c, and in σ² = (1/N) Σ c². Add what comes back from both.",
      "`return dXHat.mul(invStd).add(…);`, where the second part is `centered` times `dVariance` times 2/N.",
    ],
    dMean: [
      "If μ grows by 1, what happens to every c?",
      "Each one falls by 1, in every row.",
      "The sum over the rows of `dCentered`, with a minus: `.neg()`.",
    ],
    dX: [
      "x also is used in two places.",
      "In c = x − μ, and in μ = (1/N) Σ x, where each row has a share of 1/N.",
      "`return dCentered.add(…);`, with the share of `dMean` that one row gets.",
    ],
  },
  parameters: ["dY", "cache"],
  reference: ([dY, cache], step) => backward(dY, cache, step),
  small: (rng, size) => [
    whole(rng, [size.rows, size.columns], -2, 2),
    forward(smallInputs(rng, size), { eps: 1 }).cache,
  ],
  mistakes: backwardMistakes,
});

const checks: Check[] = [
  {
    title: "a random upstream gradient for 5 rows and 3 features",
    part: "backward",
    ordinary: true,
    draw: (rng) => [drawBackward(rng, drawInputs(rng, 5, 3), 0.1)],
  },
];

/** Batch normalization's backward pass, back through the graph one step at a time. */
export const exercise: Exercise = {
  id: "07-batch-norm-backward",
  title: "Batch normalization, backward by graph",
  minutes: 75,
  prerequisites: ["01", "06"],
  parts: [backwardPart],
  checks,
  reflections: [{ id: "ones", points: 2 }],
};
