import { fromData, tensor } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { MistakeSource } from "../../exercise.js";
import type { DirectionCall, KeepCall, PairCall, SearchCall, WolfeCall } from "./inputs.js";

export const pairMistakes: MistakeSource<PairCall>[] = [
  {
    step: "s",
    cause: "you subtracted the other way round",
    next: "A step is where you arrive minus where you came from: after − before.",
    instead: ([before, after]) => before.theta.sub(after.theta),
  },
  {
    step: "y",
    cause: "you subtracted the other way round",
    next: "How the gradient changed is after − before.",
    instead: ([before, after]) => before.g.sub(after.g),
  },
  {
    step: "y",
    cause: "you took the new gradient and not its change",
    next: "Subtract the gradient before the step.",
    instead: ([, after]) => after.g,
  },
];

export const keepMistakes: MistakeSource<KeepCall>[] = [
  {
    step: "keepPair",
    cause: "you keep every pair, also one that tells of a negative curvature",
    next: "Keep a pair only if s · y is above 1e-10.",
    instead: () => true,
  },
  {
    step: "keepPair",
    cause: "the condition is turned around",
    next: "A bowl has s · y above 0: these pairs are kept.",
    instead: ([{ s, y }]) => !(s.dot(y) > 1e-10),
  },
];

/** The first loop, with its own idea of what q is at each pair. */
function sharesBy(
  [g, pairs]: DirectionCall,
  order: (i: number) => number,
  share: (q: Tensor, i: number) => number,
  lose: boolean,
): Tensor {
  const a = new Array<number>(pairs.length);
  let q = g;
  for (let i = 0; i < pairs.length; i++) {
    const at = order(i);
    a[at] = share(q, at);
    if (lose) q = q.sub(pairs[at].y.mul(a[at]));
  }
  return fromData(a, [a.length]);
}

/** The second loop, in any order and with any share. */
const secondLoop = (
  pairs: DirectionCall[1],
  r: Tensor,
  order: (i: number) => number,
  gain: (z: Tensor, i: number) => number,
): Tensor =>
  pairs.reduce((z, _, i) => {
    const at = order(i);
    return z.add(pairs[at].s.mul(gain(z, at)));
  }, r);

export const directionMistakes: MistakeSource<DirectionCall>[] = [
  {
    step: "shares",
    cause: "you went from the oldest pair to the newest; the first loop goes the other way",
    next: "Begin with the last pair: for (let i = pairs.length - 1; i >= 0; i--).",
    instead: (call) => {
      const { pairs, share } = usual(call);
      return sharesBy(call, (i) => i, share, pairs.length > 0);
    },
  },
  {
    step: "shares",
    cause: "you used g at every pair; q must lose each share before the next pair looks at it",
    next: "After each aᵢ: q = q − aᵢ yᵢ.",
    instead: (call) => {
      const { pairs, share } = usual(call);
      return sharesBy(call, (i) => pairs.length - 1 - i, share, false);
    },
  },
  {
    step: "shares",
    cause: "you multiplied y with q where s belongs",
    next: "aᵢ = sᵢ · q / (yᵢ · sᵢ).",
    instead: (call) => {
      const [, pairs] = call;
      const share = (q: Tensor, i: number): number =>
        pairs[i].y.dot(q) / pairs[i].y.dot(pairs[i].s);
      return sharesBy(call, (i) => pairs.length - 1 - i, share, true);
    },
  },
  {
    step: "q",
    cause: "you took s away where y belongs",
    next: "q = g − Σ aᵢ yᵢ: it lives among the gradients, as y does.",
    instead: ([g, pairs], { shares }) =>
      pairs.reduce((left, { s }, i) => left.sub(s.mul(shares.at(i))), g),
  },
  {
    step: "q",
    cause: "you added where you should take away",
    next: "q = g − Σ aᵢ yᵢ.",
    instead: ([g, pairs], { shares }) =>
      pairs.reduce((left, { y }, i) => left.add(y.mul(shares.at(i))), g),
  },
  {
    step: "r",
    cause: "γ is upside down: it is one over the curvature",
    next: "γ = (s · y) / (y · y).",
    instead: ([, pairs], { q }) => {
      const { s, y } = pairs[pairs.length - 1];
      return q.mul(y.dot(y) / s.dot(y));
    },
  },
  {
    step: "r",
    cause: "you took the oldest pair; the newest knows best what is around here",
    next: "Use the last pair.",
    instead: ([, pairs], { q }) => q.mul(pairs[0].s.dot(pairs[0].y) / pairs[0].y.dot(pairs[0].y)),
  },
  {
    step: "r",
    cause: "you left γ out",
    next: "Scale q by γ = (s · y) / (y · y) of the newest pair.",
    instead: (_, { q }) => q,
  },
  {
    step: "d",
    cause: "the minus is missing: this points uphill",
    next: "Turn it around at the end: d = −r.",
    instead: (_, { d }) => d.neg(),
  },
  {
    step: "d",
    cause: "the second loop is missing",
    next: "From the oldest pair to the newest: r gains (aᵢ − bᵢ) sᵢ.",
    instead: (_, { r }) => r.neg(),
  },
  {
    step: "d",
    cause: "you went from the newest pair to the oldest again; the second loop goes the other way",
    next: "Begin with pair 0.",
    instead: ([, pairs], { r, shares }) =>
      secondLoop(
        pairs,
        r,
        (i) => pairs.length - 1 - i,
        (z, i) => shares.at(i) - pairs[i].y.dot(z) / pairs[i].y.dot(pairs[i].s),
      ).neg(),
  },
  {
    step: "d",
    cause: "you added aᵢ sᵢ without taking bᵢ away",
    next: "r gains (aᵢ − bᵢ) sᵢ, with bᵢ = yᵢ · r / (yᵢ · sᵢ).",
    instead: ([, pairs], { r, shares }) =>
      secondLoop(
        pairs,
        r,
        (i) => i,
        (_, i) => shares.at(i),
      ).neg(),
  },
];

