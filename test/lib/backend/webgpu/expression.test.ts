import { beforeEach, expect, it, vi } from "vitest";
import type { Backend, Storage } from "../../../../lib/backend/backend.js";
import { reference } from "../../../../lib/backend/reference/reference.js";
import { device, limitTo } from "../../../../lib/backend/webgpu/pool.js";
import { storageOf } from "../../../../lib/backend/webgpu/storage.js";
import { webgpu } from "../../../../lib/backend/webgpu/webgpu.js";
import * as dropout from "../../../../lib/layers/dropout.js";
import * as adam from "../../../../lib/optim/adam.js";
import { Random } from "../../../../lib/random.js";
import { fromData, randn } from "../../../../lib/tensor/create.js";
import { concat } from "../../../../lib/tensor/concat.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";
import { noGpu } from "./gpu.js";

beforeEach((context) => {
  if (noGpu !== "") context.skip(noGpu);
});

const [ROWS, COLUMNS] = [91, 97];

/** Inputs in every layout, the same on every backend. */
function inputs(backend: Backend): Tensor[] {
  const rng = new Random(11);
  const draw = (...shape: number[]): Tensor =>
    fromData(randn(shape, rng, { backend: reference }).data, shape, { dtype: "float32", backend });
  return [
    ...[draw(ROWS, COLUMNS), draw(ROWS, COLUMNS), draw(COLUMNS), draw(ROWS, 1)],
    ...[draw(COLUMNS, ROWS).T, draw(2 * ROWS, COLUMNS).slice(ROWS), draw(1).add(2)],
  ];
}

const STEPS: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => a.add(b),
  (a, b) => a.sub(b),
  (a, b) => a.mul(b),
  (a, b) => a.div(b.abs().add(1)),
  (a, b) => a.maximum(b),
  (a, b) => a.minimum(b),
  (a) => a.neg(),
  (a) => a.abs().sqrt(),
  (a) => a.tanh(),
  (a) => a.mul(0.5).pow(2),
];

/** A formula of random operations: each takes inputs, or what came before. */
function formula(seed: number, given: readonly Tensor[]): Tensor {
  const rng = new Random(seed);
  const values = [...given];
  for (let i = 0; i < 4 + seed; i++) {
    const [a, b] = [rng.integer(values.length), values.length - 1 - rng.integer(3)];
    values.push(STEPS[rng.integer(STEPS.length)](values[b], values[a]));
  }
  return values[values.length - 1].broadcastTo(ROWS, COLUMNS).add(0);
}

/** ‖got − want‖ / ‖want‖, or the gap itself beside nothing. */
function distance(got: Tensor, want: Tensor): number {
  let [difference, size] = [0, 0];
  want.data.forEach((value, i) => {
    difference += (got.data[i] - value) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / (size === 0 ? 1 : size));
}

it("gives the reference's numbers, by single operations and in one kernel, whatever a kernel sees", () => {
  const [ours, plain] = [webgpu, reference].map(inputs);
  for (let seed = 0; seed < 10; seed++) {
    const want = formula(seed, plain);
    for (let time = 0; time < 3; time++)
      expect(distance(formula(seed, ours), want), `formula ${seed}`).toBeLessThan(1e-5);
    limitTo({ binding: 2048 });
    expect(distance(formula(seed, ours), want), `formula ${seed} in parts`).toBeLessThan(1e-5);
    limitTo();
  }
});

/** Kernels that some work takes when it comes for the third time, and what came of it. */
function kernelsOf<T>(work: () => T, storages: (made: T) => Storage[]): { made: T; count: number } {
  let [made, count] = [work(), 0];
  for (let time = 0; time < 3; time++) {
    const run = vi.spyOn(device(), "run");
    const scope = webgpu.scope?.();
    made = work();
    scope?.free(storages(made));
    scope?.end();
    count = run.mock.calls.length;
    run.mockRestore();
  }
  return { made, count };
}

it("makes one kernel of an optimizer's step", () => {
  const steps = [webgpu, reference].map((backend) => {
    const [theta, g, m, v] = inputs(backend);
    const before = { ...adam.init(theta), t: 7, m: g.add(m), v: g.abs().mul(v.abs()) };
    for (const { data } of [before.v, before.m]) expect(data.length).toBe(ROWS * COLUMNS);
    return () => adam.update(theta, g, before, { weightDecay: 0.1 });
  });
  const { made, count } = kernelsOf(steps[0], ({ theta, state: { m, v } }) =>
    [theta, m, v].map(({ view }) => view.storage),
  );
  const want = steps[1]();
  expect(count).toBe(1);
  for (const [got, wanted] of [
    [made.theta, want.theta],
    [made.state.m, want.state.m],
    [made.state.v, want.state.v],
  ])
    expect(distance(got, wanted)).toBeLessThan(1e-6);
});

it("makes one kernel of a mask and what it is for", () => {
  const [[ours], [plain]] = [webgpu, reference].map(inputs);
  const options = { p: 0.3, seed: 5, counter: 2 };
  const { made, count } = kernelsOf(
    () => dropout.forward({ x: ours }, options).y,
    ({ view }) => [view.storage],
  );
  expect(count).toBe(1);
  expect(distance(made, dropout.forward({ x: plain }, options).y)).toBeLessThan(1e-6);
});

it("works out once what is needed twice", () => {
  const [x] = inputs(webgpu);
  const y = x.add(1).exp();
  for (const factor of [2, 3, 4]) expect(y.mul(factor).data.length).toBe(y.size);
  const { block, pending } = storageOf(y.view);
  expect([block !== undefined, pending]).toEqual([true, undefined]);
  expect(distance(y, inputs(reference)[0].add(1).exp())).toBeLessThan(1e-6);
});

it("writes no number beyond a part, where parts do not end at fours", () => {
  const [x] = inputs(webgpu);
  const parts = [x.slice(0, 3).mul(2), x.slice(3, 4), x.slice(4).neg()];
  const [y] = inputs(reference);
  const want = concat([y.slice(0, 3).mul(2), y.slice(3, 4), y.slice(4).neg()], 0);
  expect(concat(parts, 0).data).toEqual(want.data);
});
