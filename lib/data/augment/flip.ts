import { requireNumber } from "../../errors.js";
import type { Augmentation } from "./augment.js";
import { eachImage, requireImages } from "./images.js";

/**
 * Mirrors each image left to right with this probability (0.5 by default): a cat looks the other way. Not for
 * digits or letters.
 *
 * @throws ValueError unless probability is from 0 to 1; on use, ShapeError unless it gets images.
 *
 * @example
 * augmentations.flip({ probability: 1 })(tensor([[[[1, 2, 3]]]]), rng).toArray(); // [[[[3, 2, 1]]]]
 */
export function flip({ probability = 0.5 }: { probability?: number } = {}): Augmentation {
  requireNumber("augmentations.flip", "probability", probability, { min: 0, max: 1 });
  return (images, rng) => {
    requireImages("augmentations.flip", images);
    const width = images.shape[3];
    return eachImage(images, (pixels) => {
      if (rng.uniform() >= probability) return;
      for (let at = 0; at < pixels.length; at += width) pixels.subarray(at, at + width).reverse();
    });
  };
}
