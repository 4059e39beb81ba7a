import { tensor } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { MistakeSource } from "../../exercise.js";
import type { LookAheadCall, UnrollCall, UpdateCall } from "./inputs.js";

export const momentumMistakes: MistakeSource<UpdateCall>[] = [
  {
    step: "v",
    cause: "you scaled the gradient by 1 − ρ, which makes an average of it",
    next: "Momentum adds the whole gradient up: v = ρv + g.",
    instead: ([, g, { v }, { rho }]) => v.mul(rho).add(g.mul(1 - rho)),
  },
  {
    step: "v",
    cause: "you slowed the new gradient down as well: ρ(v + g)",
    next: "Friction acts on the old velocity alone: ρv, then add g.",
    instead: ([, g, { v }, { rho }]) => v.add(g).mul(rho),
  },
  {
    step: "v",
    cause: "there is no friction: you kept the whole old velocity",
    next: "Multiply the old velocity by ρ.",
    instead: ([, g, { v }]) => v.add(g),
  },
  {
    step: "v",
    cause: "the old velocity is lost: this is plain gradient descent",
    next: "Keep ρ times state.v.",
    instead: ([, g]) => g,
  },
  {
    step: "v",
    cause: "the learning rate is in the velocity; in this form it comes with theta",
    next: "Leave α to the next step: v = ρv + g.",
    instead: ([, g, { v }, { lr, rho }]) => v.mul(rho).add(g.mul(lr)),
  },
  {
    step: "theta",
    cause: "you went uphill: you added the step",
    next: "Descend: theta − α v.",
    instead: ([theta, , , { lr }], { v }) => theta.add(v.mul(lr)),
  },
  {
    step: "theta",
    cause: "you used the old velocity, from before this update",
    next: "Use the v of the step above, not state.v.",
    instead: ([theta, , { v }, { lr }]) => theta.sub(v.mul(lr)),
  },
  {
    step: "theta",
    cause: "you moved along the gradient and not along the velocity",
    next: "Use v in place of g.",
    instead: ([theta, g, , { lr }]) => theta.sub(g.mul(lr)),
  },
  {
    step: "theta",
    cause: "the learning rate is missing",
    next: "Multiply v by lr.",
    instead: ([theta], { v }) => theta.sub(v),
  },
];

export const stepFormMistakes: MistakeSource<UpdateCall>[] = [
  {
    step: "v",
    cause: "the sign is lost: here the velocity itself must point downhill",
    next: "Subtract α g: v = ρv − αg.",
    instead: ([, g, { v }, { lr, rho }]) => v.mul(rho).add(g.mul(lr)),
  },
  {
    step: "v",
    cause: "the learning rate is missing",
    next: "In this form α is in the velocity: v = ρv − αg.",
    instead: ([, g, { v }, { rho }]) => v.mul(rho).sub(g),
  },
  {
    step: "v",
    cause: "you slowed the new step down as well: ρ(v − αg)",
    next: "Friction acts on the old velocity alone.",
    instead: ([, g, { v }, { lr, rho }]) => v.sub(g.mul(lr)).mul(rho),
  },
  {
    step: "v",
    cause: "you scaled the old velocity by the learning rate too: the rate is in it already",
    next: "Only the gradient is multiplied by α: v = ρv − αg.",
    instead: ([, g, { v }, { lr, rho }]) => v.mul(rho).sub(g).mul(lr),
  },
  {
    step: "theta",
    cause: "you subtracted the velocity, which points downhill already",
    next: "Add it: theta + v.",
    instead: ([theta], { v }) => theta.sub(v),
  },
  {
    step: "theta",
    cause: "the learning rate is in it twice",
    next: "v is the whole step already: theta + v.",
    instead: ([theta, , , { lr }], { v }) => theta.add(v.mul(lr)),
  },
  {
    step: "theta",
    cause: "you used the old velocity, from before this update",
    next: "Use the v of the step above, not state.v.",
    instead: ([theta, , { v }]) => theta.add(v),
  },
];

/** ρ to these powers. */
const powers = (rho: number, exponents: number[]): Tensor => tensor(rho).pow(tensor(exponents));
const upTo = (T: number): number[] => Array.from({ length: T }, (_, i) => i);

