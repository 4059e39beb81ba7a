import type { MistakeSource } from "../../exercise.js";
import type { AdagradCall, AdamCall, RmspropCall } from "./inputs.js";

export const adagradMistakes: MistakeSource<AdagradCall>[] = [
  {
    step: "h",
    cause: "you added the gradient itself and not its square",
    next: "h gathers squares, which do not cancel: add g².",
    instead: ([, g, { h }]) => h.add(g),
  },
  {
    step: "h",
    cause: "you squared the sum where you should add the square",
    next: "Square g alone, then add it to the old h.",
    instead: ([, g, { h }]) => h.add(g).pow(2),
  },
  {
    step: "h",
    cause: "the past is lost: this is the newest square alone",
    next: "Add g² to state.h.",
    instead: ([, g]) => g.pow(2),
  },
  {
    step: "theta",
    cause: "ε stands inside the root",
    next: "Take the root first, then add eps: √h + ε.",
    instead: ([theta, g, , { lr, eps }], { h }) => theta.sub(g.mul(lr).div(h.add(eps).sqrt())),
  },
  {
    step: "theta",
    cause: "you forgot the root",
    next: "Divide by √h + ε: h has the unit of g², the root that of g.",
    instead: ([theta, g, , { lr, eps }], { h }) => theta.sub(g.mul(lr).div(h.add(eps))),
  },
  {
    step: "theta",
    cause: "you left ε out: an entry whose gradients were all 0 divides by 0",
    next: "Divide by √h + ε.",
    instead: ([theta, g, , { lr }], { h }) => theta.sub(g.mul(lr).div(h.sqrt())),
  },
  {
    step: "theta",
    cause: "you divided by the old h, from before this gradient",
    next: "Use the h of the step above, not state.h.",
    instead: ([theta, g, { h }, { lr, eps }]) => theta.sub(g.mul(lr).div(h.sqrt().add(eps))),
  },
  {
    step: "theta",
    cause: "you did not scale the gradient: this is plain gradient descent",
    next: "Divide the gradient by √h + ε.",
    instead: ([theta, g, , { lr }]) => theta.sub(g.mul(lr)),
  },
  {
    step: "theta",
    cause: "you went uphill: you added the step",
    next: "Descend: subtract it.",
    instead: ([theta, g, , { lr, eps }], { h }) => theta.add(g.mul(lr).div(h.sqrt().add(eps))),
  },
];

export const rmspropMistakes: MistakeSource<RmspropCall>[] = [
  {
    step: "h",
    cause: "nothing is forgotten: this is AdaGrad's sum",
    next: "Keep β of the old h and give the new square the weight 1 − β.",
    instead: ([, g, { h }]) => h.add(g.pow(2)),
  },
  {
    step: "h",
    cause: "the new square has its whole weight: that is no average",
    next: "Give it the weight 1 − β, so that the weights add up to 1.",
    instead: ([, g, { h }, { beta }]) => h.mul(beta).add(g.pow(2)),
  },
  {
    step: "h",
    cause: "the weights β and 1 − β changed places",
    next: "β is what is kept of the old h: 0.99 or so.",
    instead: ([, g, { h }, { beta }]) => h.mul(1 - beta).add(g.pow(2).mul(beta)),
  },
  {
    step: "h",
    cause: "you averaged the gradient itself and not its square",
    next: "Square g.",
    instead: ([, g, { h }, { beta }]) => h.mul(beta).add(g.mul(1 - beta)),
  },
  {
    step: "scaled",
    cause: "ε stands inside the root",
    next: "Take the root first, then add eps: √h + ε.",
    instead: ([, g, , { eps }], { h }) => g.div(h.add(eps).sqrt()),
  },
  {
    step: "scaled",
    cause: "you forgot the root",
    next: "Divide by √h + ε.",
    instead: ([, g, , { eps }], { h }) => g.div(h.add(eps)),
  },
  {
    step: "scaled",
    cause: "you divided by the old h, from before this gradient",
    next: "Use the h of the step above, not state.h.",
    instead: ([, g, { h }, { eps }]) => g.div(h.sqrt().add(eps)),
  },
  {
    step: "scaled",
    cause: "you left ε out: an entry whose gradients were all 0 divides by 0",
    next: "Divide by √h + ε.",
    instead: ([, g], { h }) => g.div(h.sqrt()),
  },
  {
    step: "theta",
    cause: "you used the gradient and not the scaled one",
    next: "Multiply scaled by lr, and subtract it.",
    instead: ([theta, g, , { lr }]) => theta.sub(g.mul(lr)),
  },
  {
    step: "theta",
    cause: "the learning rate is missing",
    next: "Multiply scaled by lr.",
    instead: ([theta], { scaled }) => theta.sub(scaled),
  },
  {
    step: "theta",
    cause: "you went uphill: you added the step",
    next: "Descend: subtract it.",
    instead: ([theta, , , { lr }], { scaled }) => theta.add(scaled.mul(lr)),
  },
];

