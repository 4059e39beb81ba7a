import { forward, type BatchNormCache, type BatchNormInputs } from "../../../layers/batch-norm.js";
import type { Random } from "../../../random.js";
import { randn } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";

export type BackwardCall = readonly [Tensor, BatchNormCache];

/** dY is random: with dY = 1 everywhere, the right dX is 0 and so is many a wrong one. */
export function drawBackward(rng: Random, inputs: BatchNormInputs, eps: number): BackwardCall {
  return [randn(inputs.x.shape, rng), forward(inputs, { eps }).cache];
}
