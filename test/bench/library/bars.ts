import * as operations from "./operations.js";

/** How fast gradlab-wasm is to be: the peer's time divided by ours. */
export type Bar = {
  readonly operation: operations.Operation;
  readonly peer: string;
  readonly atLeast: number;
};

const bar = (operation: operations.Operation, peer: string, atLeast: number): Bar => ({
  ...{ operation, peer, atLeast },
});

const square = (n: number): operations.Operation => operations.matmul(n, n, n);

/** Peers in JavaScript, the best of which is to be no faster at anything. */
export const IN_JAVASCRIPT: readonly string[] = ["tfjs-wasm", "jax-js", "onnxruntime", "mathjs"];

/** Peers on the same driver as gradlab-webgpu, the best of which is to be no faster at anything. */
export const ON_WEBGPU: readonly string[] = ["tfjs-webgpu", "jax-js-webgpu"];

const NUMPY = "numpy-2";
const TORCH = "torch-2";

export const BARS: readonly Bar[] = [
  ...[512, 1024, 2048].flatMap((n) => [
    bar(square(n), NUMPY, 0.4),
    bar(square(n), "tfjs-wasm", 2.2),
    bar(square(n), "jax-js", 3),
    bar(square(n), "onnxruntime", 1.5),
  ]),
  bar(operations.convolution, NUMPY, 0.9),
  bar(operations.convolution, TORCH, 0.3),
  bar(operations.batchNorm, TORCH, 0.8),
  bar(operations.mapNorm, TORCH, 1.5),
  bar(operations.layerNorm, TORCH, 0.9),
  bar(operations.adam, TORCH, 5),
  bar(operations.crossEntropy, TORCH, 1.5),
  bar(operations.dropout, TORCH, 2.5),
  // Within five times.
  bar(square(64), NUMPY, 0.2),
  bar(operations.net, NUMPY, 1),
  bar(operations.convnet, TORCH, 0.35),
];
