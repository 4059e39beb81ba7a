import { leavesOf } from "../models/leaves.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Trainable } from "./objective.js";

export const isFinite = ({ data }: Tensor): boolean =>
  data.every((value) => Number.isFinite(value));

/**
 * Where the first number that is not finite turns up in a training pass: in a parameter, or in the output of the
 * first layer that turns finite numbers into others; "the loss" if all of those are fine.
 */
export function firstNotFinite(model: Trainable, x: Tensor): string {
  const bad = Object.entries(model.params).find(([, value]) => !isFinite(value));
  if (bad) return bad[0];
  const { buffers } = model.snapshot(); // a training pass moves the running averages
  try {
    for (const { name, module, x: input } of leavesOf(model, x, "train"))
      if (isFinite(input) && !isFinite(module.forward(input, "train").y))
        return `the output of ${name}`;
    return "the loss";
  } finally {
    model.restore({ params: {}, buffers });
  }
}
