import * as operations from "../operations.js";
import type { Results } from "../results.js";
import { timeAsync } from "../timing.js";
import { provideGpu } from "./gpu.js";
import { load, versionOf } from "./packages.js";

/** What is used of jax-js, whose arrays are used up by what takes them but for their `ref`. */
interface Numbers {
  readonly ref: Numbers;
  add(other: Numbers | number): Numbers;
  sub(other: Numbers): Numbers;
  mul(other: Numbers): Numbers;
  blockUntilReady(): Promise<unknown>;
  dispose(): void;
}
interface Jax {
  init(device: string): Promise<readonly string[]>;
  defaultDevice(device: string): unknown;
  jit(f: (...inputs: Numbers[]) => Numbers): (...inputs: Numbers[]) => Numbers;
  numpy: {
    array(values: Float32Array, options?: object): Numbers & { reshape(shape: number[]): Numbers };
    matmul(a: Numbers, b: Numbers): Numbers;
    sum(a: Numbers, axis: number): Numbers;
  };
}

/**
 * Products, additions and sums in jax-js on one of its devices.
 *
 * @returns what it is, for the table.
 * @throws Error if it cannot be installed, or has no such device here.
 */
export async function measureJax(device: "wasm" | "webgpu", results: Results): Promise<string> {
  if (device === "webgpu") await provideGpu();
  const [module] = await load("@jax-js/jax");
  const jax = module as Jax;
  if (!(await jax.init(device)).includes(device))
    throw new Error(`its device ${device} does not start`);
  jax.defaultDevice(device);
  const np = jax.numpy;
  const draw = (m: number, n: number): Numbers =>
    np.array(Float32Array.from({ length: m * n }, () => Math.random() - 0.5)).reshape([m, n]);

  async function measure(operation: operations.Operation, run: () => Numbers): Promise<void> {
    if (!results.wants(operation)) return;
    const ms = await timeAsync(async () => {
      const made = run();
      await made.blockUntilReady();
      made.dispose();
    });
    results.add(operation, ms);
  }
  for (const [m, k, n] of operations.MATMULS) {
    const [a, b] = [draw(m, k), draw(k, n)];
    const product = jax.jit((x, y) => np.matmul(x, y));
    await measure(operations.matmul(m, k, n), () => product(a.ref, b.ref));
  }
  const [a, b] = [draw(operations.SIDE, operations.SIDE), draw(operations.SIDE, operations.SIDE)];
  const add = jax.jit((x, y) => x.add(y));
  await measure(operations.add, () => add(a.ref, b.ref));
  const sum = jax.jit((x) => np.sum(x, 0));
  await measure(operations.sum, () => sum(a.ref));
  return `jax-js-${device} ${versionOf("@jax-js/jax")}`;
}
