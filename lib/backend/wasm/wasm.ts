import type { Backend } from "../backend.js";
import { reference } from "../reference/reference.js";
import { binary, unary } from "./elementwise.js";
import { matmul } from "./matmul.js";
import { reduce } from "./reduce.js";
import { col2im, im2col } from "./windows.js";

/**
 * WebAssembly SIMD for what takes the time: matrix products, arithmetic over long rows, sums. Everything else
 * is the reference's own text.
 *
 * Numbers stay in arrays of the host, whose garbage collector frees them, and pass over a small workbench in
 * the module's memory. Were they to live in that memory, additions would be four times as fast again, but nobody
 * would free them in a loop that never waits: finalizers run between turns of the event loop alone.
 *
 * @example
 * tensor([1, 2], { backend: wasm }).add(1).toArray(); // [2, 3]
 */
export const wasm: Backend = {
  ...reference,
  name: "wasm",
  unary,
  binary,
  reduce,
  matmul,
  im2col,
  col2im,
};