export const adamMistakes: MistakeSource<AdamCall>[] = [
  {
    step: "m",
    cause: "this is momentum's sum: the new gradient has its whole weight",
    next: "Give it the weight 1 − β₁, so that m is an average.",
    instead: ([, g, { m }, { beta1 }]) => m.mul(beta1).add(g),
  },
  {
    step: "m",
    cause: "the weights β₁ and 1 − β₁ changed places",
    next: "β₁ is what is kept of the old m.",
    instead: ([, g, { m }, { beta1 }]) => m.mul(1 - beta1).add(g.mul(beta1)),
  },
  {
    step: "m",
    cause: "you used β₂, which belongs to v",
    next: "Use beta1.",
    instead: ([, g, { m }, { beta2 }]) => m.mul(beta2).add(g.mul(1 - beta2)),
  },
  {
    step: "m",
    cause: "you squared the gradient; that is for v",
    next: "m averages g itself, with its sign.",
    instead: ([, g, { m }, { beta1 }]) => m.mul(beta1).add(g.pow(2).mul(1 - beta1)),
  },
  {
    step: "v",
    cause: "you did not square the gradient",
    next: "v averages g².",
    instead: ([, g, { v }, { beta2 }]) => v.mul(beta2).add(g.mul(1 - beta2)),
  },
  {
    step: "v",
    cause: "you used β₁, which belongs to m",
    next: "Use beta2.",
    instead: ([, g, { v }, { beta1 }]) => v.mul(beta1).add(g.pow(2).mul(1 - beta1)),
  },
  {
    step: "v",
    cause: "the new square has its whole weight: that is no average",
    next: "Give it the weight 1 − β₂.",
    instead: ([, g, { v }, { beta2 }]) => v.mul(beta2).add(g.pow(2)),
  },
  {
    step: "mHat",
    cause: "you did not correct the bias: this is m itself",
    next: "Divide by 1 − β₁ᵗ: m started at 0 and is too small at first.",
    instead: (_, { m }) => m,
  },
  {
    step: "mHat",
    cause: "you divided by 1 − β₁ at every time; the power t is missing",
    next: "Divide by 1 − β₁ᵗ, where t counts this update too.",
    instead: ([, , , { beta1 }], { m }) => m.div(1 - beta1),
  },
  {
    step: "mHat",
    cause: "t is one too small: it counts this update as well",
    next: "Use t = state.t + 1.",
    instead: ([, , { t }, { beta1 }], { m }) => m.div(1 - beta1 ** t),
  },
  {
    step: "mHat",
    cause: "you multiplied where you should divide",
    next: "m is too small at first: divide it by 1 − β₁ᵗ, which is below 1.",
    instead: ([, , { t }, { beta1 }], { m }) => m.mul(1 - beta1 ** (t + 1)),
  },
  {
    step: "vHat",
    cause: "you did not correct the bias: this is v itself",
    next: "Divide by 1 − β₂ᵗ.",
    instead: (_, { v }) => v,
  },
  {
    step: "vHat",
    cause: "you divided by 1 − β₂ at every time; the power t is missing",
    next: "Divide by 1 − β₂ᵗ, where t counts this update too.",
    instead: ([, , , { beta2 }], { v }) => v.div(1 - beta2),
  },
  {
    step: "vHat",
    cause: "you used β₁, which belongs to m",
    next: "Divide by 1 − β₂ᵗ.",
    instead: ([, , { t }, { beta1 }], { v }) => v.div(1 - beta1 ** (t + 1)),
  },
  {
    step: "vHat",
    cause: "t is one too small: it counts this update as well",
    next: "Use t = state.t + 1.",
    instead: ([, , { t }, { beta2 }], { v }) => v.div(1 - beta2 ** t),
  },
  {
    step: "theta",
    cause: "ε stands inside the root",
    next: "Take the root first, then add eps: √v̂ + ε.",
    instead: ([theta, , , { lr, eps }], { mHat, vHat }) =>
      theta.sub(mHat.mul(lr).div(vHat.add(eps).sqrt())),
  },
  {
    step: "theta",
    cause: "you forgot the root",
    next: "Divide by √v̂ + ε.",
    instead: ([theta, , , { lr, eps }], { mHat, vHat }) =>
      theta.sub(mHat.mul(lr).div(vHat.add(eps))),
  },
  {
    step: "theta",
    cause: "you used m and v without their corrections",
    next: "Use mHat and vHat.",
    instead: ([theta, , , { lr, eps }], { m, v }) => theta.sub(m.mul(lr).div(v.sqrt().add(eps))),
  },
  {
    step: "theta",
    cause: "you moved along the gradient and not along its average",
    next: "Use mHat in place of g.",
    instead: ([theta, g, , { lr, eps }], { vHat }) =>
      theta.sub(g.mul(lr).div(vHat.sqrt().add(eps))),
  },
  {
    step: "theta",
    cause: "you went uphill: you added the step",
    next: "Descend: subtract it.",
    instead: ([theta, , , { lr, eps }], { mHat, vHat }) =>
      theta.add(mHat.mul(lr).div(vHat.sqrt().add(eps))),
  },
];
