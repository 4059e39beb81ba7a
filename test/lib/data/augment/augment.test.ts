import { describe, expect, it } from "vitest";
import { augment, type Augmentation } from "../../../../lib/data/augment/augment.js";
import * as augmentations from "../../../../lib/data/augment/index.js";
import { fitColorPca } from "../../../../lib/data/pca.js";
import { shapes } from "../../../../lib/data/shapes.js";
import { ShapeError, ValueError } from "../../../../lib/errors.js";
import { Random } from "../../../../lib/random.js";
import { fromData, randn, zeros } from "../../../../lib/tensor/create.js";

const { images } = shapes({ count: 12, seed: 1 });
const colors = fitColorPca(images);

/** Every change with settings that change something, and with settings that leave all as it is. */
const changes: Record<string, { varied: Augmentation; identity: Augmentation }> = {
  flip: {
    varied: augmentations.flip(),
    identity: augmentations.flip({ probability: 0 }),
  },
  randomCrop: {
    varied: augmentations.randomCrop({ padding: 3 }),
    identity: augmentations.randomCrop(),
  },
  randomResizedCrop: {
    varied: augmentations.randomResizedCrop({ shortSide: [5, 9], patch: 5 }),
    identity: augmentations.randomResizedCrop({ shortSide: [7, 7], patch: 7 }),
  },
  colorJitter: {
    varied: augmentations.colorJitter(),
    identity: augmentations.colorJitter({ brightness: 0, contrast: 0, saturation: 0 }),
  },
  colorOffset: {
    varied: augmentations.colorOffset(colors),
    identity: augmentations.colorOffset(colors, { std: 0 }),
  },
  translate: {
    varied: augmentations.translate(),
    identity: augmentations.translate({ x: 0, y: 0 }),
  },
  rotate: {
    varied: augmentations.rotate(),
    identity: augmentations.rotate({ degrees: 0 }),
  },
  stretch: {
    varied: augmentations.stretch(),
    identity: augmentations.stretch({ factor: 1 }),
  },
  shear: {
    varied: augmentations.shear({ x: 20, y: 10 }),
    identity: augmentations.shear({ x: 0, y: 0 }),
  },
  lensDistort: {
    varied: augmentations.lensDistort(),
    identity: augmentations.lensDistort({ strength: 0 }),
  },
};

const bits = (data: ArrayLike<number>): BigUint64Array =>
  new BigUint64Array(Float64Array.from(data).buffer);

describe.each(Object.entries(changes))("%s", (name, { varied, identity }) => {
  it("changes images, each in its own way, the same way for the same seed", () => {
    const same = images.take([0, 0, 0, 0, 0, 0, 0, 0]);
    const out = varied(same, new Random(1));
    expect(varied(same, new Random(1)).data).toEqual(out.data);
    expect(varied(same, new Random(2)).data).not.toEqual(out.data);
    const each = Array.from({ length: 8 }, (_, n) => out.slice(n, n + 1).data.join());
    expect(new Set(each).size).toBeGreaterThan(1);
  });

  it("does not touch the images it is given", () => {
    const before = Float64Array.from(images.data);
    varied(images, new Random(3));
    expect(images.data).toEqual(before);
  });

  it("leaves every bit as it is with settings that change nothing", () => {
    const batch = randn([3, 3, 7, 7], new Random(5)).mul(1e3);
    const signed = batch.mul(batch.greater(0)).neg(); // half of them −0
    for (const given of [batch, signed]) {
      const out = identity(given, new Random(1));
      expect(out.shape).toEqual(given.shape);
      expect(bits(out.data)).toEqual(bits(given.data));
    }
  });

  it("keeps the dtype, and takes no images, one pixel, odd sizes and views that are not contiguous", () => {
    expect(varied(images.to("float32"), new Random(1)).dtype).toBe("float32");
    expect(varied(zeros([0, 3, 7, 9]), new Random(1)).shape[0]).toBe(0);
    expect(identity(zeros([1, 3, 7, 7]), new Random(1)).shape).toEqual([1, 3, 7, 7]);
    expect(varied(zeros([2, 3, 1, 1]), new Random(1)).data.every(Number.isFinite)).toBe(true);
    const view = randn([2, 9, 7, 3], new Random(2)).permute(0, 3, 1, 2);
    const dense = fromData(view.data, view.shape);
    expect(varied(view, new Random(1)).data).toEqual(varied(dense, new Random(1)).data);
  });

  it("refuses what are not images", () => {
    for (const shape of [[3], [2, 3, 4], [2, 3, 0, 4]])
      expect(() => varied(zeros(shape), new Random(1))).toThrow(
        new ShapeError(
          `augmentations.${name}: expected images of shape (N, C, H, W) with at least one pixel each, got (${shape.join(", ")})`,
        ),
      );
  });
});