export const unrollMistakes: MistakeSource<UnrollCall>[] = [
  {
    step: "weights",
    cause: "the order is turned around: the oldest gradient weighs most",
    next: "The last gradient has the weight 1, the one before it ρ, then ρ² and so on.",
    instead: ([g, { rho }]) => powers(rho, upTo(g.shape[0])),
  },
  {
    step: "weights",
    cause: "each power is one too high: the last gradient must have the weight 1",
    next: "No friction has acted on the last gradient yet: its power is 0.",
    instead: ([g, { rho }]) =>
      powers(
        rho,
        upTo(g.shape[0]).map((t) => g.shape[0] - t),
      ),
  },
  {
    step: "weights",
    cause: "you gave every gradient the weight 1: nothing is forgotten",
    next: "A gradient loses a factor ρ with each update after it.",
    instead: ([g]) => tensor(upTo(g.shape[0]).map(() => 1)),
  },
  {
    step: "weights",
    cause: "you made the weights add up to 1; momentum sums and does not average",
    next: "Leave the powers of ρ as they are.",
    instead: (_, { weights }) => weights.div(weights.sum()),
  },
  {
    step: "v",
    cause: "you averaged over the updates where you should add up",
    next: "Weight the rows and sum them over axis 0.",
    instead: ([g], { weights }) => weights.reshape(-1, 1).mul(g).mean(0),
  },
  {
    step: "v",
    cause: "you added the gradients up without their weights",
    next: "Multiply each row by its weight first: weights.reshape(-1, 1).",
    instead: ([g]) => g.sum(0),
  },
];

export const lookAheadMistakes: MistakeSource<LookAheadCall>[] = [
  {
    step: "ahead",
    cause: "you did not look ahead: this is x itself",
    next: "Go where the velocity alone would lead: x + ρv.",
    instead: ([x]) => x,
  },
  {
    step: "ahead",
    cause: "you looked back: x − ρv",
    next: "Go where the velocity leads: x + ρv.",
    instead: ([x, , { v }, { rho }]) => x.sub(v.mul(rho)),
  },
  {
    step: "ahead",
    cause: "you forgot the friction: this is x + v",
    next: "Only ρv of the velocity will be left: x + ρv.",
    instead: ([x, , { v }]) => x.add(v),
  },
  {
    step: "g",
    cause: "you took the gradient at x: that is plain momentum",
    next: "Take the gradient at the point ahead.",
    instead: ([x, curvature]) => curvature.mul(x),
  },
  {
    step: "g",
    cause: "you took the function's value, ½κx², for its gradient",
    next: "The derivative of ½κx² is κx, at the point ahead.",
    instead: ([, curvature], { ahead }) => curvature.mul(ahead).mul(ahead).div(2),
  },
  {
    step: "v",
    cause: "the sign is lost: the velocity must point downhill",
    next: "Subtract α g: v = ρv − αg.",
    instead: ([, , { v }, { lr, rho }], { g }) => v.mul(rho).add(g.mul(lr)),
  },
  {
    step: "v",
    cause: "you forgot the friction",
    next: "Multiply the old velocity by ρ.",
    instead: ([, , { v }, { lr }], { g }) => v.sub(g.mul(lr)),
  },
  {
    step: "theta",
    cause: "you started from the point ahead, so that the velocity counts twice",
    next: "The point ahead is only for the gradient: step from x.",
    instead: (_, { ahead, v }) => ahead.add(v),
  },
  {
    step: "theta",
    cause: "you subtracted the velocity, which points downhill already",
    next: "Add it: x + v.",
    instead: ([x], { v }) => x.sub(v),
  },
];

export const nesterovMistakes: MistakeSource<UpdateCall>[] = [
  ...stepFormMistakes.filter(({ step }) => step === "v"),
  {
    step: "theta",
    cause: "this is plain momentum: the look-ahead is missing",
    next: "Take the old look-ahead away and add the new one: −ρ·(old v) + (1 + ρ)·(new v).",
    instead: ([theta], { v }) => theta.add(v),
  },
  {
    step: "theta",
    cause: "the old and the new velocity changed places",
    next: "Subtract ρ times the old velocity, state.v; add 1 + ρ times the new one.",
    instead: ([theta, , state, { rho }], { v }) => theta.sub(v.mul(rho)).add(state.v.mul(1 + rho)),
  },
  {
    step: "theta",
    cause: "you did not take the old look-ahead away",
    next: "theta stands at x + ρ·(old v): subtract ρ·state.v first.",
    instead: ([theta, , , { rho }], { v }) => theta.add(v.mul(1 + rho)),
  },
  {
    step: "theta",
    cause: "the sign of the old velocity is wrong",
    next: "The old look-ahead is taken away: subtract ρ·state.v.",
    instead: ([theta, , state, { rho }], { v }) => theta.add(state.v.mul(rho)).add(v.mul(1 + rho)),
  },
];
