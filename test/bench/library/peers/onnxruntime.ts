import * as operations from "../operations.js";
import type { Results } from "../results.js";
import { timeAsync } from "../timing.js";
import { load, versionOf } from "./packages.js";

/** What is used of ONNX Runtime. */
interface Session {
  run(inputs: Record<string, object>): Promise<unknown>;
}
interface Runtime {
  env: { wasm: { numThreads: number } };
  InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  Tensor: new (dtype: "float32", data: Float32Array, shape: readonly number[]) => object;
}

/** A message of protocol buffers (https://protobuf.dev/programming-guides/encoding/): whole numbers and parts. */
const varint = (n: number): number[] =>
  n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))];
const whole = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
const part = (field: number, bytes: readonly number[]): number[] => [
  ...varint(field * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
];
const word = (field: number, text: string): number[] => part(field, [...Buffer.from(text)]);

/** A model of one node c = op(a, b) on float32, of any shapes (https://onnx.ai/onnx/repo-docs/IR.html). */
function modelOf(op: string): Uint8Array {
  const value = (name: string): number[] => [...word(1, name), ...part(2, part(1, whole(1, 1)))];
  const node = [...word(1, "a"), ...word(1, "b"), ...word(2, "c"), ...word(4, op)];
  const values = [part(11, value("a")), part(11, value("b")), part(12, value("c"))];
  const graph = [...part(1, node), ...word(2, "one"), ...values.flat()];
  return Uint8Array.from([...whole(1, 8), ...part(7, graph), ...part(8, whole(2, 13))]);
}

/**
 * Products and additions in ONNX Runtime's WebAssembly; it runs models and has no gradients.
 *
 * @returns what it is, for the table.
 * @throws Error if it cannot be installed.
 */
export async function measureOnnxruntime(results: Results): Promise<string> {
  const [module] = await load("onnxruntime-web");
  const ort = module as Runtime;
  ort.env.wasm.numThreads = 2;
  const draw = (m: number, n: number): object =>
    new ort.Tensor(
      "float32",
      Float32Array.from({ length: m * n }, () => Math.random() - 0.5),
      [m, n],
    );
  const open = (op: string): Promise<Session> =>
    ort.InferenceSession.create(modelOf(op), { executionProviders: ["wasm"] });
  async function measure(operation: operations.Operation, session: Session, inputs: object) {
    if (!results.wants(operation)) return;
    const run = () => session.run(inputs as Record<string, object>);
    results.add(operation, await timeAsync(run));
  }
  const product = await open("MatMul");
  for (const [m, k, n] of operations.MATMULS) {
    await measure(operations.matmul(m, k, n), product, { a: draw(m, k), b: draw(k, n) });
  }
  const sum = await open("Add");
  const inputs = {
    a: draw(operations.SIDE, operations.SIDE),
    b: draw(operations.SIDE, operations.SIDE),
  };
  await measure(operations.add, sum, inputs);
  return `onnxruntime-web ${versionOf("onnxruntime-web")}, 2 threads`;
}
