import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import { averageOverMasks } from "../../../lib/layers/average-over-masks.js";
import * as dropConnect from "../../../lib/layers/drop-connect.js";
import { Random } from "../../../lib/random.js";
import { record, type Entry } from "../../../lib/step.js";
import { ones, randn, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

const farFrom = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

describe.each(["inverted", "vanilla"] as const)("DropConnect, %s", (form) => {
  test.each([
    { x: [5, 3], M: 2, bias: true },
    { x: [1, 4], M: 1, bias: false },
    { x: [2, 3, 1], M: 3, bias: true },
  ])("x $x, M = $M: every intermediate agrees with central differences", ({ x, M, bias }) => {
    const rng = new Random(M);
    const D = x[x.length - 1];
    const inputs = {
      x: randn([...x].reverse(), rng).T,
      W: randn([D, M], rng),
      ...(bias && { b: randn([M], rng) }),
    };
    const options = { p: 0.3, form, seed: 3, counter: 2 };
    const report = gradCheck(dropConnect, inputs, { options });
    const first = bias ? ["b"] : [];
    expect(report.rows.map((row) => row.name)).toEqual([...first, "noisyW", "W", "x"]);
    expect(report.worst, String(report)).toBeLessThan(1e-8);
    const atTest = { forward: dropConnect.forwardEval, backward: dropConnect.backwardEval };
    const tested = gradCheck(atTest, inputs, { options });
    expect(tested.rows.map((row) => row.name)).toEqual([...first, "meanW", "W", "x"]);
    expect(tested.worst, String(tested)).toBeLessThan(1e-8);
  });

  test("has the mean and variance over all masks that test time and moments say", () => {
    const rng = new Random(1);
    const inputs = { x: randn([2, 3], rng), W: randn([3, 2], rng), b: randn([2], rng) };
    const p = 0.3;
    const y = (mask: Tensor): Tensor => dropConnect.forward(inputs, { p, form, mask }).y;
    const mean = averageOverMasks(y, [3, 2], p);
    const variance = averageOverMasks((mask) => y(mask).sub(mean).pow(2), [3, 2], p);
    const said = dropConnect.moments(inputs, { p, form });
    expect(farFrom(mean, said.mean)).toBeLessThan(1e-14);
    expect(farFrom(variance, said.variance)).toBeLessThan(1e-14);
    const atTest = dropConnect.forwardEval(inputs, { p, form }).y;
    expect(farFrom(mean, atTest)).toBeLessThan(1e-14);
  });
});

test.each(["inverted", "vanilla"] as const)("the steps say what they compute, %s", (form) => {
  const inputs = { x: ones([2, 3]), W: ones([3, 1]) };
  const trained: Entry[] = [];
  dropConnect.forward(inputs, { p: 0.3, form, seed: 1 }, record(trained));
  const noisyW = trained.find(({ name }) => name === "noisyW")?.formula;
  expect(noisyW?.includes("{1-p}")).toBe(form === "inverted");
  const tested: Entry[] = [];
  const { y, cache } = dropConnect.forwardEval(inputs, { p: 0.3, form }, record(tested));
  dropConnect.backwardEval(y, cache, record(tested));
  const scaled = tested.filter(({ name }) => name === "meanW" || name === "dW");
  expect(scaled).toHaveLength(2);
  for (const { formula } of scaled) expect(formula.includes("(1-p)")).toBe(form === "vanilla");
});

test("DropConnect drops single weights, the same ones in backward, and no bias", () => {
  const inputs = { x: ones([1, 20]), W: ones([20, 3]), b: ones([3]) };
  const { y, cache } = dropConnect.forward(inputs, { p: 0.5, seed: 1 });
  const { dW, dB } = dropConnect.backward(ones([1, 3]), cache);
  expect(dW.sum(0).add(1).toArray()).toEqual(y.reshape(3).toArray());
  expect(new Set(dW.data)).toEqual(new Set([0, 2]));
  expect(new Set(dW.sum(1).data).size).toBeGreaterThan(2);
  expect(dB?.toArray()).toEqual([1, 1, 1]);
});

describe("DropConnect refuses what does not fit", () => {
  const [x, W] = [zeros([2, 3]), zeros([3, 4])];
  test.each([
    [
      () => dropConnect.forward({ x, W: zeros([3]) }, { p: 0.5, seed: 1 }),
      "dropConnect.forward: W must have shape (D, M), got (3)",
    ],
    [
      () => dropConnect.forward({ x: zeros([2, 2]), W }, { p: 0.5, seed: 1 }),
      "dropConnect.forward: x must have shape (…, 3), got (2, 2)",
    ],
    [
      () => dropConnect.forward({ x, W }, { p: 0.5, mask: ones([4, 3]) }),
      "dropConnect.forward: mask must have shape (3, 4), got (4, 3)",
    ],
    [
      () => dropConnect.forwardEval({ x, W, b: zeros([3]) }, { p: 0.5 }),
      "dropConnect.forwardEval: b must have shape (4), got (3)",
    ],
    [
      () => dropConnect.moments({ x, W }, { p: 1.5 }),
      "dropConnect.moments: p must be a finite number from 0 to 1, got 1.5",
    ],
    [
      () => dropConnect.backward(x, dropConnect.forward({ x, W }, { p: 0.5, seed: 1 }).cache),
      "dropConnect.backward: dY must have shape (2, 4), got (2, 3)",
    ],
    [
      () => dropConnect.backwardEval(x, dropConnect.forwardEval({ x, W }, { p: 0.5 }).cache),
      "dropConnect.backwardEval: dY must have shape (2, 4), got (2, 3)",
    ],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
