import type { Backend } from "../backend.js";
import { observable } from "../observe.js";
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
  upload: observable("upload", upload),
  read,
  // These wait: it is when their numbers are worked out that they take time.
  unary,
  binary,
  matmul,
  reduce: observable((op) => op, reduce),
  take: observable("take", take),
  concat: observable("concat", concat),
  im2col: observable("im2col", im2col),
  col2im: observable("col2im", col2im),
  fused: {
    normalize: observable("normalize", normalize),
    normalizeBack: observable("normalize, back", normalizeBack),
    crossEntropy: observable("cross-entropy", crossEntropy),
    crossEntropyBack: observable("cross-entropy, back", crossEntropyBack),
    convolve: observable("convolve", convolve),
    convolveBack: observable("convolve, back", convolveBack),
    maxPool: observable("max pooling", maxPool),
    maxPoolBack: observable("max pooling, back", maxPoolBack),
    keep,
  },
  scope: () => openScope(evaluateAll),
};
