import type { BatchNormInputs } from "../../../../layers/batch-norm.js";
import type { MistakeSource } from "../../../exercise.js";

/** Mistakes of the last step, which is the same in training and in eval mode. */
export const halfScaled: MistakeSource<readonly [BatchNormInputs, ...unknown[]]>[] = [
  {
    step: "y",
    cause: "you left beta out",
    next: "Shift by beta after scaling by gamma.",
    instead: ([{ gamma }], { xHat }) => xHat.mul(gamma),
  },
  {
    step: "y",
    cause: "you left gamma out",
    next: "Scale x̂ by gamma before you add beta.",
    instead: ([{ beta }], { xHat }) => xHat.add(beta),
  },
];
