import { describe, expect, it } from "vitest";
import { colorJitter, colorOffset } from "../../../../lib/data/augment/index.js";
import { fitColorPca } from "../../../../lib/data/pca.js";
import { shapes } from "../../../../lib/data/shapes.js";
import { ShapeError } from "../../../../lib/errors.js";
import { Random } from "../../../../lib/random.js";
import { rand, tensor, zeros } from "../../../../lib/tensor/create.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";

const furthest = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();
const none = { brightness: 0, contrast: 0, saturation: 0 };
const luma = tensor([0.299, 0.587, 0.114]).reshape(1, 3, 1, 1);
const grayOf = (images: Tensor): Tensor => images.mul(luma).sum(1, true);

describe("colorJitter", () => {
  const image = rand([1, 3, 4, 5], new Random(1)).mul(255);
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);

  it("multiplies all values by one brightness within its range", () => {
    const factors = seeds.map((seed) => {
      const out = colorJitter({ ...none, brightness: 0.5 })(image, new Random(seed));
      const ratio = out.div(image);
      expect(ratio.max().item()).toBeCloseTo(ratio.min().item(), 12);
      return ratio.at(0, 0, 0, 0);
    });
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...factors)).toBeLessThanOrEqual(1.5);
    expect(Math.max(...factors) - Math.min(...factors)).toBeGreaterThan(0.8);
  });

  it("contrast keeps the average gray and spreads all values about it", () => {
    for (const seed of seeds) {
      const out = colorJitter({ ...none, contrast: 0.5 })(image, new Random(seed));
      const middle = grayOf(image).mean();
      expect(furthest(grayOf(out).mean(), middle)).toBeLessThan(1e-10);
      const ratio = out.sub(middle).div(image.sub(middle));
      expect(ratio.max().item()).toBeCloseTo(ratio.min().item(), 9);
    }
  });

  it("saturation keeps each pixel's gray and spreads its channels about it", () => {
    for (const seed of seeds) {
      const out = colorJitter({ ...none, saturation: 0.5 })(image, new Random(seed));
      expect(furthest(grayOf(out), grayOf(image))).toBeLessThan(1e-10);
      const ratio = out.sub(grayOf(image)).div(image.sub(grayOf(image)));
      expect(ratio.max().item()).toBeCloseTo(ratio.min().item(), 8);
    }
  });

  it("cuts values off where it is told to", () => {
    const out = colorJitter({ brightness: 1, clip: [10, 200] })(image, new Random(3));
    expect(out.min().item()).toBeGreaterThanOrEqual(10);
    expect(out.max().item()).toBeLessThanOrEqual(200);
  });

  it("takes gray images without saturation, and refuses other channels", () => {
    const gray = rand([2, 1, 3, 3], new Random(1));
    expect(colorJitter({ saturation: 0 })(gray, new Random(1)).shape).toEqual([2, 1, 3, 3]);
    expect(() => colorJitter()(gray, new Random(1))).toThrow(
      new ShapeError("augmentations.colorJitter: expected images of 3 channels, got (2, 1, 3, 3)"),
    );
    expect(() => colorJitter({ saturation: 0 })(zeros([1, 2, 3, 3]), new Random(1))).toThrow(
      new ShapeError(
        "augmentations.colorJitter: expected images of 3 channels or 1, got (1, 2, 3, 3)",
      ),
    );
  });
});

describe("colorOffset", () => {
  const { images } = shapes({ count: 10, seed: 1 });
  const colors = fitColorPca(images);

  it.each(["deviation", "variance"] as const)(
    "shifts an image by one color, along each component as far as its %s says",
    (by) => {
      const many = zeros([4000, 3, 1, 2]);
      const out = colorOffset(colors, { std: 0.2, by })(many, new Random(1));
      const shift = out.permute(3, 0, 1, 2);
      expect(furthest(shift.slice(0, 1), shift.slice(1, 2))).toBe(0);
      const along = shift.slice(0, 1).reshape(4000, 3).matmul(colors.components);
      const scale = by === "deviation" ? colors.variances.sqrt() : colors.variances;
      const unit = along.div(scale);
      const spread = unit.T.matmul(unit).div(4000);
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) expect(spread.at(i, j)).toBeCloseTo(i === j ? 0.04 : 0, 2);
    },
  );

  it("refuses images of other channels than the components have", () => {
    expect(() => colorOffset(colors)(zeros([1, 1, 2, 2]), new Random(1))).toThrow(
      new ShapeError(
        "augmentations.colorOffset: expected images of 3 channels, as the components have, got (1, 1, 2, 2)",
      ),
    );
  });
});