/** What most of the first loop's mistakes have in common. */
function usual([, pairs]: DirectionCall) {
  const share = (q: Tensor, i: number): number => pairs[i].s.dot(q) / pairs[i].y.dot(pairs[i].s);
  return { pairs, share };
}

export const wolfeMistakes: MistakeSource<WolfeCall>[] = [
  {
    step: "falls",
    cause: "you asked for any fall at all; it must be enough for the length of the step",
    next: "Compare with the line value + c₁ · α · slope.",
    instead: ([start, trial]) => trial.value < start.value,
  },
  {
    step: "falls",
    cause: "the line rises: the slope at the start is negative already",
    next: "Add c₁ · α · slope; do not subtract it.",
    instead: ([start, trial, { c1 }]) =>
      trial.value <= start.value - c1 * trial.alpha * start.slope,
  },
  {
    step: "falls",
    cause: "you left α out of the line",
    next: "The further the step, the more the value must fall: c₁ · α · slope.",
    instead: ([start, trial, { c1 }]) => trial.value <= start.value + c1 * start.slope,
  },
  {
    step: "flat",
    cause: "you left c₂ out",
    next: "The slope must have shrunk to c₂ of its size.",
    instead: ([start, trial]) => Math.abs(trial.slope) <= Math.abs(start.slope),
  },
  {
    step: "flat",
    cause: "you used c₁, which belongs to the fall",
    next: "Use c2.",
    instead: ([start, trial, { c1 }]) => Math.abs(trial.slope) <= c1 * Math.abs(start.slope),
  },
  {
    step: "flat",
    cause: "you compared the slopes with their signs",
    next: "Flat is about size: take the absolute value of both.",
    instead: ([start, trial, { c2 }]) => trial.slope <= c2 * start.slope,
  },
];

/** Shrinks from 1 while `tooHigh` says so; 60 times at most, for conditions that never come true. */
function shrunk(shrink: number, tooHigh: (alpha: number) => boolean): Tensor {
  let alpha = 1;
  for (let i = 0; i < 60 && tooHigh(alpha); i++) alpha *= shrink;
  return tensor(alpha);
}

export const searchMistakes: MistakeSource<SearchCall>[] = [
  {
    step: "slope",
    cause: "you turned the sign around; downhill a slope is negative",
    next: "The slope along d is g · d.",
    instead: (_, { slope }) => slope.neg(),
  },
  {
    step: "slope",
    cause: "you took g · g: that is the slope along the gradient, not along d",
    next: "The slope along d is g · d.",
    instead: ([{ g }]) => tensor(g.dot(g)),
  },
  {
    step: "alpha",
    cause: "you took the whole step without asking whether it is too long",
    next: "Shrink α while the value lies above the line.",
    instead: () => tensor(1),
  },
  {
    step: "alpha",
    cause: "you were content with any fall; it must be enough for the length of the step",
    next: "Compare with f(θ) + c₁ · α · slope.",
    instead: ([{ f, theta, d }, { shrink }]) =>
      shrunk(shrink, (alpha) => f(theta.add(d.mul(alpha))) > f(theta)),
  },
  {
    step: "alpha",
    cause: "you shrank once more than needed",
    next: "Stop at the first α that falls enough.",
    instead: ([, { shrink }], { alpha }) => alpha.mul(shrink),
  },
  {
    step: "alpha",
    cause: "you halved, whatever shrink is",
    next: "Multiply α by shrink.",
    instead: ([{ f, theta, d }, { c1 }], { slope }) =>
      shrunk(0.5, (alpha) => f(theta.add(d.mul(alpha))) > f(theta) + c1 * alpha * slope.item()),
  },
  {
    step: "next",
    cause: "you went the whole length of d",
    next: "Go α times d.",
    instead: ([{ theta, d }]) => theta.add(d),
  },
  {
    step: "next",
    cause: "you went the other way",
    next: "d points downhill already: add α d.",
    instead: ([{ theta, d }], { alpha }) => theta.sub(d.mul(alpha.item())),
  },
];
