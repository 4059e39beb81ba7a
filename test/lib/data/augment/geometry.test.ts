import { describe, expect, it } from "vitest";
import * as augmentations from "../../../../lib/data/augment/index.js";
import { resample, type Edge } from "../../../../lib/data/augment/resample.js";
import { resizeShortSide } from "../../../../lib/data/augment/resize.js";
import { ShapeError, ValueError } from "../../../../lib/errors.js";
import { Random } from "../../../../lib/random.js";
import { arange, fromData, rand, tensor } from "../../../../lib/tensor/create.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";

const row = (...values: number[]): Tensor => tensor([[[values]]]);
const values = (images: Tensor): number[] => [...images.data];
const furthest = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

/** An image of x and one of y, seen from the middle: a map shows as the numbers it gives. */
function coordinates(height: number, width: number): Tensor {
  const y = arange(height)
    .sub((height - 1) / 2)
    .reshape(height, 1);
  const x = arange(width).sub((width - 1) / 2);
  const zero = x.mul(0).add(y.mul(0));
  return fromData([...x.add(zero).data, ...y.add(zero).data], [1, 2, height, width]);
}

describe("resample", () => {
  it.each<[Edge, number[]]>([
    [0, [0, 0, 0, 1, 2, 3, 0, 0]],
    [9, [9, 9, 9, 1, 2, 3, 9, 9]],
    ["nearest", [1, 1, 1, 1, 2, 3, 3, 3]],
    ["reflect", [2, 3, 2, 1, 2, 3, 2, 1]],
  ])("has the edge %s outside the image", (edge, expected) => {
    const out = resample(row(1, 2, 3), () => (x, y) => [x - 3, y], { width: 8, edge });
    expect(values(out)).toEqual(expected);
  });

  it("reflects an image of one pixel", () => {
    const out = resample(row(7), () => (x, y) => [x - 2, y - 5], { width: 4, edge: "reflect" });
    expect(values(out)).toEqual([7, 7, 7, 7]);
  });

  it("weighs the four pixels around by nearness", () => {
    const image = tensor([
      [
        [
          [0, 4],
          [8, 12],
        ],
      ],
    ]);
    const at = (x: number, y: number): number =>
      resample(image, () => () => [x, y], { height: 1, width: 1, edge: 100 }).item();
    expect(at(0.25, 0.5)).toBe(0.5 * 0.25 * 4 + 0.5 * (0.75 * 8 + 0.25 * 12));
    expect(at(1.5, 0)).toBe(0.5 * 4 + 0.5 * 100);
    expect(at(0, -0.25)).toBe(0.25 * 100);
  });

  it("asks for one map an image and moves all channels alike", () => {
    const images = rand([3, 2, 4, 5], new Random(1));
    const out = resample(images, (n) => (x, y) => [x + n, y], { edge: 0 });
    for (let n = 0; n < 3; n++)
      for (let c = 0; c < 2; c++) {
        expect(out.at(n, c, 3, 1)).toBe(images.at(n, c, 3, 1 + n));
        expect(out.at(n, c, 2, 4)).toBe(n === 0 ? images.at(n, c, 2, 4) : 0);
      }
  });
});

describe("flip", () => {
  it("mirrors left to right, about as often as its probability says", () => {
    const pairs = fromData(
      Array.from({ length: 2000 }, (_, i) => i % 2),
      [1000, 1, 1, 2],
    );
    const flipped = augmentations.flip({ probability: 0.3 })(pairs, new Random(1));
    const first = flipped.permute(3, 0, 1, 2).slice(0, 1);
    expect(first.mean().item()).toBeCloseTo(0.3, 1);
    const image = rand([1, 2, 3, 4], new Random(1));
    const mirrored = augmentations.flip({ probability: 1 })(image, new Random(1));
    expect(mirrored.at(0, 1, 2, 0)).toBe(image.at(0, 1, 2, 3));
  });
});

describe("randomCrop", () => {
  it("takes every place in the padded image, and no other", () => {
    const image = arange(6).add(1).reshape(1, 1, 2, 3);
    const seen = new Set<string>();
    const rng = new Random(1);
    const crop = augmentations.randomCrop({ padding: 1, size: [2, 2] });
    for (let i = 0; i < 400; i++) seen.add(values(crop(image, rng)).join());
    expect(seen.size).toBe(3 * 4);
    expect(seen).toContain("1,2,4,5");
    expect(seen).toContain("0,0,0,1");
    expect(seen).toContain("6,0,0,0");
  });

  it("refuses a crop larger than the padded image", () => {
    const crop = augmentations.randomCrop({ padding: 1, size: [5, 4] });
    expect(() => crop(rand([1, 1, 2, 3], new Random(1)), new Random(1))).toThrow(
      new ShapeError(
        "augmentations.randomCrop: size must fit into images of (2, 3) padded by 1, got (5, 4)",
      ),
    );
  });
});

describe("resizeShortSide", () => {
  it("keeps the ratio, whichever side is short", () => {
    expect(resizeShortSide(rand([1, 1, 6, 9], new Random(1)), 4).shape).toEqual([1, 1, 4, 6]);
    expect(resizeShortSide(rand([1, 1, 9, 6], new Random(1)), 4).shape).toEqual([1, 1, 6, 4]);
  });

  it("halves by averaging pairs, and doubles with a quarter of the neighbor", () => {
    const image = tensor([
      [
        [
          [0, 4],
          [8, 12],
        ],
      ],
    ]);
    expect(values(resizeShortSide(image, 1))).toEqual([6]);
    expect(values(resizeShortSide(image, 4)).slice(0, 4)).toEqual([0, 1, 3, 4]);
  });

  it("refuses a size that is no positive integer", () => {
    expect(() => resizeShortSide(row(1), 0)).toThrow(
      new ValueError("resizeShortSide: shortSide must be an integer of at least 1, got 0"),
    );
  });
});

