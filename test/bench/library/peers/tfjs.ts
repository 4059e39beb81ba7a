import * as operations from "../operations.js";
import type { Results } from "../results.js";
import { timeAsync } from "../timing.js";
import { provideGpu } from "./gpu.js";
import { load, versionOf } from "./packages.js";

/** What is used of TensorFlow.js. */
interface Tensor {
  data(): Promise<unknown>;
  dispose(): void;
  flatten(): Tensor;
  add(other: Tensor | number): Tensor;
  sub(other: Tensor): Tensor;
  mul(other: Tensor): Tensor;
  rsqrt(): Tensor;
  sum(axis: number): Tensor;
}
interface Tensorflow {
  setBackend(name: string): Promise<boolean>;
  randomNormal(shape: readonly number[]): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  slice(x: Tensor, begin: number, size: number): Tensor;
  conv2d(x: Tensor, filter: Tensor, stride: number, padding: "same"): Tensor;
  moments(x: Tensor, axis: number, keepDims: boolean): { mean: Tensor; variance: Tensor };
  grads(f: (...inputs: Tensor[]) => Tensor): (inputs: Tensor[], upstream?: Tensor) => Tensor[];
  losses: { softmaxCrossEntropy(labels: Tensor, scores: Tensor): Tensor };
  oneHot(labels: Tensor, classes: number): Tensor;
  tensor1d(values: ArrayLike<number>, dtype: "int32"): Tensor;
  variable(value: Tensor): Tensor;
  dropout(x: Tensor, rate: number): Tensor;
  train: { adam(rate: number): { applyGradients(gradients: Record<string, Tensor>): void } };
  tidy<T>(work: () => T): T;
  engine(): { registeredVariables: Record<string, Tensor> };
}

/**
 * The operations that TensorFlow.js has on one of its backends; WebAssembly's is without gradients for convolution.
 *
 * @returns what it is, for the table.
 * @throws Error if it cannot be installed.
 */
export async function measureTfjs(backend: "wasm" | "webgpu", results: Results): Promise<string> {
  if (backend === "webgpu") await provideGpu();
  const [tensorflow] = await load("@tensorflow/tfjs", `@tensorflow/tfjs-backend-${backend}`);
  const tf = tensorflow as Tensorflow;
  if (!(await tf.setBackend(backend))) throw new Error("its backend does not start");

  /** A run is over when a number of its result is there. */
  async function measure(
    operation: operations.Operation,
    prepare: () => () => Tensor | Tensor[],
  ): Promise<void> {
    if (!results.wants(operation)) return;
    try {
      const run = prepare();
      const ms = await timeAsync(async () => {
        const made = [run()].flat();
        const flat = made[0].flatten();
        const one = tf.slice(flat, 0, 1);
        await one.data();
        for (const tensor of [one, flat, ...made]) tensor.dispose();
      });
      results.add(operation, ms);
    } catch (error) {
      console.error(`not measured: tfjs-${backend}, ${operation.op}: ${String(error)}`);
    }
  }
  const draw = (...shape: number[]): Tensor => tf.randomNormal(shape);

  for (const [m, k, n] of operations.MATMULS)
    await measure(operations.matmul(m, k, n), () => {
      const [a, b] = [draw(m, k), draw(k, n)];
      return () => tf.matMul(a, b);
    });
  const { SIDE, BATCH_NORM, LAYER_NORM, CROSS_ENTROPY, MANY } = operations;
  const [a, b] = [draw(SIDE, SIDE), draw(SIDE, SIDE)];
  await measure(operations.add, () => () => a.add(b));
  await measure(operations.sum, () => () => a.sum(0));
  /** Over the batch or over a row, then a scale and a shift. */
  const norm = (rows: number, columns: number, axis: number) => () => {
    const [x, upstream] = [draw(rows, columns), draw(rows, columns)];
    const inputs = [x, draw(columns), draw(columns)];
    const back = tf.grads((...[images, gamma, beta]) => {
      const { mean, variance } = tf.moments(images, axis, true);
      return images.sub(mean).mul(variance.add(1e-5).rsqrt()).mul(gamma).add(beta);
    });
    return () => tf.tidy(() => back(inputs, upstream));
  };
  await measure(operations.batchNorm, norm(BATCH_NORM.rows, BATCH_NORM.columns, 0));
  await measure(operations.layerNorm, norm(LAYER_NORM.rows, LAYER_NORM.columns, 1));
  await measure(operations.crossEntropy, () => {
    const { rows, classes } = CROSS_ENTROPY;
    const scores = draw(rows, classes);
    const right = tf.tensor1d(
      Int32Array.from({ length: rows }, (_, i) => i % classes),
      "int32",
    );
    const labels = tf.oneHot(right, classes);
    const back = tf.grads((s) => tf.losses.softmaxCrossEntropy(labels, s));
    return () => tf.tidy(() => back([scores]));
  });
  await measure(operations.convolution, () => {
    const { images, channels, side, filters } = operations.CONVOLUTION;
    const [x, W] = [draw(images, side, side, channels), draw(3, 3, channels, filters)];
    const upstream = draw(images, side, side, filters);
    const back = tf.grads((input, filter) => tf.conv2d(input, filter, 1, "same"));
    return () => tf.tidy(() => back([x, W], upstream));
  });
  await measure(operations.adam, () => {
    const theta = tf.variable(draw(MANY));
    const gradient = draw(MANY);
    const [name] = Object.entries(tf.engine().registeredVariables).find(([, v]) => v === theta) ?? [
      "",
    ];
    const optimizer = tf.train.adam(1e-3);
    return () => {
      optimizer.applyGradients({ [name]: gradient });
      return tf.slice(theta, 0, 1); // which waits for it
    };
  });
  await measure(operations.dropout, () => {
    const [x, upstream] = [draw(MANY), draw(MANY)];
    const back = tf.grads((input) => tf.dropout(input, 0.5));
    return () => tf.tidy(() => back([x], upstream));
  });
  return `tfjs-${backend} ${versionOf("@tensorflow/tfjs")}`;
}
