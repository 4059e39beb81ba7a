import { requireNumber, ShapeError } from "../../errors.js";
import { shapeText } from "../../tensor/shape.js";
import type { Augmentation } from "./augment.js";
import { requireImages } from "./images.js";
import { requireEdge, resample, type Edge } from "./resample.js";

export type RandomCropOptions = {
  /** How many pixels are added on each side before the crop is taken, at least 0; 0 by default. */
  padding?: number;
  /** The crop's size, (height, width) in pixels; that of the image before padding by default. */
  size?: readonly [height: number, width: number];
  /** What the padding holds; 0 by default. */
  edge?: Edge;
};

/**
 * A part of each image, at a random place in it and its padding: `{ padding: 4 }` is how CIFAR-10 is usually
 * varied.
 *
 * He et al. 2015, https://arxiv.org/abs/1512.03385, section 4.2.
 *
 * @throws ValueError if an option lies outside its range; on use, ShapeError if the crop is larger than a
 * padded image.
 *
 * @example
 * augmentations.randomCrop({ padding: 4 })(images, rng).shape; // [1000, 3, 32, 32]
 */
export function randomCrop({ padding = 0, size, edge = 0 }: RandomCropOptions = {}): Augmentation {
  requireNumber("augmentations.randomCrop", "padding", padding, { min: 0, integer: true });
  size?.forEach((side) =>
    requireNumber("augmentations.randomCrop", "size", side, { min: 1, integer: true }),
  );
  requireEdge("augmentations.randomCrop", edge);
  return (images, rng) => {
    requireImages("augmentations.randomCrop", images);
    const [, , H, W] = images.shape;
    const [height, width] = size ?? [H, W];
    const roomY = H + 2 * padding - height;
    const roomX = W + 2 * padding - width;
    if (roomY < 0 || roomX < 0)
      throw new ShapeError(
        `augmentations.randomCrop: size must fit into images of ${shapeText([H, W])} padded by ${padding}, got ${shapeText([height, width])}`,
      );
    const place = () => {
      const top = rng.integer(roomY + 1) - padding;
      const left = rng.integer(roomX + 1) - padding;
      return (x: number, y: number) => [x + left, y + top] as const;
    };
    return resample(images, place, { height, width, edge });
  };
}
