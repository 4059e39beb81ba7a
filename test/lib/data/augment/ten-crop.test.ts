import { describe, expect, it } from "vitest";
import { resizeShortSide } from "../../../../lib/data/augment/resize.js";
import { predictTenCrop, tenCrop } from "../../../../lib/data/augment/ten-crop.js";
import { ShapeError, ValueError } from "../../../../lib/errors.js";
import { Random } from "../../../../lib/random.js";
import { arange, rand } from "../../../../lib/tensor/create.js";

describe("tenCrop", () => {
  it("gives the corners, the center, and the mirror image of each", () => {
    const image = arange(20).reshape(1, 1, 4, 5);
    const views = tenCrop(image, { patch: 2 }).map((view) => view.data.join(" "));
    expect(views.slice(0, 5)).toEqual([
      "0 1 5 6",
      "3 4 8 9",
      "10 11 15 16",
      "13 14 18 19",
      "6 7 11 12",
    ]);
    expect(views.slice(5)).toEqual([
      "1 0 6 5",
      "4 3 9 8",
      "11 10 16 15",
      "14 13 19 18",
      "7 6 12 11",
    ]);
  });

  it("gives ten times the image, five of them mirrored, for a patch of its size", () => {
    const images = rand([2, 3, 4, 4], new Random(1));
    const views = tenCrop(images, { patch: 4 });
    for (const view of views.slice(0, 5)) expect(view.data).toEqual(images.data);
    expect(views[9].at(1, 2, 3, 0)).toBe(images.at(1, 2, 3, 3));
  });

  it("refuses a patch larger than the image", () => {
    expect(() => tenCrop(rand([1, 1, 4, 5], new Random(1)), { patch: 5 })).toThrow(
      new ShapeError("tenCrop: patch must fit into images of (4, 5), got 5"),
    );
  });
});

describe("predictTenCrop", () => {
  const images = rand([3, 2, 8, 10], new Random(1));

  it("averages over crops and sizes", () => {
    const seen: string[] = [];
    const out = predictTenCrop(
      images,
      (crop) => {
        seen.push(crop.shape.join());
        return crop.permute(2, 3, 0, 1).slice(0, 1).reshape(6, 3, 2).slice(0, 1).reshape(3, 2);
      },
      { patch: 6, shortSides: [6, 8] },
    );
    expect(seen).toEqual(Array(20).fill("3,2,6,6"));
    let sum = 0;
    for (const side of [6, 8])
      for (const view of tenCrop(resizeShortSide(images, side), { patch: 6 }))
        sum += view.at(2, 1, 0, 0);
    expect(out.at(2, 1)).toBeCloseTo(sum / 20, 12);
  });

  it("looks fifty times with the usual settings", () => {
    let count = 0;
    predictTenCrop(images.slice(0, 1), (crop) => {
      count++;
      expect(crop.shape).toEqual([1, 2, 224, 224]);
      return crop.mean([2, 3]);
    });
    expect(count).toBe(50);
  });

  it("refuses no sizes, and sizes smaller than the patch", () => {
    const mean = (crop: typeof images) => crop.mean([2, 3]);
    expect(() => predictTenCrop(images, mean, { patch: 4, shortSides: [] })).toThrow(
      new ValueError("predictTenCrop: shortSides must hold at least one size, got none"),
    );
    expect(() => predictTenCrop(images, mean, { patch: 4, shortSides: [8, 3] })).toThrow(
      new ValueError("predictTenCrop: each of shortSides must be an integer of at least 4, got 3"),
    );
  });

  it("refuses predictions that change their shape", () => {
    let classes = 1;
    const growing = (crop: typeof images) => rand([crop.shape[0], classes++], new Random(1));
    expect(() => predictTenCrop(images, growing, { patch: 4, shortSides: [8] })).toThrow(
      new ShapeError("predictTenCrop: each prediction must have shape (3, 1), got (3, 2)"),
    );
  });
});
