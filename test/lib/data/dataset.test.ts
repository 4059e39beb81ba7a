import { describe, expect, it } from "vitest";
import {
  checkDataset,
  flatten,
  splitDataset,
  take,
  type Dataset,
} from "../../../lib/data/dataset.js";
import { DataError, ShapeError, ValueError } from "../../../lib/errors.js";
import { Random } from "../../../lib/random.js";
import { arange, fromData, zeros } from "../../../lib/tensor/create.js";

/** n images of one pixel, whose value is their index; class i % 3. */
function numbered(n: number): Dataset {
  return {
    name: "numbered",
    images: arange(n).reshape(n, 1, 1, 1),
    labels: Int32Array.from({ length: n }, (_, i) => i % 3),
    classes: ["a", "b", "c"],
  };
}

const ids = (dataset: Dataset): number[] => [...dataset.images.data];

describe("take", () => {
  it("takes the first n", () => {
    const first = take(numbered(5), 2);
    expect(ids(first)).toEqual([0, 1]);
    expect([...first.labels]).toEqual([0, 1]);
  });

  it("takes indices in their order, repeats included", () => {
    const some = take(numbered(5), [4, 0, 4]);
    expect(ids(some)).toEqual([4, 0, 4]);
    expect([...some.labels]).toEqual([1, 0, 1]);
  });

  it("refuses more than there are", () => {
    expect(() => take(numbered(5), 6)).toThrow(
      new ValueError("take: the number of examples must be an integer from 0 to 5, got 6"),
    );
    expect(() => take(numbered(5), [5])).toThrow(ShapeError);
  });
});

describe("flatten", () => {
  it("makes one row of each image", () => {
    expect(flatten(zeros([2, 3, 4, 5])).shape).toEqual([2, 60]);
  });

  it("keeps an empty batch", () => {
    expect(flatten(zeros([0, 3, 4, 5])).shape).toEqual([0, 60]);
  });

  it("refuses a vector", () => {
    expect(() => flatten(zeros([6]))).toThrow(
      new ShapeError("flatten: expected images of shape (N, …) with at least two axes, got (6)"),
    );
  });
});

describe("splitDataset", () => {
  it("gives every example to exactly one part, with its label", () => {
    const parts = splitDataset(numbered(50), { validation: 10, test: 5 }, new Random(3));
    expect(parts.train.labels).toHaveLength(35);
    expect(parts.validation.labels).toHaveLength(10);
    expect(parts.test.labels).toHaveLength(5);
    const all = Object.values(parts).flatMap(ids);
    expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    for (const part of Object.values(parts))
      expect([...part.labels]).toEqual(ids(part).map((id) => id % 3));
  });

  it("gives the same parts for the same seed and others for another", () => {
    const validation = (seed: number): number[] =>
      ids(splitDataset(numbered(50), { validation: 10 }, new Random(seed)).validation);
    expect(validation(3)).toEqual(validation(3));
    expect(validation(3)).not.toEqual(validation(4));
  });

  it("keeps each class's share when stratified", () => {
    const { validation, train } = splitDataset(
      numbered(99),
      { validation: 30, stratified: true },
      new Random(1),
    );
    const counts = [0, 1, 2].map((c) => validation.labels.filter((label) => label === c).length);
    expect(counts).toEqual([10, 10, 10]);
    expect(train.labels).toHaveLength(69);
    expect(new Set([...ids(validation), ...ids(train)]).size).toBe(99);
  });

  it("refuses to set aside more than there is", () => {
    expect(() => splitDataset(numbered(9), { validation: 5, test: 5 }, new Random(1))).toThrow(
      new ValueError(
        "splitDataset: validation and test must set aside at most 9 examples together, got 10",
      ),
    );
  });
});

describe("checkDataset", () => {
  it("passes a sound data set through", () => {
    const sound = numbered(4);
    expect(checkDataset(sound)).toBe(sound);
  });

  it.each([NaN, Infinity, -Infinity])("names the record and place of a pixel %s", (bad) => {
    const pixels = new Float64Array(4 * 3 * 2 * 2);
    pixels[2 * 12 + 1 * 4 + 3] = bad;
    const images = fromData(pixels, [4, 3, 2, 2]);
    expect(() => checkDataset({ ...numbered(4), images })).toThrow(
      new DataError(
        `checkDataset: the pixels of record 2 of numbered must be finite numbers, got ${bad} at (2, 1, 1, 1)`,
      ),
    );
  });

  it.each([3, -1])("names the record of the label %i, which is no class", (label) => {
    const labels = Int32Array.from([0, label, 0, 0]);
    expect(() => checkDataset({ ...numbered(4), labels })).toThrow(
      new DataError(
        `checkDataset: the label of record 1 of numbered must be from 0 to 2, got ${label}`,
      ),
    );
  });

  it("refuses another number of labels than images", () => {
    expect(() => checkDataset({ ...numbered(4), labels: new Int32Array(3) })).toThrow(
      new DataError(
        "checkDataset: numbered must have one label for each of its 4 images, got 3 labels",
      ),
    );
  });

  it("refuses images of another rank", () => {
    expect(() => checkDataset({ ...numbered(4), images: zeros([4, 3]) })).toThrow(
      new DataError(
        "checkDataset: the images of numbered must have shape (N, C, H, W), got (4, 3)",
      ),
    );
  });
});
