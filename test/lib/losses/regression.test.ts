import { describe, expect, test } from "vitest";
import { gradCheck, type Checkable } from "../../../lib/check/grad-check.js";
import * as absoluteError from "../../../lib/losses/absolute-error.js";
import * as binaryCrossEntropy from "../../../lib/losses/binary-cross-entropy.js";
import * as smoothL1 from "../../../lib/losses/smooth-l1.js";
import * as squaredError from "../../../lib/losses/squared-error.js";
import { Random } from "../../../lib/random.js";
import { record, type Entry } from "../../../lib/step.js";
import { ones, rand, randn, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

type Loss = Checkable<
  { x: Tensor; target: Tensor },
  { reduction?: "mean" | "sum"; beta?: number },
  never
>;

const LOSSES = [
  { name: "squaredError", loss: squaredError as unknown as Loss, options: {} },
  { name: "absoluteError", loss: absoluteError as unknown as Loss, options: {} },
  { name: "smoothL1", loss: smoothL1 as unknown as Loss, options: {} },
  { name: "smoothL1", loss: smoothL1 as unknown as Loss, options: { beta: 0.3 } },
  { name: "binaryCrossEntropy", loss: binaryCrossEntropy as unknown as Loss, options: {} },
];

const lossOf = (out: object): Tensor => (out as { loss: Tensor }).loss;

describe.each(LOSSES)("$name $options", ({ name, loss, options }) => {
  test.each([[[5, 3]], [[1]], [[7, 1]], [[2, 3, 1, 4]], [[]]])(
    "agrees with central differences in every intermediate, x %j",
    (shape) => {
      const rng = new Random(shape.length);
      const inputs = { x: randn(shape, rng).mul(2), target: rand(shape, rng) };
      for (const reduction of ["mean", "sum"] as const) {
        const report = gradCheck(loss, inputs, { options: { ...options, reduction } });
        expect(report.rows.at(-1)?.name).toBe("x");
        expect(report.worst, String(report)).toBeLessThan(1e-8);
      }
    },
  );

  test("takes the mean if it is told nothing, which is the sum divided by the entries", () => {
    const inputs = { x: randn([4, 3], new Random(1)).T, target: rand([3, 4], new Random(2)) };
    const [mean, sum] = [undefined, "sum" as const].map((reduction) =>
      lossOf(loss.forward(inputs, { ...options, reduction })).item(),
    );
    expect(mean * 12).toBeCloseTo(sum, 12);
  });

  test("says in its formulas what it divides by", () => {
    const inputs = { x: randn([3, 2], new Random(1)), target: rand([3, 2], new Random(2)) };
    const formulas = (reduction: "mean" | "sum"): string => {
      const trace: Entry[] = [];
      const { cache } = loss.forward(inputs, { ...options, reduction }, record(trace));
      loss.backward(ones([]), cache, record(trace));
      return trace.map(({ formula }) => formula).join(" ");
    };
    const overEntries = /\\tfrac(\d|\{\d\})(n|\{n)/g;
    expect(formulas("mean").match(overEntries)).toHaveLength(2);
    expect(formulas("sum").match(overEntries)).toBeNull();
  });

  test("refuses what cannot mean anything", () => {
    const [x, target] = [zeros([2, 3]), zeros([2, 3])];
    expect(() => loss.forward({ x, target: zeros([3]) }, options)).toThrow(
      `${name}.forward: target must have shape (2, 3), got (3)`,
    );
    expect(() => loss.forward({ x: zeros([0, 3]), target: zeros([0, 3]) }, options)).toThrow(
      `${name}.forward: x must hold at least one entry, got (0, 3)`,
    );
    expect(() => loss.forward({ x, target }, { ...options, reduction: "none" as "sum" })).toThrow(
      `${name}.forward: reduction must be "mean" or "sum", got "none"`,
    );
    const { cache } = loss.forward({ x, target }, options);
    expect(() => loss.backward(ones([2]), cache)).toThrow(
      `${name}.backward: dLoss must have shape (), got (2)`,
    );
  });
});

describe("the losses by hand", () => {
  const inputs = { x: tensor([3, -0.5, 1]), target: tensor([0, 0, 1]) };

  test("squared, absolute and smooth", () => {
    const sum = { reduction: "sum" } as const;
    expect(squaredError.forward(inputs, sum).loss.item()).toBe(9.25);
    expect(absoluteError.forward(inputs, sum).loss.item()).toBe(3.5);
    expect(smoothL1.forward(inputs, sum).loss.item()).toBe(2.5 + 0.125);
    expect(smoothL1.forward(inputs, { ...sum, beta: 2 }).loss.item()).toBe(2 + 0.0625);
  });

  test("gradients: 2e, sign e, and e cut off at ±1; all 0 where the error is 0", () => {
    const sum = { reduction: "sum" } as const;
    const dX = (loss: { cache: never }, backward: (d: Tensor, c: never) => { dX: Tensor }) =>
      backward(ones([]), loss.cache).dX.toArray();
    expect(dX(squaredError.forward(inputs, sum) as never, squaredError.backward)).toEqual([
      6, -1, 0,
    ]);
    expect(dX(absoluteError.forward(inputs, sum) as never, absoluteError.backward)).toEqual([
      1, -1, 0,
    ]);
    expect(dX(smoothL1.forward(inputs, sum) as never, smoothL1.backward)).toEqual([1, -0.5, 0]);
  });

  test("smooth L1 refuses a beta of 0: that is the absolute error", () => {
    expect(() => smoothL1.forward(inputs, { beta: 0 })).toThrow(
      "smoothL1.forward: beta must be a finite number above 0, got 0",
    );
  });
});

describe("binary cross-entropy", () => {
  test("is stable for logits of ±1e4", () => {
    const x = tensor([1e4, -1e4, 1e4, -1e4]);
    const { lossEach, cache } = binaryCrossEntropy.forward({ x, target: tensor([1, 0, 0, 1]) });
    expect(lossEach.toArray()).toEqual([0, 0, 1e4, 1e4]);
    expect(binaryCrossEntropy.backward(ones([]), cache).dX.toArray()).toEqual([0, 0, 0.25, -0.25]);
  });

  test("takes soft targets, and is least where the sigmoid is the target", () => {
    const target = tensor([0.3]);
    const at = (logit: number): number =>
      binaryCrossEntropy.forward({ x: tensor([logit]), target }).loss.item();
    const best = Math.log(0.3 / 0.7);
    expect(at(best)).toBeLessThan(Math.min(at(best - 0.1), at(best + 0.1)));
  });

  test.each([-0.1, 1.1, NaN])("refuses a target of %s", (bad) => {
    expect(() => binaryCrossEntropy.forward({ x: zeros([2]), target: tensor([0, bad]) })).toThrow(
      `binaryCrossEntropy.forward: entry 1 of target must be a number from 0 to 1, got ${bad}`,
    );
  });
});
