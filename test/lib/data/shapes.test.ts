import { describe, expect, it } from "vitest";
import { checkDataset } from "../../../lib/data/dataset.js";
import { SHAPE_CLASSES, shapes } from "../../../lib/data/shapes.js";
import { ValueError } from "../../../lib/errors.js";

describe("shapes", () => {
  const drawn = shapes({ count: 100, seed: 1 });

  it("has the form of CIFAR-10: whole pixel values from 0 to 255 and ten classes", () => {
    expect(checkDataset(drawn).images.shape).toEqual([100, 3, 32, 32]);
    expect(drawn.images.dtype).toBe("float64");
    expect(SHAPE_CLASSES).toHaveLength(10);
    expect(drawn.images.data.every((pixel) => Number.isInteger(pixel))).toBe(true);
    expect(drawn.images.min().item()).toBeGreaterThanOrEqual(0);
    expect(drawn.images.max().item()).toBeLessThanOrEqual(255);
  });

  it("holds each class once in every ten images", () => {
    for (let start = 0; start < 100; start += 10)
      expect(new Set(drawn.labels.subarray(start, start + 10)).size).toBe(10);
  });

  it("draws the same images for the same seed and others for another", () => {
    expect(shapes({ count: 100, seed: 1 }).images.data).toEqual(drawn.images.data);
    expect(shapes({ count: 100, seed: 2 }).images.data).not.toEqual(drawn.images.data);
  });

  it("begins with the same images however many are drawn", () => {
    const few = shapes({ count: 13, seed: 1, dtype: "float32" });
    expect(few.images.dtype).toBe("float32");
    expect([...few.images.data]).toEqual([...drawn.images.data.subarray(0, 13 * 3072)]);
    expect(few.labels).toEqual(drawn.labels.subarray(0, 13));
  });

  it("sets figure and background apart in every image", () => {
    for (let i = 0; i < 100; i++) {
      const image = drawn.images.slice(i, i + 1).data;
      const gray = Array.from(
        { length: 1024 },
        (_, at) => image[at] + image[1024 + at] + image[2048 + at],
      );
      gray.sort((a, b) => a - b);
      expect(gray[1000] - gray[24]).toBeGreaterThan(100);
    }
  });

  it("refuses a count or seed that is no such integer", () => {
    expect(() => shapes({ count: 0, seed: 1 })).toThrow(ValueError);
    expect(() => shapes({ count: 1, seed: -1 })).toThrow(ValueError);
  });
});
