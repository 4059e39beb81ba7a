import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import { averageOverMasks } from "../../../lib/layers/average-over-masks.js";
import * as stochasticDepth from "../../../lib/layers/stochastic-depth.js";
import { Random } from "../../../lib/random.js";
import { ones, randn, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

const farFrom = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

for (const form of ["inverted", "vanilla"] as const)
  describe.each(["batch", "row"] as const)(`stochastic depth, ${form}, by %s`, (mode) => {
    test.each([[[5, 3]], [[1, 4]], [[3, 2, 1, 2]]])(
      "%j: gradients agree with central differences, in training and at test time",
      (shape) => {
        const rng = new Random(1);
        const inputs = { shortcut: randn([...shape].reverse(), rng).T, branch: randn(shape, rng) };
        // Seeds with which the one mask of a batch keeps, and drops.
        for (const seed of [1, 2, 3, 4]) {
          const options = { p: 0.4, form, mode, seed };
          const report = gradCheck(stochasticDepth, inputs, { options });
          expect(report.rows.map((row) => row.name)).toEqual(["shortcut", "branch"]);
          expect(report.worst, String(report)).toBeLessThan(1e-9);
        }
        const atTest = {
          forward: stochasticDepth.forwardEval,
          backward: stochasticDepth.backwardEval,
        };
        const tested = gradCheck(atTest, inputs, { options: { p: 0.4, form } });
        expect(tested.worst, String(tested)).toBeLessThan(1e-9);
      },
    );

    test("gives at test time what training gives on average over all masks", () => {
      const rng = new Random(2);
      const inputs = { shortcut: randn([3, 2], rng), branch: randn([3, 2], rng) };
      const p = 0.3;
      const train = (mask: Tensor): Tensor =>
        stochasticDepth.forward(inputs, { p, form, mode, mask }).y;
      const average = averageOverMasks(train, mode === "batch" ? [] : [3], p);
      const atTest = stochasticDepth.forwardEval(inputs, { p, form }).y;
      expect(farFrom(average, atTest)).toBeLessThan(1e-15);
    });
  });

test("one draw decides for the whole batch, unless rows draw for themselves", () => {
  const inputs = { shortcut: zeros([200, 2]), branch: ones([200, 2]) };
  const drop = (seed: number, mode?: "row"): Set<number> =>
    new Set(stochasticDepth.forward(inputs, { p: 0.5, seed, mode }).y.data);
  const seeds = Array.from({ length: 20 }, (_, seed) => drop(seed));
  expect(seeds.every((values) => values.size === 1)).toBe(true);
  expect(new Set(seeds.flatMap((values) => [...values]))).toEqual(new Set([0, 2]));
  expect(drop(1, "row")).toEqual(new Set([0, 2]));
});

test("probabilities to drop grow linearly with depth, up to p at the last block", () => {
  const ps = [1, 2, 3, 4].map((index) => stochasticDepth.linearDecay(index, 4, 0.5));
  expect(ps).toEqual([0.125, 0.25, 0.375, 0.5]);
});

describe("stochastic depth refuses what cannot mean anything", () => {
  const inputs = { shortcut: zeros([2, 3]), branch: zeros([2, 3]) };
  test.each([
    [
      () => stochasticDepth.forward({ ...inputs, branch: zeros([3]) }, { p: 0.5, seed: 1 }),
      "stochasticDepth.forward: branch must have shape (2, 3), got (3)",
    ],
    [
      () => stochasticDepth.forward(inputs, { p: 0.5, mask: ones([2]) }),
      "stochasticDepth.forward: mask must have shape (), got (2)",
    ],
    [
      () => stochasticDepth.forward(inputs, { p: 0.5, seed: 1, mode: "image" as "row" }),
      'stochasticDepth.forward: mode must be "batch" or "row", got "image"',
    ],
    [
      () => {
        const scalars = { shortcut: zeros([]), branch: zeros([]) };
        stochasticDepth.forward(scalars, { p: 0.5, seed: 1, mode: "row" });
      },
      "stochasticDepth.forward: branch must have shape (N, …), got ()",
    ],
    [
      () => stochasticDepth.forwardEval(inputs, { p: 1.5 }),
      "stochasticDepth.forwardEval: p must be a finite number from 0 to 1, got 1.5",
    ],
    [
      () => {
        const { cache } = stochasticDepth.forward(inputs, { p: 0.5, seed: 1 });
        stochasticDepth.backward(zeros([3]), cache);
      },
      "stochasticDepth.backward: dY must have shape (2, 3), got (3)",
    ],
    [
      () => {
        const { cache } = stochasticDepth.forwardEval(inputs, { p: 0.5 });
        stochasticDepth.backwardEval(zeros([3]), cache);
      },
      "stochasticDepth.backwardEval: dY must have shape (2, 3), got (3)",
    ],
    [
      () => stochasticDepth.linearDecay(5, 4, 0.5),
      "stochasticDepth.linearDecay: index must be an integer from 1 to 4, got 5",
    ],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
