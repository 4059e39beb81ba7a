import * as sgd from "../../../optim/sgd.js";
import * as elasticNet from "../../../penalties/elastic-net.js";
import * as l1 from "../../../penalties/l1.js";
import * as l2 from "../../../penalties/l2.js";
import * as maxNorm from "../../../penalties/max-norm.js";
import { run, tex, type Step } from "../../../step.js";
import { tensor } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { definePart, type Exercise } from "../../exercise.js";
import { whole } from "../../whole.js";
import {
  drawDecay,
  drawElastic,
  drawL1,
  drawL2,
  drawMaxNorm,
  type DecayCall,
  type ElasticCall,
  type L1Call,
  type L2Call,
  type MaxNormCall,
} from "./inputs.js";
import {
  decoupledMistakes,
  elasticMistakes,
  l1Mistakes,
  l2DecayMistakes,
  l2Mistakes,
  maxNormMistakes,
} from "./mistakes.js";

/** A penalty's loss and, in a step of its own, its gradient. */
const withGradient = (step: Step, loss: Tensor, dW: () => Tensor) => ({
  loss,
  dW: step("dW", tex`dW = \partial R / \partial W`, dW),
});

function elastic([inputs, options]: ElasticCall, step: Step) {
  const { loss: value, cache } = elasticNet.forward(inputs, options, run);
  const formula = tex`R = \tfrac12 \lambda \sum W^2 + \lambda_1 \sum |W|`;
  const loss = step("loss", formula, () => value);
  return withGradient(step, loss, () => elasticNet.backward(tensor(1), cache).dW);
}

function decoupled([theta, update, { lr, reg }]: DecayCall, step: Step) {
  const shrunk = step("shrunk", tex`\theta' = (1 - \alpha\lambda)\, \theta`, () =>
    theta.mul(1 - lr * reg),
  );
  const next = step(
    "theta",
    tex`\theta' - \alpha u`,
    () => sgd.update(shrunk, update, {}, { lr }).theta,
  );
  return { theta: next };
}

