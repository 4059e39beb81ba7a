import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import { averageOverMasks } from "../../../lib/layers/average-over-masks.js";
import * as dropout from "../../../lib/layers/dropout.js";
import * as dropout2d from "../../../lib/layers/dropout2d.js";
import { keepMask } from "../../../lib/layers/keep-mask.js";
import * as linear from "../../../lib/layers/linear.js";
import * as relu from "../../../lib/layers/relu.js";
import { Random } from "../../../lib/random.js";
import { record, type Entry } from "../../../lib/step.js";
import { full, ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

const FORMS = ["inverted", "vanilla"] as const;
const farFrom = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

describe("keepMask", () => {
  test("draws the same mask for the same seed and counter, and another one for others", () => {
    const draw = (seed: number, counter?: number): unknown =>
      keepMask([4, 9], 0.4, { seed, counter }).toArray();
    expect(draw(1)).toEqual(draw(1, 0));
    expect(draw(1, 7)).toEqual(draw(1, 7));
    expect(draw(1, 7)).not.toEqual(draw(1, 8));
    expect(draw(1, 7)).not.toEqual(draw(2, 7));
  });

  test.each([0.1, 0.35, 0.9])("drops each entry with probability %f, independently", (p) => {
    const n = 40_000;
    const mask = keepMask([n], p, { seed: 5 }).data;
    const sigma = Math.sqrt((p * (1 - p)) / n);
    const fraction = (at: (i: number) => number): number => {
      let sum = 0;
      for (let i = 0; i < n - 1; i++) sum += at(i);
      return sum / (n - 1);
    };
    expect(Math.abs(fraction((i) => mask[i]) - (1 - p))).toBeLessThan(5 * sigma);
    const both = fraction((i) => mask[i] * mask[i + 1]);
    expect(Math.abs(both - (1 - p) ** 2)).toBeLessThan(5 * 2 * sigma);
  });

  test("keeps all with p = 0 and nothing with p = 1", () => {
    expect(keepMask([50], 0, { seed: 1 }).sum().item()).toBe(50);
    expect(keepMask([50], 1, { seed: 1 }).sum().item()).toBe(0);
  });

  test.each([
    [() => keepMask([1], 1.5, { seed: 1 }), "p must be a finite number from 0 to 1, got 1.5"],
    [
      () => keepMask([1], 0.5, { seed: -1 }),
      "seed must be an integer from 0 to 9007199254740991, got -1",
    ],
    [
      () => keepMask([1], 0.5, { seed: 1, counter: 0.5 }),
      "counter must be an integer from 0 to 4294967295, got 0.5",
    ],
  ])("refuses what cannot mean anything (%#)", (call, message) => {
    expect(call).toThrow(`keepMask: ${message}`);
  });
});

describe.each(FORMS)("dropout, %s", (form) => {
  test.each([[[5, 3]], [[1]], [[7, 1]], [[2, 3, 1, 4]], [[]]])(
    "x %j: gradients agree with central differences, in training and at test time",
    (shape) => {
      const x = randn([...shape].reverse(), new Random(1)).T;
      const options = { p: 0.3, form, seed: 3, counter: 4 };
      expect(gradCheck(dropout, { x }, { options }).worst).toBeLessThan(1e-9);
      const atTest = { forward: dropout.forwardEval, backward: dropout.backwardEval };
      expect(gradCheck(atTest, { x }, { options }).worst).toBeLessThan(1e-9);
    },
  );

  test("drops the same entries in backward as in forward, of a mask that was drawn", () => {
    const { y, cache } = dropout.forward({ x: ones([40]) }, { p: 0.3, form, seed: 11 });
    expect(dropout.backward(ones([40]), cache).dX.toArray()).toEqual(y.toArray());
    expect(new Set(y.data).size).toBe(2);
    const kept = form === "inverted" ? 1 / 0.7 : 1;
    expect(y.max().item()).toBe(kept);
  });

  test("gives at test time what training gives on average over all masks, exactly", () => {
    const x = randn([2, 3], new Random(2));
    const p = 0.3;
    const average = averageOverMasks(
      (mask) => dropout.forward({ x }, { p, form, mask }).y,
      x.shape,
      p,
    );
    expect(farFrom(average, dropout.forwardEval({ x }, { p, form }).y)).toBeLessThan(1e-15);
  });

  test("averages over the masks of up to twenty entries", () => {
    expect(averageOverMasks((mask) => mask.sum(), [4, 5], 0).item()).toBe(20);
    expect(() => averageOverMasks((mask) => mask.sum(), [3, 7], 0)).toThrow(
      "averageOverMasks: shape must have at most 20 entries, got 21 in (3, 7)",
    );
  });

  test("p = 0 changes nothing and p = 1 gives 0", () => {
    const x = randn([9], new Random(2));
    expect(dropout.forward({ x }, { p: 0, form, seed: 1 }).y.toArray()).toEqual(x.toArray());
    const { y } = dropout.forward({ x }, { p: 1, form, seed: 1 });
    expect(y.abs().max().item()).toBe(0);
  });

  test("of channels drops whole ones, with the gradient of central differences", () => {
    for (const shape of [
      [2, 3, 2, 2],
      [1, 1, 3, 1],
      [3, 2, 5],
    ]) {
      const x = randn([...shape].reverse(), new Random(1)).T;
      const options = { p: 0.4, form, seed: 2, counter: 1 };
      expect(gradCheck(dropout2d, { x }, { options }).worst).toBeLessThan(1e-9);
      const atTest = { forward: dropout2d.forwardEval, backward: dropout2d.backwardEval };
      expect(gradCheck(atTest, { x }, { options }).worst).toBeLessThan(1e-9);
      const { y, cache } = dropout2d.forward({ x: ones(shape) }, options);
      const planes = y.reshape(shape[0] * shape[1], -1);
      expect(planes.max(1).toArray()).toEqual(planes.min(1).toArray());
      expect(dropout2d.backward(ones(shape), cache).dX.toArray()).toEqual(y.toArray());
    }
  });

  test("of channels gives at test time what training gives on average", () => {
    const x = randn([2, 3, 2, 1], new Random(2));
    const p = 0.3;
    const train = (mask: Tensor): Tensor => dropout2d.forward({ x }, { p, form, mask }).y;
    const average = averageOverMasks(train, [2, 3], p);
    expect(farFrom(average, dropout2d.forwardEval({ x }, { p, form }).y)).toBeLessThan(1e-15);
  });
});

describe("the two forms", () => {
  test("are the same net up to the scale: inverted training is vanilla over 1 − p", () => {
    const [x, p, seed] = [randn([5, 3], new Random(1)), 0.8, 9];
    const inverted = dropout.forward({ x }, { p, seed }).y;
    const vanilla = dropout.forward({ x }, { p, seed, form: "vanilla" }).y;
    expect(farFrom(inverted.mul(1 - p), vanilla)).toBeLessThan(1e-15);
  });

  test("scaling is the exact mean of a linear net, and only near that of a net with a ReLU", () => {
    const rng = new Random(3);
    const [x, W1, W2] = [randn([1, 3], rng), randn([3, 4], rng), randn([4, 2], rng)];
    const p = 0.4;
    const net = (drop: (h: Tensor) => Tensor, bend: boolean): Tensor => {
      const hidden = linear.forward({ x, W: W1 }).y;
      const dropped = linear.forward({ x: drop(hidden), W: randn([4, 4], new Random(4)) }).y;
      return linear.forward({ x: bend ? relu.forward({ x: dropped }).y : dropped, W: W2 }).y;
    };
    const gap = (bend: boolean): number => {
      const train = (mask: Tensor): Tensor =>
        net((x) => dropout.forward({ x }, { p, mask }).y, bend);
      const average = averageOverMasks(train, [1, 4], p);
      return farFrom(
        average,
        net((x) => dropout.forwardEval({ x }, { p }).y, bend),
      );
    };
    expect(gap(false)).toBeLessThan(1e-14);
    expect(gap(true)).toBeGreaterThan(0.01);
  });
});

test.each(FORMS)("the steps say what they compute, %s", (form) => {
  const inverted = form === "inverted";
  for (const [layer, x] of [
    [dropout, ones([2, 3])],
    [dropout2d, ones([2, 3, 1, 1])],
  ] as const) {
    const entries: Entry[] = [];
    const { y, cache } = layer.forward({ x }, { p: 0.3, form, seed: 1 }, record(entries));
    layer.backward(y, cache, record(entries));
    const formulas = entries.filter(({ name }) => name !== "keep").map(({ formula }) => formula);
    expect(formulas).toHaveLength(2);
    for (const formula of formulas) expect(formula.includes("{1-p}")).toBe(inverted);
  }
  const entries: Entry[] = [];
  const { y, cache } = dropout.forwardEval({ x: ones([2]) }, { p: 0.3, form }, record(entries));
  dropout.backwardEval(y, cache, record(entries));
  expect(entries).toHaveLength(2);
  for (const { formula } of entries) expect(formula.includes("(1-p)")).toBe(!inverted);
});

describe("averageOverMasks", () => {
  test("weights each mask with its probability", () => {
    const seen: string[] = [];
    const average = averageOverMasks(
      (mask) => {
        seen.push([...mask.data].join(""));
        return tensor(mask.at(0) === 1 && mask.at(1) === 0 ? 1 : 0);
      },
      [2],
      0.25,
    );
    expect(seen.sort()).toEqual(["00", "01", "10", "11"]);
    expect(average.item()).toBe(0.75 * 0.25);
  });

  test("tries only the masks that can be, with p = 0 and p = 1", () => {
    let tried = 0;
    const sum = (mask: Tensor): Tensor => {
      tried++;
      return mask.sum();
    };
    expect(averageOverMasks(sum, [10], 0).item()).toBe(10);
    expect(averageOverMasks(sum, [10], 1).item()).toBe(0);
    expect(tried).toBe(2);
  });

  test("refuses what would take for ever, and a p that is no probability", () => {
    expect(() => averageOverMasks((mask) => mask, [3, 7], 0.5)).toThrow(
      "averageOverMasks: shape must have at most 20 entries, got 21 in (3, 7)",
    );
    expect(() => averageOverMasks((mask) => mask, [3], NaN)).toThrow(
      "averageOverMasks: p must be a finite number from 0 to 1, got NaN",
    );
  });
});

describe("dropout refuses what cannot mean anything", () => {
  const x = zeros([2, 3]);
  const mask = ones([2, 3]);
  test.each([
    [
      () => dropout.forward({ x }, { p: -0.1, seed: 1 }),
      "dropout.forward: p must be a finite number from 0 to 1, got -0.1",
    ],
    [
      () => dropout.forward({ x }, { p: 0.5, mask: ones([3]) }),
      "dropout.forward: mask must have shape (2, 3), got (3)",
    ],
    [
      () => dropout.forward({ x }, { p: 0.5, mask: full([2, 3], 2) }),
      "dropout.forward: entry 0 of mask must be 0 or 1, got 2",
    ],
    [
      () => dropout.forward({ x }, { p: 0.5, mask, form: "other" as "vanilla" }),
      'dropout.forward: form must be "inverted" or "vanilla", got "other"',
    ],
    [
      () => dropout.backward(ones([3]), dropout.forward({ x }, { p: 0.5, mask }).cache),
      "dropout.backward: dY must have shape (2, 3), got (3)",
    ],
    [
      () => dropout.forwardEval({ x }, { p: 2 }),
      "dropout.forwardEval: p must be a finite number from 0 to 1, got 2",
    ],
    [
      () => dropout.backwardEval(ones([3]), dropout.forwardEval({ x }, { p: 0.5 }).cache),
      "dropout.backwardEval: dY must have shape (2, 3), got (3)",
    ],
    [
      () => dropout2d.forward({ x }, { p: 0.5, seed: 1 }),
      "dropout2d.forward: x must have shape (N, C, …) with at least one spatial axis, got (2, 3)",
    ],
    [
      () => dropout2d.forward({ x: zeros([2, 3, 1]) }, { p: 0.5, mask: ones([2, 1]) }),
      "dropout2d.forward: mask must have shape (2, 3), got (2, 1)",
    ],
    [
      () =>
        dropout2d.backward(x, dropout2d.forward({ x: zeros([2, 3, 1]) }, { p: 0.5, mask }).cache),
      "dropout2d.backward: dY must have shape (2, 3, 1), got (2, 3)",
    ],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});

test("dropout keeps float32, and takes a mask of another dtype", () => {
  const x = ones([2, 3], { dtype: "float32" });
  const given = dropout.forward({ x }, { p: 0.5, mask: ones([2, 3]) });
  const drawn = dropout.forward({ x }, { p: 0.5, seed: 1 });
  expect([given.y.dtype, drawn.y.dtype]).toEqual(["float32", "float32"]);
  expect(dropout.backward(x, given.cache).dX.dtype).toBe("float32");
});
