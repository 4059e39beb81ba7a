import type { Backend } from "../backend.js";
import { concat } from "./concat.js";
import { binary, evaluateAll, keep, unary } from "./expression.js";
import { named } from "./full.js";
import { convolve, convolveBack } from "./fused/convolution.js";
import { crossEntropy, crossEntropyBack } from "./fused/cross-entropy.js";
import { normalize, normalizeBack } from "./fused/norm.js";
import { maxPool, maxPoolBack } from "./fused/pooling.js";
import { matmul } from "./matmul.js";
import { reduce } from "./reduce.js";
import { openDevice } from "./pool.js";
import { openScope, read, upload } from "./storage.js";
import { take } from "./take.js";
import { col2im, im2col } from "./windows.js";

/**
 * The GPU, by WebGPU: in Node through the package `webgpu` (npm install webgpu@0.6), in Deno as it is, in a browser's
 * worker through `navigator.gpu` where the page is cross-origin isolated. There `await webgpu.open()` comes before the
 * first tensor, and again after the GPU failed, because a browser starts threads only while nothing waits for them.
 *
 * A GPU computes in float32. Tensors in float64, which is the default of `tensor`, are worked out by the reference's
 * plain loops. What is larger than a kernel may see (128 MiB on many devices) is done in parts. Numbers stay on the GPU
 * until somebody reads them, and only reading waits. When its memory is full, the operation that finds no room throws a
 * RangeError; all other numbers stay.
 *
 * @example
 * webgpu.name; // "webgpu"
 */
export const webgpu: Backend & { open(): Promise<void> } = {
  name: "webgpu",
  upload,
  read,
  unary,
  binary,
  reduce: named((op) => op, reduce),
  matmul: named("matmul", matmul),
  take: named("take", take),
  concat: named("concat", concat),
  im2col: named("im2col", im2col),
  col2im: named("col2im", col2im),
  fused: {
    normalize: named("normalize", normalize),
    normalizeBack: named("normalize, back", normalizeBack),
    crossEntropy: named("cross-entropy", crossEntropy),
    crossEntropyBack: named("cross-entropy, back", crossEntropyBack),
    convolve: named("convolve", convolve),
    convolveBack: named("convolve, back", convolveBack),
    maxPool: named("max pooling", maxPool),
    maxPoolBack: named("max pooling, back", maxPoolBack),
    keep,
  },
  /**
   * Has the GPU ready.
   *
   * @throws Error if there is none: the message says why.
   */
  open: openDevice,
  scope: () => openScope(evaluateAll),
};
