import { requireNumber } from "../../errors.js";
import type { Augmentation } from "./augment.js";
import { requireImages } from "./images.js";
import { resample, type InverseMap } from "./resample.js";
import { resizedPart, sizeWithShortSide } from "./resize.js";

export type RandomResizedCropOptions = {
  /** Between which sizes, in pixels, the short side is drawn; [256, 480] by default. */
  shortSide?: readonly [smallest: number, largest: number];
  /** The height and width of the patch, in pixels; 224 by default. */
  patch?: number;
};

/**
 * A square patch at a random place of each image, after its short side is resized to a random length L: the
 * net sees things large and small. The defaults are those for ImageNet; for images of 32×32 try
 * `{ shortSide: [32, 40], patch: 32 }`.
 *
 * Simonyan & Zisserman 2014, https://arxiv.org/abs/1409.1556, section 3.1.
 *
 * @throws ValueError if an option lies outside its range or the patch is larger than the smallest short side;
 * on use, ShapeError unless it gets images.
 *
 * @example
 * const vary = augmentations.randomResizedCrop({ shortSide: [32, 40], patch: 28 });
 * vary(images.slice(0, 2), rng).shape; // [2, 3, 28, 28]
 */
export function randomResizedCrop({
  shortSide = [256, 480],
  patch = 224,
}: RandomResizedCropOptions = {}): Augmentation {
  const [smallest, largest] = shortSide;
  requireNumber("augmentations.randomResizedCrop", "patch", patch, { min: 1, integer: true });
  const range = { min: patch, integer: true };
  requireNumber("augmentations.randomResizedCrop", "the smallest shortSide", smallest, range);
  requireNumber("augmentations.randomResizedCrop", "the largest shortSide", largest, {
    ...range,
    min: smallest,
  });
  return (images, rng) => {
    requireImages("augmentations.randomResizedCrop", images);
    const from = [images.shape[2], images.shape[3]] as const;
    const place = (): InverseMap => {
      const to = sizeWithShortSide(from, smallest + rng.integer(largest - smallest + 1));
      const top = rng.integer(to[0] - patch + 1);
      const left = rng.integer(to[1] - patch + 1);
      return resizedPart(from, to, [top, left]);
    };
    return resample(images, place, { height: patch, width: patch, edge: "nearest" });
  };
}
