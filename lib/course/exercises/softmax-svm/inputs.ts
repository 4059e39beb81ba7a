import * as multiclassSvm from "../../../losses/multiclass-svm.js";
import * as softmaxCrossEntropy from "../../../losses/softmax-cross-entropy.js";
import type { Random } from "../../../random.js";
import { randn } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";

type Scores = { scores: Tensor };
export type SoftmaxCall = readonly [Scores, { labels: readonly number[] }];
export type SvmCall = readonly [Scores, { labels: readonly number[]; margin: number }];
export type SoftmaxBackwardCall = readonly [softmaxCrossEntropy.SoftmaxCrossEntropyCache];
export type SvmBackwardCall = readonly [multiclassSvm.MulticlassSvmCache];

export const drawLabels = (rng: Random, N: number, C: number): number[] =>
  Array.from({ length: N }, () => rng.integer(C));

/** N rows of C scores, spread by `size`. */
export const drawSoftmax = (rng: Random, N: number, C: number, size = 2): SoftmaxCall => [
  { scores: randn([N, C], rng).mul(size) },
  { labels: drawLabels(rng, N, C) },
];

export const drawSvm = (rng: Random, N: number, C: number, margin: number, size = 1): SvmCall => [
  { scores: randn([N, C], rng).mul(size) },
  { labels: drawLabels(rng, N, C), margin },
];

/** What the forward pass leaves for the way back. */
export const softmaxCache = ([scores, options]: SoftmaxCall): SoftmaxBackwardCall => [
  softmaxCrossEntropy.forward(scores, options).cache,
];

export const svmCache = ([scores, options]: SvmCall): SvmBackwardCall => [
  multiclassSvm.forward(scores, options).cache,
];
