import type { MistakeSource } from "../../exercise.js";
import type { DecayCall, ElasticCall, L1Call, L2Call, MaxNormCall } from "./inputs.js";

export const l2Mistakes: MistakeSource<L2Call>[] = [
  {
    step: "loss",
    cause: "you halve always, also where half is false",
    next: "The factor is ½ if half is true, else 1.",
    instead: ([{ W }, { reg }]) =>
      W.pow(2)
        .sum()
        .mul(reg / 2),
  },
  {
    step: "loss",
    cause: "you never halve, even where half is true",
    next: "The factor is ½ if half is true, else 1.",
    instead: ([{ W }, { reg }]) => W.pow(2).sum().mul(reg),
  },
  {
    step: "loss",
    cause: "you averaged the squares where you should add them up",
    next: "Sum over all entries.",
    instead: ([{ W }], { loss }) => loss.div(W.size),
  },
  {
    step: "loss",
    cause: "you took the root of the sum: that is the length of W",
    next: "Leave the sum of squares as it is.",
    instead: ([{ W }, { reg, half }]) =>
      W.pow(2)
        .sum()
        .sqrt()
        .mul(half ? reg / 2 : reg),
  },
  {
    step: "dW",
    cause: "you gave λW always; without the ½ the gradient is 2λW",
    next: "The derivative of W² is 2W; the ½, if there is one, cancels the 2.",
    instead: ([{ W }, { reg }]) => W.mul(reg),
  },
  {
    step: "dW",
    cause: "you gave 2λW always; with the ½ the gradient is λW",
    next: "The derivative of W² is 2W; the ½, if there is one, cancels the 2.",
    instead: ([{ W }, { reg }]) => W.mul(2 * reg),
  },
  {
    step: "dW",
    cause: "the ½ is there twice: you did not take the derivative of the square",
    next: "The derivative of W² is 2W.",
    instead: (_, { dW }) => dW.div(2),
  },
  {
    step: "dW",
    cause: "you took the absolute value: a negative weight must be pulled up",
    next: "The derivative of W² is 2W, with the sign of W.",
    instead: (_, { dW }) => dW.abs(),
  },
];

export const l1Mistakes: MistakeSource<L1Call>[] = [
  {
    step: "loss",
    cause: "you added the weights up with their signs, so that they cancel",
    next: "Take absolute values first.",
    instead: ([{ W }, { reg }]) => W.sum().mul(reg),
  },
  {
    step: "loss",
    cause: "you squared: that is L2",
    next: "L1 adds absolute values.",
    instead: ([{ W }, { reg }]) => W.pow(2).sum().mul(reg),
  },
  {
    step: "loss",
    cause: "you halved; L1 has no ½",
    next: "R = λ Σ|W|.",
    instead: (_, { loss }) => loss.div(2),
  },
  {
    step: "dW",
    cause: "you divided W by its size, which is 0/0 where a weight is 0",
    next: "W.sign() gives −1, 0 or 1.",
    instead: ([{ W }, { reg }]) => W.div(W.abs()).mul(reg),
  },
  {
    step: "dW",
    cause: "you pull every weight the same way, also the negative ones",
    next: "The derivative of |W| is the sign of W.",
    instead: ([{ W }, { reg }]) => W.mul(0).add(reg),
  },
  {
    step: "dW",
    cause: "you pull a weight of exactly 0 as well",
    next: "At 0 we take 0: W.sign().",
    instead: ([{ W }, { reg }]) => W.less(0).mul(-2).add(1).mul(reg),
  },
  {
    step: "dW",
    cause: "you gave λW: that is the gradient of L2",
    next: "L1 pulls on every weight with the same force: λ sign(W).",
    instead: ([{ W }, { reg }]) => W.mul(reg),
  },
];

export const elasticMistakes: MistakeSource<ElasticCall>[] = [
  {
    step: "loss",
    cause: "the ½ of the L2 part is missing",
    next: "½ λ ΣW² + λ₁ Σ|W|.",
    instead: ([{ W }, { reg, l1 }]) => W.pow(2).sum().mul(reg).add(W.abs().sum().mul(l1)),
  },
  {
    step: "loss",
    cause: "the two strengths changed places",
    next: "reg goes with the squares, l1 with the absolute values.",
    instead: ([{ W }, { reg, l1 }]) =>
      W.pow(2)
        .sum()
        .mul(l1 / 2)
        .add(W.abs().sum().mul(reg)),
  },
  {
    step: "loss",
    cause: "you halved the L1 part as well",
    next: "Only the squares have a ½.",
    instead: ([{ W }, { reg, l1 }]) => W.pow(2).sum().mul(reg).add(W.abs().sum().mul(l1)).div(2),
  },
  {
    step: "dW",
    cause: "the two strengths changed places",
    next: "λ W + λ₁ sign(W): reg goes with W, l1 with its sign.",
    instead: ([{ W }, { reg, l1 }]) => W.mul(l1).add(W.sign().mul(reg)),
  },
  {
    step: "dW",
    cause: "there is a 2 too much: the ½ cancels it",
    next: "The derivative of ½W² is W.",
    instead: ([{ W }, { reg, l1 }]) => W.mul(2 * reg).add(W.sign().mul(l1)),
  },
  {
    step: "dW",
    cause: "the L1 part is missing",
    next: "Add λ₁ sign(W).",
    instead: ([{ W }, { reg }]) => W.mul(reg),
  },
  {
    step: "dW",
    cause: "the L2 part is missing",
    next: "Add λ W.",
    instead: ([{ W }, { l1 }]) => W.sign().mul(l1),
  },
];

