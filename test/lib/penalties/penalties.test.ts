import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import * as elasticNet from "../../../lib/penalties/elastic-net.js";
import * as l1 from "../../../lib/penalties/l1.js";
import * as l2 from "../../../lib/penalties/l2.js";
import * as maxNorm from "../../../lib/penalties/max-norm.js";
import { Random } from "../../../lib/random.js";
import { record, type Entry, type Step } from "../../../lib/step.js";
import { ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";

/** The formula of each named step of what is run. */
function formulasOf(call: (step: Step) => unknown): Record<string, string> {
  const entries: Entry[] = [];
  call(record(entries));
  return Object.fromEntries(entries.map(({ name, formula }) => [name, formula]));
}

test("a penalty's formula is halved where the penalty is", () => {
  const W = ones([2, 2]);
  const half = String.raw`\tfrac12`;
  for (const halved of [true, false]) {
    const l2Of = formulasOf((step) => l2.forward({ W }, { reg: 1, half: halved }, step));
    expect(Object.values(l2Of).some((formula) => formula.includes(half))).toBe(halved);
    const { square } = formulasOf((step) =>
      elasticNet.forward({ W }, { reg: 1, l1: 1, half: halved }, step),
    );
    expect(square.includes(half)).toBe(halved);
  }
});

describe("penalties", () => {
  test.each([[[3, 4]], [[1]], [[2, 3, 1, 5]]])(
    "L1 agrees with central differences, W %j",
    (shape) => {
      const W = randn(shape, new Random(1));
      expect(gradCheck(l1, { W }, { options: { reg: 0.3 } }).worst).toBeLessThan(1e-9);
    },
  );

  test.each([
    [[3, 4], true],
    [[4, 1], false],
    [[2, 3, 1, 5], false],
  ])("the elastic net agrees with central differences, W %j, half %s", (shape, half) => {
    const W = randn([...shape].reverse(), new Random(1)).T;
    const report = gradCheck(elasticNet, { W }, { options: { reg: 0.3, l1: 0.7, half } });
    expect(report.rows.map((row) => row.name)).toEqual(["square", "absolute", "W"]);
    expect(report.worst).toBeLessThan(1e-8);
  });

  test("the elastic net is L2 and L1 together, halved like L2 unless told otherwise", () => {
    const W = randn([3, 4], new Random(2));
    const parts = (half?: boolean): number =>
      l2.forward({ W }, { reg: 0.3, half }).loss.item() +
      l1.forward({ W }, { reg: 0.7 }).loss.item();
    for (const half of [undefined, true, false])
      expect(elasticNet.forward({ W }, { reg: 0.3, l1: 0.7, half }).loss.item()).toBeCloseTo(
        parts(half),
        12,
      );
  });

  test("at the kink of L1, a weight of exactly 0, the gradient is 0", () => {
    const { cache } = l1.forward({ W: zeros([2]) }, { reg: 1 });
    expect(l1.backward(ones([]), cache).dW.toArray()).toEqual([0, 0]);
  });

  test("refuse strengths below 0 and a dLoss that is no scalar", () => {
    const W = zeros([2]);
    expect(() => l1.forward({ W }, { reg: -1 })).toThrow(
      "l1.forward: reg must be a finite number of at least 0, got -1",
    );
    expect(() => elasticNet.forward({ W }, { reg: -1, l1: 0 })).toThrow(
      "elasticNet.forward: reg must be a finite number of at least 0, got -1",
    );
    expect(() => elasticNet.forward({ W }, { reg: 1, l1: NaN })).toThrow(
      "elasticNet.forward: l1 must be a finite number of at least 0, got NaN",
    );
    expect(() => l1.backward(W, l1.forward({ W }, { reg: 1 }).cache)).toThrow(
      "l1.backward: dLoss must have shape (), got (2)",
    );
    const { cache } = elasticNet.forward({ W }, { reg: 1, l1: 1 });
    expect(() => elasticNet.backward(W, cache)).toThrow(
      "elasticNet.backward: dLoss must have shape (), got (2)",
    );
  });
});

describe("max norm", () => {
  test("shortens what is too long and leaves the rest as it is, to the last bit", () => {
    const W = randn([5, 7], new Random(3));
    const lengths = (M: typeof W): number[] => [...M.pow(2).sum(0).sqrt().data];
    const max = 2;
    const before = lengths(W);
    expect(before.some((n) => n > max) && before.some((n) => n < max)).toBe(true);
    const projected = maxNorm.project(W, { max });
    lengths(projected).forEach((n, j) => {
      expect(n).toBeCloseTo(Math.min(max, before[j]), 12);
      if (before[j] <= max) for (let i = 0; i < 5; i++) expect(projected.at(i, j)).toBe(W.at(i, j));
    });
  });

  test("measures columns of a matrix, whole filters, or the axes that it is told", () => {
    const filters = ones([2, 3, 2, 2]);
    const of = (options: Omit<maxNorm.MaxNormOptions, "max">, W = filters): number =>
      maxNorm.project(W, { max: 1, ...options }).at(...W.shape.map(() => 0));
    expect(of({})).toBeCloseTo(1 / Math.sqrt(12), 14);
    expect(of({ axes: [1] })).toBeCloseTo(1 / Math.sqrt(3), 14);
    expect(of({ axes: [-1] }, ones([2, 9]))).toBeCloseTo(1 / 3, 14);
    expect(of({}, ones([4]))).toBe(0.5);
  });

  test("leaves weights of 0 at 0", () => {
    expect(maxNorm.project(zeros([2, 1]), { max: 1 }).toArray()).toEqual([[0], [0]]);
  });

  test("names its steps", () => {
    const trace: Entry[] = [];
    maxNorm.project(tensor([[3], [4]]), { max: 1 }, record(trace));
    expect(trace.map(({ name, value }) => [name, value.size])).toEqual([
      ["norm", 1],
      ["scale", 1],
      ["W", 2],
    ]);
  });

  test("refuses a length that is not above 0, and weights without axes", () => {
    expect(() => maxNorm.project(zeros([2]), { max: 0 })).toThrow(
      "maxNorm.project: max must be a finite number above 0, got 0",
    );
    expect(() => maxNorm.project(zeros([]), { max: 1 })).toThrow(
      "maxNorm.project: W must have at least one axis, got ()",
    );
    expect(() => maxNorm.project(zeros([2]), { max: 1, axes: [1] })).toThrow(
      "maxNorm.project: axis must be an integer from -1 to 0 for a tensor of rank 1, got 1",
    );
  });
});
