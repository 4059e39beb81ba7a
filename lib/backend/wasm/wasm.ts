import type { Backend } from "../backend.js";
import { binary, evaluateAll, unary } from "./expression.js";
import { convolve, convolveBack } from "./fused/convolution.js";
import { crossEntropy, crossEntropyBack } from "./fused/cross-entropy.js";
import { keep } from "./fused/mask.js";
import { normalize, normalizeBack } from "./fused/norm.js";
import { maxPool, maxPoolBack } from "./fused/pooling.js";
import { matmul } from "./matmul.js";
import { concat, take } from "./rearrange.js";
import { reduce } from "./reduce.js";
import { openScope, read, upload } from "./storage.js";
import { col2im, im2col } from "./windows.js";

/**
 * WebAssembly SIMD, in as many threads as the machine has cores (GRADLAB_THREADS; four at most).
 *
 * Numbers live in the module's memory and are copied out when somebody reads them. Arithmetic entry by entry waits
 * until its numbers are needed, and is then done in one pass. Results of a few numbers are worked out by the
 * reference's plain loops, and so is everything that the memory has no room for.
 *
 * @example
 * tensor([1, 2], { backend: wasm }).add(1).toArray(); // [2, 3]
 */
export const wasm: Backend = {
  name: "wasm",
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
  scope: () => openScope(evaluateAll),
};
