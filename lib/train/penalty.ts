import { requireNumber } from "../errors.js";
import type { Named } from "../models/module.js";
import * as elasticNet from "../penalties/elastic-net.js";
import * as l2 from "../penalties/l2.js";
import { full } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";

/** What the parameters of a model cost: an L2 part, an L1 part, or both (the elastic net). */
export type Penalty = {
  /** λ of the L2 part ½λΣW², at least 0; 0 by default. */
  l2?: number;
  /** λ₁ of the L1 part λ₁Σ|W|, at least 0; 0 by default. */
  l1?: number;
  /** false: λΣW² for the L2 part, without the ½. True by default. */
  half?: boolean;
  /** Biases and normalization parameters cost as well as weights. False by default. */
  biases?: boolean;
};

/** A penalty, or the strength of ½·reg·ΣW² over all weights. */
export type Reg = number | Penalty;

/**
 * Whether a parameter is a weight: W, W1, Wd, … Only those are penalized by default: biases and normalization
 * parameters cannot make the net steep.
 */
export const isWeight = (name: string): boolean => /\.W[^.]*$/.test(name);

/** @throws ValueError if a strength is negative or no number. */
export function requireReg(where: string, reg: Reg): void {
  if (typeof reg !== "object") {
    requireNumber(where, "reg", reg, { min: 0 });
    return;
  }
  requireNumber(where, "reg.l2", reg.l2 ?? 0, { min: 0 });
  requireNumber(where, "reg.l1", reg.l1 ?? 0, { min: 0 });
}

/** The penalty of all parameters together, and what it adds to their gradients. */
export function penalize(params: Named, reg: Reg) {
  const chosen: Penalty = typeof reg === "number" ? { l2: reg } : reg;
  const backwards = new Map<string, (dLoss: Tensor) => Tensor>();
  let penalty = 0;
  if ((chosen.l2 ?? 0) !== 0 || (chosen.l1 ?? 0) !== 0)
    for (const [name, W] of Object.entries(params))
      if (chosen.biases || isWeight(name)) {
        const { loss, backward } = costOf(W, chosen);
        penalty += loss.item();
        backwards.set(name, backward);
      }
  /** Adds it where there is a gradient: a parameter that is frozen has none. */
  const addTo = (grads: Named, like: Tensor): void => {
    const one = full([], 1, like);
    for (const [name, backward] of backwards)
      if (name in grads) grads[name] = grads[name].add(backward(one));
  };
  return { penalty, addTo };
}

function costOf(W: Tensor, { l2: reg = 0, l1 = 0, half }: Penalty) {
  if (l1 === 0) {
    const { loss, cache } = l2.forward({ W }, { reg, half });
    return { loss, backward: (dLoss: Tensor) => l2.backward(dLoss, cache).dW };
  }
  const { loss, cache } = elasticNet.forward({ W }, { reg, l1, half });
  return { loss, backward: (dLoss: Tensor) => elasticNet.backward(dLoss, cache).dW };
}

/** The same text for the same penalty, so that a resumed run can tell whether it goes on with its own. */
export const regText = (reg: Reg): number | string =>
  typeof reg === "number"
    ? reg
    : `l2 ${reg.l2 ?? 0}, l1 ${reg.l1 ?? 0}${reg.half === false ? ", not halved" : ""}${reg.biases ? ", biases too" : ""}`;
