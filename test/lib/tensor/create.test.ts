import { describe, expect, it } from "vitest";
import { ShapeError, ValueError } from "../../../lib/errors.js";
import { Random } from "../../../lib/random.js";
import {
  arange,
  fromData,
  full,
  oneHot,
  ones,
  rand,
  randn,
  tensor,
  zeros,
} from "../../../lib/tensor/create.js";

describe("tensor", () => {
  it("takes its shape from the nesting", () => {
    expect(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]).shape,
    ).toEqual([2, 3]);
    expect(tensor(5).shape).toEqual([]);
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor([1]).dtype).toBe("float64");
    expect(tensor([1], { dtype: "float32" }).dtype).toBe("float32");
  });

  it("says where rows differ in length", () => {
    expect(() => tensor([[1, 2], [3]])).toThrow(
      new ShapeError("tensor: expected 2 entries at values[1], got 1"),
    );
    expect(() => tensor([[1, 2], 3])).toThrow(
      new ShapeError("tensor: expected 2 entries at values[1], got a number"),
    );
    expect(() => tensor([1, [2]])).toThrow(
      new ValueError("tensor: expected a number at values[1], got an array"),
    );
    expect(() => tensor(["a" as unknown as number])).toThrow(
      new ValueError("tensor: expected a number at values[0], got a"),
    );
  });
});

describe("the makers", () => {
  it("fill", () => {
    expect(full([2, 2], 7).toArray()).toEqual([
      [7, 7],
      [7, 7],
    ]);
    expect(zeros([3]).toArray()).toEqual([0, 0, 0]);
    expect(ones([]).toArray()).toBe(1);
    expect(arange(3).toArray()).toEqual([0, 1, 2]);
  });

  it("copy what they are given", () => {
    const values = Float64Array.from([1, 2]);
    const x = fromData(values, [2]);
    values[0] = 9;
    expect(x.toArray()).toEqual([1, 2]);
  });

  it("draw from the generator in row-major order", () => {
    const [a, b] = [new Random(1), new Random(1)];
    expect([...randn([2, 3], a).data]).toEqual(Array.from({ length: 6 }, () => b.normal()));
    expect([...rand([2, 3], a).data]).toEqual(Array.from({ length: 6 }, () => b.uniform()));
  });

  it("refuse sizes that are none, and another count of numbers", () => {
    for (const [name, make] of Object.entries({ zeros, ones }))
      expect(() => make([2, -1])).toThrow(
        new ShapeError(`${name}: a shape must hold whole numbers of at least 0, got (2, -1)`),
      );
    expect(() => arange(1.5)).toThrow(ShapeError);
    expect(() => fromData([1, 2, 3], [2, 2])).toThrow(
      new ShapeError("fromData: expected 4 numbers for shape (2, 2), got 3"),
    );
  });
});

describe("oneHot", () => {
  it("sets a 1 at the label of each row", () => {
    expect(oneHot([2, 0], 3).toArray()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expect(oneHot([], 3).shape).toEqual([0, 3]);
  });

  it.each([3, -1, 0.5, NaN])("refuses the label %d of three classes", (label) => {
    expect(() => oneHot([0, label], 3)).toThrow(
      new ValueError(`oneHot: label 1 must be an integer from 0 to 2, got ${label}`),
    );
  });
});