const l2Part = definePart<L2Call>({
  name: "l2",
  points: { loss: 1, dW: 1 },
  hints: {
    l2: [
      "Why do so many people write ½ in front of the penalty? Take the derivative and see.",
      "The loss is `reg` times the sum of squares, halved if `half` is true. The gradient is $\\lambda W$ with the ½ and $2 \\lambda W$ without.",
      "`W.pow(2).sum().mul(half ? reg / 2 : reg)` and `W.mul(half ? reg : 2 * reg)`.",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => {
    const { loss, cache } = l2.forward(inputs, options, step);
    return { loss, dW: l2.backward(tensor(1), cache, step).dW };
  },
  small: (rng, { rows, columns }) => [
    { W: whole(rng, [rows, columns], -3, 3) },
    { reg: 3, half: rng.uniform() < 0.5 },
  ],
  mistakes: l2Mistakes,
});

const l1Part = definePart<L1Call>({
  name: "l1",
  points: { loss: 1, dW: 2 },
  hints: {
    l1: [
      "How hard does L1 pull on a weight of 5, and how hard on one of 0.001?",
      "With the same force: the slope of |w| is 1 above zero, −1 below. At zero we choose 0.",
      "`W.abs().sum().mul(reg)` and `W.sign().mul(reg)`.",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => {
    const { loss, cache } = l1.forward(inputs, options, step);
    return { loss, dW: l1.backward(tensor(1), cache, step).dW };
  },
  small: (rng, { rows, columns }) => [{ W: whole(rng, [rows, columns], -3, 3) }, { reg: 3 }],
  mistakes: l1Mistakes,
});

const elasticPart = definePart<ElasticCall>({
  name: "elasticNet",
  points: { loss: 1, dW: 1 },
  hints: {
    elasticNet: [
      "It is the sum of the two before. So is its gradient.",
      "Half of `reg` times the squares, and `l1` times the absolute values.",
      "`W.mul(reg).add(W.sign().mul(l1))` is the gradient.",
    ],
  },
  parameters: ["", ""],
  reference: elastic,
  small: (rng, { rows, columns }) => [{ W: whole(rng, [rows, columns], -3, 3) }, { reg: 3, l1: 5 }],
  mistakes: elasticMistakes,
});

const maxNormPart = definePart<MaxNormCall>({
  name: "maxNorm",
  points: { norm: 1, scale: 2, W: 1 },
  hints: {
    maxNorm: [
      "The weights that lead into one unit are a column of W. What happens to a column that is short enough already?",
      "`W.pow(2).sum(0, true)` keeps the axis: shape (1, M), which fits W. The scale is max / norm, but never above 1.",
      "`norm.pow(-1).mul(max).minimum(1)`: even for a column of zeros, where norm is 0, this is 1.",
    ],
  },
  parameters: ["W", ""],
  reference: ([W, options], step) => maxNorm.project(W, options, step),
  small: (rng, { rows, columns }) => [whole(rng, [rows, columns], 1, 6), { max: 4 }],
  mistakes: maxNormMistakes,
});

const smallDecay = (
  ...[rng, { rows, columns }]: Parameters<typeof maxNormPart.small>
): DecayCall => [
  whole(rng, [rows, columns], 1, 4),
  whole(rng, [rows, columns], -2, 2),
  { lr: 0.5, reg: 0.25 },
];

const l2DecayPart = definePart<DecayCall>({
  name: "l2Update",
  points: { decayed: 1, theta: 1 },
  hints: {
    l2Update: [
      "The penalty is a part of the loss. What does it add to the gradient?",
      "The gradient of $\\tfrac12 \\lambda \\theta^2$ is $\\lambda \\theta$.",
      "`g.add(theta.mul(reg))`, and then `theta.sub(decayed.mul(lr))`.",
    ],
  },
  parameters: ["theta", "g", ""],
  reference: ([theta, g, { lr, reg }], step) => {
    // The library leaves the step out where reg is 0.
    const { cache } = l2.forward({ W: theta }, { reg });
    const decayed = step("decayed", tex`g + \lambda \theta`, () =>
      g.add(l2.backward(tensor(1), cache).dW),
    );
    return { theta: sgd.update(theta, decayed, {}, { lr }, step).theta };
  },
  small: smallDecay,
  mistakes: l2DecayMistakes,
});

const decoupledPart = definePart<DecayCall>({
  name: "decoupledUpdate",
  points: { shrunk: 2, theta: 1 },
  hints: {
    decoupledUpdate: [
      "Here the decay does not go through the gradient at all: first every weight shrinks by the same factor.",
      "The factor is $1 - \\alpha \\lambda$. Then comes the optimizer's own step, `lr` times `update`.",
      "`theta.mul(1 - lr * reg)`, and then `shrunk.sub(update.mul(lr))`.",
    ],
  },
  parameters: ["theta", "update", ""],
  reference: decoupled,
  small: smallDecay,
  mistakes: decoupledMistakes,
});

/** L2, L1, elastic net, max norm, and weight decay in the gradient or beside it. */
export const exercise: Exercise = {
  id: "18-penalties",
  title: "Penalties and weight decay",
  minutes: 60,
  prerequisites: ["13"],
  parts: [l2Part, l1Part, elasticPart, maxNormPart, l2DecayPart, decoupledPart],
  checks: [
    {
      title: "4 × 3 weights, with the ½ and without",
      part: "l2",
      ordinary: true,
      draw: (rng) => drawL2(rng, [4, 3]),
    },
    {
      title: "4 × 3 weights, some of them 0",
      part: "l1",
      ordinary: true,
      draw: (rng) => [drawL1(rng, [4, 3])],
    },
    {
      title: "4 × 3 weights, some of them 0",
      part: "elasticNet",
      ordinary: true,
      draw: (rng) => [drawElastic(rng, [4, 3])],
    },
    {
      title: "4 units of 5 inputs, too long and short enough",
      part: "maxNorm",
      ordinary: true,
      draw: (rng) => [drawMaxNorm(rng, 5, 4)],
    },
    {
      title: "3 × 2 weights",
      part: "l2Update",
      ordinary: true,
      draw: (rng) => [drawDecay(rng, [3, 2])],
    },
    {
      title: "3 × 2 weights",
      part: "decoupledUpdate",
      ordinary: true,
      draw: (rng) => [drawDecay(rng, [3, 2])],
    },
  ],
  reflections: [{ id: "decay", points: 2 }],
};
