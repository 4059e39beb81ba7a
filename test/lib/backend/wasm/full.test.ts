import { expect, it } from "vitest";
import {
  conv2d,
  maxPool,
  Random,
  randn,
  reference,
  relu,
  wasm,
  zeros,
  type Backend,
  type Tensor,
} from "../../../../lib/index.js";
import { reserve, unsettle, type WasmStorage } from "../../../../lib/backend/wasm/storage.js";
import { storeSize } from "../../../../lib/backend/wasm/store.js";
import { isInterrupted } from "../../../support/interrupted.js";

/** When results are moved to the host's memory: see store.ts. */
const FULL = 2 ** 29;

/** Takes what is left of the memory but for `room` bytes. */
function fill(room: number): WasmStorage[] {
  const held: WasmStorage[] = [];
  for (const bytes of [2 ** 24, 2 ** 20, 2 ** 14, 1024])
    while (storeSize().inUse + 1.25 * bytes + room < FULL)
      held.push(reserve("float64", bytes / 8) as WasmStorage);
  return held;
}

/** A convolution, ReLU and max pooling of 2 × 3 × 8 × 8: the gradients by x and W, once they are asked for. */
function forward(backend: Backend): () => number[] {
  const rng = new Random(7);
  const options = { dtype: "float64", backend } as const;
  const inputs = { x: randn([2, 3, 8, 8], rng, options), W: randn([5, 3, 3, 3], rng, options) };
  const convolved = conv2d.forward(inputs, { padding: 1 });
  const active = relu.forward({ x: convolved.y });
  const pooled = maxPool.forward({ x: active.y }, { kernel: 2 });
  const [scores, V] = [randn([2, 20], rng, options), randn([20, 80], rng, options)];
  return () => {
    // A product waits until it is needed: here by the way back of max pooling.
    const dY = scores.matmul(V).reshape(...pooled.y.shape);
    const { dX: dActive } = maxPool.backward(dY, pooled.cache);
    const { dX: dConvolved } = relu.backward(dActive, active.cache);
    const { dX, dW } = conv2d.backward(dConvolved, convolved.cache);
    return [...dX.data, ...dW.data];
  };
}

it("computes the same wherever on its way the memory becomes full", () => {
  const wanted = forward(reference)();
  for (let room = 0; room < 2 ** 16; room += 512) {
    const full = fill(0);
    const backward = forward(wasm);
    full.forEach(unsettle);
    const held = fill(room);
    const got = backward();
    held.forEach(unsettle);
    for (const [i, value] of got.entries())
      expect(value, `entry ${i} with room for ${room} bytes`).toBeCloseTo(wanted[i], 9);
  }
});

it("works on tensors of 200 MB", () => {
  const n = 50_000_000;
  const x = zeros([n], { dtype: "float32", backend: wasm });
  const y = x.add(2).mul(0.5);
  expect(y.sum().item()).toBe(n);
  expect([y.at(0), y.at(n >> 1), y.at(n - 1)]).toEqual([1, 1, 1]);
});

it("works out anew what an interrupt left undone while the memory was full", () => {
  const x = randn([1_000_000], new Random(1), { dtype: "float32", backend: wasm });
  const root = (): Tensor => x.exp().add(1).log().tanh();
  const wanted = root().data;
  let interrupted = 0;
  for (let i = 0; i < 20; i++) {
    const y = root();
    const read = (): void => {
      y.data.at(0);
    };
    const held = fill(2 ** 20);
    if (isInterrupted(read, 1 + (i % 5))) interrupted++;
    held.forEach(unsettle);
    expect(x.sum().item()).not.toBeNaN(); // another call
    expect(y.data.findIndex((value, at) => value !== wanted[at])).toBe(-1);
  }
  expect(interrupted).toBeGreaterThan(0);
});
