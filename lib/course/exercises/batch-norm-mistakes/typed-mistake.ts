import type { Tensor } from "../../../tensor/tensor.js";

/** A typical mistake of the batch norm exercise: what would be computed, and what to say about it. */
export interface TypedMistake<V> {
  step: string;
  cause: string;
  next: string;
  instead: (values: V) => Tensor;
}

/** Mistakes of the last step, which is the same in training and in eval mode. */
export const halfScaled: TypedMistake<{ xHat: Tensor; gamma: Tensor; beta: Tensor }>[] = [
  {
    step: "y",
    cause: "you left beta out",
    next: "Shift by beta after scaling by gamma.",
    instead: ({ xHat, gamma }) => xHat.mul(gamma),
  },
  {
    step: "y",
    cause: "you left gamma out",
    next: "Scale x̂ by gamma before you add beta.",
    instead: ({ xHat, beta }) => xHat.add(beta),
  },
];
