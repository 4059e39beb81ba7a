import type { Op } from "../op.js";
import { ACTIVATIONS } from "./activations.js";
import { batchNormCumulative, batchNormEval, batchNormTrain } from "./batch-norm.js";
import { cifarOverfit, cifarRecords, cifarStats } from "./cifar.js";
import { conv2d, convOutputSize, depthwiseSeparable } from "./conv2d.js";
import { clipGradNorm, clipGradValue } from "./clip.js";
import { INITIALIZATION } from "./init.js";
import { DROPOUT } from "./dropout.js";
import { linear, relu } from "./layers.js";
import {
  averagePool,
  fractionalMaxPool,
  globalAveragePool,
  maxPool,
  squeezeExcite,
} from "./pooling.js";
import { softmaxCrossEntropy } from "./losses.js";
import { MARGIN_AND_REGRESSION } from "./margin-and-regression.js";
import { paramCounts } from "./model-facts.js";
import { net } from "./nets.js";
import { NORMS } from "./norms.js";
import { optimizer, optimizerScheduled } from "./optimizers.js";
import { SCHEDULES } from "./schedules.js";
import { SECOND_ORDER } from "./second-order.js";

/** What the library can be held against, by `params.op`. */
export const OPS: ReadonlyMap<string, Op> = new Map([
  ["linear", linear],
  ["relu", relu],
  ...ACTIVATIONS,
  ["softmax_cross_entropy", softmaxCrossEntropy],
  ...MARGIN_AND_REGRESSION,
  ["batch_norm_train", batchNormTrain],
  ["batch_norm_eval", batchNormEval],
  ["batch_norm_cumulative", batchNormCumulative],
  ["conv2d", conv2d],
  ["depthwise_separable", depthwiseSeparable],
  ["conv_output_size", convOutputSize],
  ["max_pool2d", maxPool],
  ["avg_pool2d", averagePool],
  ["global_avg_pool", globalAveragePool],
  ["fractional_max_pool2d", fractionalMaxPool],
  ["squeeze_excite", squeezeExcite],
  ...NORMS,
  ...DROPOUT,
  ["net", net],
  ["param_count", paramCounts],
  ["optimizer", optimizer],
  ["optimizer_cs231n", optimizer],
  ["optimizer_scheduled", optimizerScheduled],
  ...SECOND_ORDER,
  ["clip_grad_norm", clipGradNorm],
  ["clip_grad_value", clipGradValue],
  ...SCHEDULES,
  ...INITIALIZATION,
  ["cifar_records", cifarRecords],
  ["cifar_stats", cifarStats],
  ["cifar_overfit20", cifarOverfit],
]);
