import type { Backend } from "../backend.js";
import { concat } from "./concat.js";
import { binary, evaluateAll, keep, unary } from "./expression.js";
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
 * The GPU, by WebGPU: in Node through the package `webgpu` (npm install webgpu@0.6), in a browser's worker through
 * `navigator.gpu` where the page is cross-origin isolated. There `await webgpu.open()` comes before the first tensor,
 * and again after the GPU failed, because a browser starts threads only while nothing waits for them.
 *
 * A GPU computes in float32. Tensors in float64, which is the default of `tensor`, are worked out by the reference's
 * plain loops. What is larger than a kernel may see (128 MiB on many devices) is done in parts. Numbers stay on the GPU
 * until somebody reads them, and only reading waits.
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
  reduce,
  matmul,
  take,
  concat,
  im2col,
  col2im,
  fused: {
    normalize,
    normalizeBack,
    crossEntropy,
    crossEntropyBack,
    convolve,
    convolveBack,
    maxPool,
    maxPoolBack,
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
