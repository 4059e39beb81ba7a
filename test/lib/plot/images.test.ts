import { describe, expect, test } from "vitest";
import { imageGrid, weightImages } from "../../../lib/plot/image-grid.js";
import { Random } from "../../../lib/random.js";
import { arange, fromData, ones, rand, randn, zeros } from "../../../lib/tensor/create.js";

describe("imageGrid", () => {
  test("places images row by row from the top left", () => {
    const { layout } = imageGrid(rand([5, 3, 8, 8], new Random(0)), { columns: 2 });
    const places = (layout.images ?? []).map(({ x, y }) => [x, y]);
    expect(places).toEqual([
      [0, 0],
      [110, 0],
      [0, 110],
      [110, 110],
      [0, 220],
    ]);
    expect(layout.yaxis?.range).toEqual([324, 0]);
  });

  test("keeps the proportions of an image that is not square", () => {
    const { layout } = imageGrid(rand([1, 1, 12, 8], new Random(0)));
    expect([layout.images?.[0].sizex, layout.images?.[0].sizey]).toEqual([104, 156]);
  });

  test("fits the width of a notebook whatever the number of columns", () => {
    const { layout } = imageGrid(rand([30, 1, 4, 4], new Random(0)), { columns: 30 });
    expect(layout.width).toBeLessThanOrEqual(790);
  });

  test("writes a title above each image, cut to its width", () => {
    const titles = ["cat", "a very long title for an image"];
    const { layout } = imageGrid(rand([2, 1, 4, 4], new Random(0)), { titles });
    expect(layout.annotations?.map(({ text }) => text)).toEqual(["cat", "a very long titl…"]);
  });

  test("takes [0, 1] or [0, 255] for black and full brightness where it fits", () => {
    const text = (max: number, min = 0): string =>
      imageGrid(fromData([min, max], [1, 1, 1, 2])).text.replace(/.*, /, "");
    expect(text(0.5)).toBe("values from 0 (black) to 1");
    expect(text(200)).toBe("values from 0 (black) to 255");
    expect(text(200, -100)).toBe("values from -100 (black) to 200");
  });

  test("equal images give equal pictures; another range, others", () => {
    const source = (range?: [number, number]): string | undefined =>
      imageGrid(ones([1, 1, 2, 2]), { range }).layout.images?.[0].source;
    expect(source()).toBe(source([0, 1]));
    expect(source()).not.toBe(source([0, 2]));
  });

  test("says how many values are not finite", () => {
    expect(imageGrid(fromData([NaN, 1, Infinity, 0], [1, 1, 2, 2])).text).toBe(
      "1 image of 2 × 2 pixels, values from 0 (black) to 1, 2 not finite (drawn in magenta)",
    );
  });

  test("says what shape it expects", () => {
    expect(() => imageGrid(zeros([2, 8, 8]))).toThrow(
      "imageGrid: images must have shape (N, C, H, W) with C = 1 or 3, got (2, 8, 8)",
    );
    expect(() => imageGrid(zeros([2, 2, 8, 8]))).toThrow("with C = 1 or 3, got (2, 2, 8, 8)");
    expect(() => imageGrid(zeros([0, 3, 8, 8]))).toThrow(
      "imageGrid: expected at least one image, got (0, 3, 8, 8)",
    );
    expect(() => imageGrid(zeros([401, 1, 1, 1]))).toThrow("expected at most 400 images, got 401");
    expect(() => imageGrid(zeros([2, 1, 1, 1]), { titles: ["one"] })).toThrow(
      "imageGrid: expected 2 titles, one an image, got 1",
    );
    expect(() => imageGrid(zeros([2, 1, 1, 1]), { columns: 0 })).toThrow(
      "imageGrid: columns must be an integer from 1 to 100, got 0",
    );
    expect(() => imageGrid(zeros([1, 1, 1, 1]), { range: [1, 1] })).toThrow(
      "imageGrid: range must be two rising numbers, got [1, 1]",
    );
  });
});

describe("weightImages", () => {
  test("shows each column as an image, scaled to its own range", () => {
    const W = arange(12)
      .reshape(12, 1)
      .matmul(fromData([1, 100], [1, 2]));
    const { layout } = weightImages(W, { shape: [3, 2, 2] });
    const [first, second] = layout.images ?? [];
    expect(first.source).toBe(second.source);
  });

  test("shows a constant column in gray", () => {
    expect(() => weightImages(zeros([12, 1]), { shape: [3, 2, 2] })).not.toThrow();
  });

  test("shows a convolution's filters as they are", () => {
    const W = randn([4, 3, 5, 5], new Random(1));
    const { layout, text } = weightImages(W);
    const columns = weightImages(W.reshape(4, 75).T, { shape: [3, 5, 5] }).layout;
    expect(layout.images).toEqual(columns.images);
    expect(text).toMatch(/^4 weight images of 5 × 5 pixels/);
  });

  test("says which form W must have", () => {
    expect(() => weightImages(zeros([4, 16, 3, 3]))).toThrow(
      "weightImages: W must have shape (M, C, H, W) with C = 1 or 3, got (4, 16, 3, 3)",
    );
    expect(() => weightImages(zeros([12, 2]))).toThrow(
      "weightImages: a matrix W needs the shape (C, H, W) of its images, got W (12, 2) without one",
    );
    expect(() => weightImages(zeros([2, 3, 2, 2]), { shape: [3, 2, 2] })).toThrow(
      "weightImages: W must have shape (D, M) with D = 12 for images (3, 2, 2), got (2, 3, 2, 2)",
    );
  });

  test("says which size W must have", () => {
    expect(() => weightImages(randn([10, 3], new Random(0)), { shape: [3, 2, 2] })).toThrow(
      "weightImages: W must have shape (D, M) with D = 12 for images (3, 2, 2), got (10, 3)",
    );
    expect(() => weightImages(zeros([8, 1]), { shape: [2, 2, 2] })).toThrow("with C = 1 or 3");
  });
});
