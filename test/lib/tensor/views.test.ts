import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../lib/errors.js";
import { Random } from "../../../lib/random.js";
import { arange, fromData, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { entries, naive, randomTensor } from "./naive.js";

describe("views", () => {
  const x = arange(24).reshape(2, 3, 4);

  it("permute reorders axes without copying", () => {
    const y = x.permute(2, 0, 1);
    expect(y.shape).toEqual([4, 2, 3]);
    expect(y.at(3, 1, 2)).toBe(x.at(1, 2, 3));
    expect(y.view.storage).toBe(x.view.storage);
    expect(x.T.shape).toEqual([4, 3, 2]);
    expect(x.T.T.data).toEqual(x.data);
  });

  it("reshape reads in row-major order, of a view too", () => {
    expect(arange(6).reshape(2, 3).T.reshape(6).toArray()).toEqual([0, 3, 1, 4, 2, 5]);
    expect(x.reshape(6, -1).shape).toEqual([6, 4]);
    expect(x.slice(1).reshape(-1).toArray()).toEqual(Array.from({ length: 12 }, (_, i) => 12 + i));
    expect(tensor(7).reshape(1, 1).toArray()).toEqual([[7]]);
    expect(zeros([0, 3]).reshape(0, 5).shape).toEqual([0, 5]);
  });

  it("broadcastTo repeats without copying", () => {
    const y = tensor([[1], [2]]).broadcastTo(3, 2, 2);
    expect(y.at(2, 1, 0)).toBe(2);
    expect(y.view.storage.length).toBe(2);
    expect(y.sum().item()).toBe(18);
  });

  it("slice and take give rows along the first axis", () => {
    expect(x.slice(1, 2).reshape(-1).at(0)).toBe(12);
    expect(x.slice(1, 1).shape).toEqual([0, 3, 4]);
    expect(arange(6).reshape(2, 3).T.take([2, 0, 2]).toArray()).toEqual([
      [2, 5],
      [0, 3],
      [2, 5],
    ]);
    expect(x.take(new Int32Array(0)).shape).toEqual([0, 3, 4]);
  });

  it("read the same through chains of views as through copies", () => {
    const rng = new Random(5);
    for (let round = 0; round < 60; round++) {
      const a = randomTensor(rng);
      const copy = fromData(Float64Array.from(a.data), a.shape);
      expect(entries(naive(a))).toEqual([...copy.data]);
      expect(a.T.toArray()).toEqual(copy.T.toArray());
      expect(a.reshape(-1).toArray()).toEqual(copy.reshape(-1).toArray());
    }
  });

  it("say what fits when a shape does not", () => {
    expect(() => x.reshape(5, -1)).toThrow(
      new ShapeError("Tensor.reshape: expected a shape of 24 entries, got (5, -1) for (2, 3, 4)"),
    );
    expect(() => x.reshape(-1, -1)).toThrow(ShapeError);
    expect(() => x.permute(0, 1)).toThrow(
      new ShapeError("Tensor.permute: expected each of the 3 axes once, got (0, 1)"),
    );
    expect(() => x.permute(0, 1, 1)).toThrow(ShapeError);
    expect(() => x.broadcastTo(3, 4)).toThrow(
      new ShapeError("Tensor.broadcastTo: expected a shape that (2, 3, 4) fits into, got (3, 4)"),
    );
    expect(() => x.slice(0, 3)).toThrow(
      new ShapeError("Tensor.slice: expected 0 ≤ start ≤ end ≤ 2 for (2, 3, 4), got 0 and 3"),
    );
    expect(() => x.take([0, 2])).toThrow(
      new ShapeError("Tensor.take: index 1 must be an integer from 0 to 1 for (2, 3, 4), got 2"),
    );
    expect(() => tensor(1).slice()).toThrow(ShapeError);
    expect(() => tensor(1).take([0])).toThrow(ShapeError);
  });
});

describe("entries", () => {
  it("are read by index", () => {
    const x = arange(6).reshape(2, 3);
    expect(x.T.at(2, 1)).toBe(5);
    expect(() => x.at(2, 0)).toThrow(
      new ShapeError("Tensor.at: expected 2 indices inside (2, 3), got (2, 0)"),
    );
    expect(() => x.at(1)).toThrow(ShapeError);
    expect(() => x.at(0, 0.5)).toThrow(ShapeError);
  });

  it("are one number in a tensor of one", () => {
    expect(tensor([[3]]).item()).toBe(3);
    expect(() => arange(2).item()).toThrow(
      new ShapeError("Tensor.item: expected one entry, got (2)"),
    );
  });

  it("come back as nested arrays", () => {
    expect(tensor(2).toArray()).toBe(2);
    expect(
      tensor([
        [1, 2],
        [3, 4],
      ]).T.toArray(),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(zeros([2, 0]).toArray()).toEqual([[], []]);
    expect(zeros([0, 2]).toArray()).toEqual([]);
  });
});

describe("an index in brackets", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]) as Tensor & Record<number, unknown>;

  it("says what to write instead, where it would be undefined", () => {
    expect(() => x[1]).toThrow(
      new ShapeError(
        "Tensor: expected .at(1, …) for one number, or .slice(1, 2) for a row, got [1]",
      ),
    );
    expect(() => x[-1]).toThrow(
      new ShapeError(
        "Tensor: expected .at(i, …) for one number, or .slice(i, i + 1) for a row, got [-1]",
      ),
    );
  });

  it("cannot be written to", () => {
    expect(() => (x[0] = 5)).toThrow("Tensor: expected numbers that do not change, got [0] = …");
  });

  it("leaves all other names as they are in any object", () => {
    expect((x as unknown as Record<string, unknown>).nothing).toBeUndefined();
    expect(String(x)).toBe(x.toString());
    expect(Object.hasOwn(x, "view")).toBe(true);
    expect(x).toEqual(x.add(0).sub(0));
  });
});
