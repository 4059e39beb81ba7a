import * as operations from "../operations.js";
import type { Results } from "../results.js";
import { time } from "../timing.js";
import { load, versionOf } from "./packages.js";

/** What is used of TensorFlow.js. */
interface Tensor {
  dataSync(): unknown;
  dispose(): void;
  add(other: Tensor | number): Tensor;
  sub(other: Tensor): Tensor;
  mul(other: Tensor): Tensor;
  rsqrt(): Tensor;
  sum(axis: number): Tensor;
}
interface Tensorflow {
  setBackend(name: string): Promise<boolean>;
  randomNormal(shape: readonly number[]): Tensor;
  ones(shape: readonly number[]): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
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
 * The operations that TensorFlow.js has on its WebAssembly backend, which is without gradients for convolution.
 *
 * @returns what it is, for the table.
 * @throws Error if it cannot be installed.
 */
export async function measureTfjs(results: Results): Promise<string> {
  const [tensorflow] = await load("@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm");
  const tf = tensorflow as Tensorflow;
  if (!(await tf.setBackend("wasm"))) throw new Error("its backend does not start");

  function measure(operation: operations.Operation, prepare: () => () => Tensor | Tensor[]): void {
    if (!results.wants(operation)) return;
    try {
      const run = prepare();
      const once = (): void => {
        const made = [run()].flat();
        made[0].dataSync();
        for (const tensor of made) tensor.dispose();
      };
      results.add(operation, time(once));
    } catch (error) {
      console.error(`not measured: tfjs-wasm, ${operation.op}: ${String(error)}`);
    }
  }
  const draw = (...shape: number[]): Tensor => tf.randomNormal(shape);

  for (const [m, k, n] of operations.MATMULS)
    measure(operations.matmul(m, k, n), () => {
      const [a, b] = [draw(m, k), draw(k, n)];
      return () => tf.matMul(a, b);
    });
  const { SIDE, BATCH_NORM, LAYER_NORM, CROSS_ENTROPY, MANY } = operations;
  const [a, b] = [draw(SIDE, SIDE), draw(SIDE, SIDE)];
  measure(operations.add, () => () => a.add(b));
  measure(operations.sum, () => () => a.sum(0));
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
  measure(operations.batchNorm, norm(BATCH_NORM.rows, BATCH_NORM.columns, 0));
  measure(operations.layerNorm, norm(LAYER_NORM.rows, LAYER_NORM.columns, 1));
  measure(operations.crossEntropy, () => {
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
  measure(operations.adam, () => {
    const theta = tf.variable(draw(MANY));
    const gradient = draw(MANY);
    const [name] = Object.entries(tf.engine().registeredVariables).find(([, v]) => v === theta) ?? [
      "",
    ];
    const optimizer = tf.train.adam(1e-3);
    return () => {
      optimizer.applyGradients({ [name]: gradient });
      return tf.ones([1]);
    };
  });
  measure(operations.dropout, () => {
    const [x, upstream] = [draw(MANY), draw(MANY)];
    const back = tf.grads((input) => tf.dropout(input, 0.5));
    return () => tf.tidy(() => back([x], upstream));
  });
  return `tfjs-wasm ${versionOf("@tensorflow/tfjs")}`;
}
