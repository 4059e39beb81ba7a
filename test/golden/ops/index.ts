import type { Op } from "../op.js";
import { ACTIVATIONS } from "./activations.js";
import { batchNormCumulative, batchNormEval, batchNormTrain } from "./batch-norm.js";
import { cifarOverfit, cifarRecords, cifarStats } from "./cifar.js";
import { conv2d, convOutputSize, depthwiseSeparable } from "./conv2d.js";
import { linear, relu } from "./layers.js";
import { softmaxCrossEntropy } from "./losses.js";
import { net } from "./nets.js";
import { optimizerCs231n, optimizerScheduled, optimizerTorch } from "./optimizers.js";

/** What the library can be held against, by `params.op`. */
export const OPS: ReadonlyMap<string, Op> = new Map([
  ["linear", linear],
  ["relu", relu],
  ...ACTIVATIONS,
  ["softmax_cross_entropy", softmaxCrossEntropy],
  ["batch_norm_train", batchNormTrain],
  ["batch_norm_eval", batchNormEval],
  ["batch_norm_cumulative", batchNormCumulative],
  ["conv2d", conv2d],
  ["depthwise_separable", depthwiseSeparable],
  ["conv_output_size", convOutputSize],
  ["net", net],
  ["optimizer", optimizerTorch],
  ["optimizer_cs231n", optimizerCs231n],
  ["optimizer_scheduled", optimizerScheduled],
  ["cifar_records", cifarRecords],
  ["cifar_stats", cifarStats],
  ["cifar_overfit20", cifarOverfit],
]);
