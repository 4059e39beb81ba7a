import { describe, expect, test } from "vitest";
import { ValueError } from "../../../lib/errors.js";
import { clipNorm, clipValue } from "../../../lib/optim/clip.js";
import { record, type Entry } from "../../../lib/step.js";
import { tensor, zeros } from "../../../lib/tensor/create.js";

describe("clipNorm", () => {
  const gradients = { W: tensor([[3, 0]]), b: tensor([-4]) };

  test("takes the norm over all gradients together and keeps their direction", () => {
    const { norm, gradients: clipped } = clipNorm(gradients, { max: 1, eps: 0 });
    expect(norm).toBe(5);
    expect(clipped.W.div(3).at(0, 0)).toBeCloseTo(0.2, 15);
    expect(clipped.b.item()).toBeCloseTo(-0.8, 15);
    expect(clipped.W.shape).toEqual([1, 2]);
  });

  test("adds ε to the norm: at the limit itself the gradient shrinks a little", () => {
    const { gradients: clipped } = clipNorm(gradients, { max: 5, eps: 1 });
    expect(clipped.b.item()).toBeCloseTo((-4 * 5) / 6, 14);
  });

  test("leaves smaller gradients alone", () => {
    const { gradients: same } = clipNorm(gradients, { max: 5.1 });
    expect(same.W.toArray()).toEqual([[3, 0]]);
  });

  test("knows the sum, the largest entry and other norms", () => {
    const normOf = (p: number): number => clipNorm(gradients, { max: 1, p }).norm;
    expect([normOf(1), normOf(Infinity)]).toEqual([7, 4]);
    expect(normOf(3)).toBeCloseTo(Math.cbrt(27 + 64), 14);
  });

  test("scales what would overflow when squared", () => {
    const huge = { W: tensor([3e200, 4e200]) };
    expect(clipNorm(huge, { max: 1 }).gradients.W.at(1)).toBeCloseTo(0.8, 12);
  });

  test("leaves zeros and empty gradients alone, even without ε", () => {
    const { norm, gradients: same } = clipNorm(
      { W: zeros([2]), b: zeros([0]) },
      { max: 0, eps: 0 },
    );
    expect([norm, same.W.toArray(), same.b.shape]).toEqual([0, [0, 0], [0]]);
  });

  test("keeps the dtype, and records its steps", () => {
    const trace: Entry[] = [];
    const { gradients: clipped } = clipNorm(
      { W: tensor([3, 4], { dtype: "float32" }) },
      { max: 1 },
      record(trace),
    );
    expect(clipped.W.dtype).toBe("float32");
    expect(trace.map(({ name }) => name)).toEqual(["each", "norm", "scale", "W"]);
  });

  test("refuses gradients that are not finite, by name, and options out of range", () => {
    expect(() => clipNorm({ W: tensor([1]), b: tensor([NaN]) }, { max: 1 })).toThrow(
      new ValueError("clipNorm: the gradients must have a finite norm, got NaN (b)"),
    );
    expect(() => clipNorm(gradients, { max: -1 })).toThrow(
      "clipNorm: max must be a finite number of at least 0, got -1",
    );
    expect(() => clipNorm(gradients, { max: 1, p: 0.5 })).toThrow(
      "clipNorm: p must be a number of at least 1, or Infinity, got 0.5",
    );
    expect(() => clipNorm({}, { max: 1 })).toThrow(
      "clipNorm: expected at least one gradient, got none",
    );
  });
});

describe("clipValue", () => {
  test("clips each entry by itself", () => {
    const { W, b } = clipValue({ W: tensor([[2, -3]]), b: tensor([0.5]) }, { max: 1 });
    expect([W.toArray(), b.toArray()]).toEqual([[[1, -1]], [0.5]]);
  });

  test("refuses a negative limit", () => {
    expect(() => clipValue({}, { max: -1 })).toThrow(
      "clipValue: max must be a finite number of at least 0, got -1",
    );
  });
});
