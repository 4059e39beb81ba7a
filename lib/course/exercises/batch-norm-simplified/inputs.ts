import * as batchNorm from "../../../layers/batch-norm.js";
import type { FoldInputs } from "../../../layers/fold-batch-norm.js";
import type { Random } from "../../../random.js";
import { randn } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { drawInputs, drawRunning } from "../batch-norm-forward/inputs.js";

export type SimplifiedCall = readonly [Tensor, batchNorm.BatchNormCache];
export type EvalBackwardCall = readonly [Tensor, batchNorm.BatchNormEvalCache];
export type FoldCall = readonly [Required<FoldInputs>, { eps: number }];

export function drawSimplified(rng: Random, N: number, D: number, eps: number): SimplifiedCall {
  return [randn([N, D], rng), batchNorm.forward(drawInputs(rng, N, D), { eps }).cache];
}

export function drawEvalBackward(rng: Random, N: number, D: number, eps: number): EvalBackwardCall {
  const inputs = { ...drawInputs(rng, N, D), running: drawRunning(rng, D) };
  return [randn([N, D], rng), batchNorm.forwardEval(inputs, { eps }).cache];
}

/** A linear layer of D inputs and M outputs, and the batch norm behind it. */
export function drawFold(rng: Random, D: number, M: number, eps: number): FoldCall {
  const { gamma, beta } = drawInputs(rng, 2, M);
  const layer = { W: randn([D, M], rng), b: randn([M], rng) };
  return [{ ...layer, gamma, beta, running: drawRunning(rng, M) }, { eps }];
}