describe("randomResizedCrop", () => {
  it("takes a patch of the image resized to a short side in its range", () => {
    const image = rand([1, 3, 10, 14], new Random(1));
    const rng = new Random(7);
    const patch = augmentations.randomResizedCrop({ shortSide: [12, 13], patch: 11 })(image, rng);
    const all = [12, 13].flatMap((side) => {
      const resized = resizeShortSide(image, side);
      const [, , H, W] = resized.shape;
      const size = { height: 11, width: 11, edge: 0 };
      return Array.from({ length: (H - 10) * (W - 10) }, (_, i) => {
        const [top, left] = [Math.floor(i / (W - 10)), i % (W - 10)];
        return resample(resized, () => (x, y) => [x + left, y + top], size);
      });
    });
    expect(Math.min(...all.map((part) => furthest(part, patch)))).toBeLessThan(1e-12);
  });
});

describe("warps", () => {
  const plane = coordinates(21, 31);
  /** Where the pixels near the middle came from. */
  function maps(out: Tensor): { from: (x: number, y: number) => [number, number] } {
    return { from: (x, y) => [out.at(0, 0, y + 10, x + 15), out.at(0, 1, y + 10, x + 15)] };
  }

  it("translate moves by whole pixels within its range, both ways", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const out = augmentations.translate({ x: 2, y: 1 })(plane, new Random(seed));
      seen.add(maps(out).from(0, 0).join());
    }
    expect([...seen].sort()).toHaveLength(5 * 3);
    for (const place of seen) expect(place).toMatch(/^-?[012],-?[01]$/);
  });

  it("rotate keeps distances from the middle, and turns by at most its degrees", () => {
    let most = 0;
    for (let seed = 0; seed < 100; seed++) {
      const out = augmentations.rotate({ degrees: 20 })(plane, new Random(seed));
      const [x, y] = maps(out).from(5, 3);
      expect(Math.hypot(x, y)).toBeCloseTo(Math.hypot(5, 3), 10);
      const turned = (Math.atan2(y, x) - Math.atan2(3, 5)) * (180 / Math.PI);
      most = Math.max(most, Math.abs(turned));
      expect(maps(out).from(0, 0)).toEqual([0, 0]);
    }
    expect(most).toBeLessThanOrEqual(20 + 1e-9);
    expect(most).toBeGreaterThan(18);
  });

  it("stretch scales each axis by a factor of its own within its range", () => {
    const factors: number[] = [];
    for (let seed = 0; seed < 100; seed++) {
      const out = augmentations.stretch({ factor: 1.5 })(plane, new Random(seed));
      const [x, y] = maps(out).from(6, 4);
      factors.push(6 / x, 4 / y);
      expect(6 / x).not.toBeCloseTo(4 / y, 6);
    }
    expect(Math.max(...factors)).toBeLessThanOrEqual(1.5 + 1e-9);
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(1 / 1.5 - 1e-9);
    const larger = factors.filter((factor) => factor > 1).length;
    expect(larger / factors.length).toBeCloseTo(0.5, 0);
    expect(Math.max(...factors)).toBeGreaterThan(1.45);
    expect(Math.min(...factors)).toBeLessThan(1 / 1.45);
  });

  it("shear keeps areas and slants upright and level lines within its degrees", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { from } = maps(augmentations.shear({ x: 30, y: 10 })(plane, new Random(seed)));
      const [a, c] = from(1, 0);
      const [b, d] = from(0, 1);
      expect(a * d - b * c).toBeCloseTo(1, 10);
      expect(Math.abs(b)).toBeLessThanOrEqual(Math.tan(Math.PI / 6) + 1e-9);
      expect(Math.abs(c)).toBeLessThanOrEqual(Math.tan(Math.PI / 18) + 1e-9);
      const level = maps(augmentations.shear({ x: 30 })(plane, new Random(seed)));
      expect(level.from(3, 2)[1]).toBe(2);
    }
  });

  it("lensDistort moves points along their rays by k r²", () => {
    const corner = 10 ** 2 + 15 ** 2;
    const ks = Array.from({ length: 50 }, (_, seed) => {
      const { from } = maps(augmentations.lensDistort({ strength: 0.5 })(plane, new Random(seed)));
      const [x, y] = from(6, 4);
      expect(x * 4).toBeCloseTo(y * 6, 10);
      const k = ((x / 6 - 1) * corner) / (6 ** 2 + 4 ** 2);
      expect(from(-3, 2)[0]).toBeCloseTo(-3 * (1 + (k * 13) / corner), 10);
      return k;
    });
    expect(Math.max(...ks)).toBeLessThanOrEqual(0.5 + 1e-9);
    expect(Math.min(...ks)).toBeGreaterThanOrEqual(-0.5 - 1e-9);
    expect(Math.max(...ks)).toBeGreaterThan(0.3);
    expect(Math.min(...ks)).toBeLessThan(-0.3);
  });
});