describe("augment", () => {
  it("applies changes in order, from one generator", () => {
    const { flip, randomCrop } = augmentations;
    const rng = new Random(4);
    const byHand = randomCrop({ padding: 2 })(flip()(images, rng), rng);
    const vary = augment([flip(), randomCrop({ padding: 2 })], new Random(4));
    expect(vary(images).data).toEqual(byHand.data);
    expect(vary(images).data).not.toEqual(byHand.data);
  });

  it("changes nothing without changes", () => {
    expect(augment([], new Random(1))(images)).toBe(images);
  });

  it("refuses what is no change", () => {
    expect(() => augment([undefined as unknown as Augmentation], new Random(1))).toThrow(
      new ValueError("augment: change 0 must be a function of images and rng, got undefined"),
    );
  });
});

it.each<[() => Augmentation, string]>([
  [
    () => augmentations.flip({ probability: 2 }),
    "augmentations.flip: probability must be a finite number from 0 to 1, got 2",
  ],
  [
    () => augmentations.randomCrop({ padding: -1 }),
    "augmentations.randomCrop: padding must be an integer of at least 0, got -1",
  ],
  [
    () => augmentations.randomCrop({ size: [0, 3] }),
    "augmentations.randomCrop: size must be an integer of at least 1, got 0",
  ],
  [
    () => augmentations.randomCrop({ edge: "wrap" as "nearest" }),
    'augmentations.randomCrop: edge must be a finite number, "nearest" or "reflect", got "wrap"',
  ],
  [
    () => augmentations.rotate({ edge: NaN }),
    'augmentations.rotate: edge must be a finite number, "nearest" or "reflect", got NaN',
  ],
  [
    () => augmentations.randomResizedCrop({ shortSide: [200, 300] }),
    "augmentations.randomResizedCrop: the smallest shortSide must be an integer of at least 224, got 200",
  ],
  [
    () => augmentations.randomResizedCrop({ shortSide: [300, 299] }),
    "augmentations.randomResizedCrop: the largest shortSide must be an integer of at least 300, got 299",
  ],
  [
    () => augmentations.colorJitter({ contrast: 1.5 }),
    "augmentations.colorJitter: contrast must be a finite number from 0 to 1, got 1.5",
  ],
  [
    () => augmentations.colorJitter({ clip: [1, 0] }),
    "augmentations.colorJitter: the upper end of clip must be a finite number of at least 1, got 0",
  ],
  [
    () => augmentations.colorOffset(colors, { std: -1 }),
    "augmentations.colorOffset: std must be a finite number of at least 0, got -1",
  ],
  [
    () => augmentations.colorOffset(colors, { by: "x" as "variance" }),
    'augmentations.colorOffset: by must be "deviation" or "variance", got "x"',
  ],
  [
    () => augmentations.translate({ x: 0.5 }),
    "augmentations.translate: x must be an integer from 0 to 1073741824, got 0.5",
  ],
  [
    () => augmentations.rotate({ degrees: NaN }),
    "augmentations.rotate: degrees must be a finite number from 0 to 180, got NaN",
  ],
  [
    () => augmentations.stretch({ factor: 0.9 }),
    "augmentations.stretch: factor must be a finite number of at least 1, got 0.9",
  ],
  [
    () => augmentations.shear({ y: 90 }),
    "augmentations.shear: y must be a finite number from 0 to 60, got 90",
  ],
  [
    () => augmentations.lensDistort({ strength: 2 }),
    "augmentations.lensDistort: strength must be a finite number from 0 to 1, got 2",
  ],
])("refuses options outside their range: %s", (make, message) => {
  expect(make).toThrow(new ValueError(message));
});
