import { ValueError } from "../../errors.js";
import type { Random } from "../../random.js";
import type { Tensor } from "../../tensor/tensor.js";

/**
 * A random change of images (N, C, H, W) that leaves what they show, and so their labels, as it is. Each image
 * is changed in its own way; what is drawn depends on `rng` alone.
 */
export type Augmentation = (images: Tensor, rng: Random) => Tensor;

/**
 * One change after another, drawn from one generator: a new variant of a batch on each call. Image i stays
 * image i, so labels go on to hold.
 *
 * Only training batches go through it. There is no mode to switch: an evaluation does not call it, and its
 * images are as they were loaded (or go through `tenCrop`).
 *
 * @throws ValueError if one of the changes is no function.
 *
 * @example
 * const vary = augment([augmentations.flip(), augmentations.randomCrop({ padding: 4 })], new Random(1));
 * for (const batch of minibatches(labels.length, 64, rng)) {
 *   const x = vary(images.take(batch));
 * }
 */
export function augment(changes: readonly Augmentation[], rng: Random): (images: Tensor) => Tensor {
  changes.forEach((change, i) => {
    if (typeof change !== "function")
      throw new ValueError(
        `augment: change ${i} must be a function of images and rng, got ${typeof change}`,
      );
  });
  return (images) => changes.reduce((varied, change) => change(varied, rng), images);
}