export const maxNormMistakes: MistakeSource<MaxNormCall>[] = [
  {
    step: "norm",
    cause: "you measured the rows; a unit is a column",
    next: "Sum over axis 0, the inputs of a unit: .sum(0, true).",
    instead: ([W]) => W.pow(2).sum(1, true).sqrt(),
  },
  {
    step: "norm",
    cause: "you measured the whole matrix; each unit has a length of its own",
    next: "Sum over axis 0 alone.",
    instead: ([W]) => W.pow(2).sum([0, 1], true).sqrt(),
  },
  {
    step: "norm",
    cause: "you forgot the root: this is the squared length",
    next: "Take the root of the sum of squares.",
    instead: ([W]) => W.pow(2).sum(0, true),
  },
  {
    step: "norm",
    cause: "you added absolute values up: that is the L1 length",
    next: "Square, add up, take the root.",
    instead: ([W]) => W.abs().sum(0, true),
  },
  {
    step: "scale",
    cause: "you stretched short units too: all end at the limit",
    next: "A unit within the limit stays as it is: at most 1.",
    instead: ([, { max }], { norm }) => norm.pow(-1).mul(max),
  },
  {
    step: "scale",
    cause: "you took the larger of the two: short units are stretched and long ones stay",
    next: "Take the minimum of 1 and max / norm.",
    instead: ([, { max }], { norm }) => norm.pow(-1).mul(max).maximum(1),
  },
  {
    step: "scale",
    cause: "the fraction is upside down",
    next: "A unit twice too long must be halved: max / norm.",
    instead: ([, { max }], { norm }) => norm.div(max).minimum(1),
  },
  {
    step: "W",
    cause: "you divided by the scale where you should multiply",
    next: "Multiply each column by its scale.",
    instead: ([W], { scale }) => W.div(scale),
  },
  {
    step: "W",
    cause: "you cut the entries off; the direction of a unit must stay",
    next: "Multiply each column by its scale.",
    instead: ([W, { max }]) => W.minimum(max / 2).maximum(-max / 2),
  },
];

export const l2DecayMistakes: MistakeSource<DecayCall>[] = [
  {
    step: "decayed",
    cause: "you subtracted the penalty's gradient: the weights would grow",
    next: "The penalty is part of the loss: add its gradient.",
    instead: ([theta, g, { reg }]) => g.sub(theta.mul(reg)),
  },
  {
    step: "decayed",
    cause: "the learning rate is in it already; it comes with theta",
    next: "g + λ θ.",
    instead: ([theta, g, { lr, reg }]) => g.add(theta.mul(lr * reg)),
  },
  {
    step: "decayed",
    cause: "you left the penalty out",
    next: "g + λ θ.",
    instead: ([, g]) => g,
  },
  {
    step: "theta",
    cause: "you used the gradient without the penalty",
    next: "Use decayed.",
    instead: ([theta, g, { lr }]) => theta.sub(g.mul(lr)),
  },
  {
    step: "theta",
    cause: "you went uphill: you added the step",
    next: "Descend: subtract it.",
    instead: ([theta, , { lr }], { decayed }) => theta.add(decayed.mul(lr)),
  },
];

export const decoupledMistakes: MistakeSource<DecayCall>[] = [
  {
    step: "shrunk",
    cause: "the learning rate is missing: the weights shrink by λ at every step",
    next: "The factor is 1 − α λ.",
    instead: ([theta, , { reg }]) => theta.mul(1 - reg),
  },
  {
    step: "shrunk",
    cause: "you made the weights grow",
    next: "The factor is 1 − α λ.",
    instead: ([theta, , { lr, reg }]) => theta.mul(1 + lr * reg),
  },
  {
    step: "shrunk",
    cause: "you gave what is taken away and not what is left",
    next: "What is left is (1 − α λ) θ.",
    instead: ([theta, , { lr, reg }]) => theta.mul(lr * reg),
  },
  {
    step: "shrunk",
    cause: "you subtracted the same from every weight: that is L1's way",
    next: "Every weight shrinks by the same factor.",
    instead: ([theta, , { lr, reg }]) => theta.sub(theta.sign().mul(lr * reg)),
  },
  {
    step: "theta",
    cause: "you stepped from theta, so that the decay is lost",
    next: "Step from shrunk.",
    instead: ([theta, update, { lr }]) => theta.sub(update.mul(lr)),
  },
  {
    step: "theta",
    cause: "the decay is there twice",
    next: "shrunk holds it already: shrunk − α · update.",
    instead: ([theta, update, { lr, reg }], { shrunk }) =>
      shrunk.sub(update.add(theta.mul(reg)).mul(lr)),
  },
  {
    step: "theta",
    cause: "the learning rate is missing",
    next: "shrunk − α · update.",
    instead: ([, update], { shrunk }) => shrunk.sub(update),
  },
];
