import { DataError, requireNumber, ShapeError } from "../errors.js";
import type { Random } from "../random.js";
import { shapeText, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireRows } from "../tensor/views.js";
import { deal, type SplitOptions } from "./split.js";

/** Labeled images: image i belongs to class `classes[labels[i]]`. */
export type Dataset = {
  name: string;
  /** (N, C, H, W); raw pixels, 0 to 255, as loaders give them. */
  images: Tensor;
  /** (N), integers from 0 to the number of classes − 1. */
  labels: Int32Array;
  classes: readonly string[];
};

/**
 * (N, C, H, W) as (N, D) with D = C·H·W: one row an image, as a linear layer takes it.
 *
 * @example
 * flatten(ones([2, 3, 4, 4])).shape; // [2, 48]
 */
export function flatten(images: Tensor): Tensor {
  if (images.rank < 2)
    throw new ShapeError(
      `flatten: expected images of shape (N, …) with at least two axes, got ${shapeText(images.shape)}`,
    );
  const [n, ...image] = images.shape;
  return images.reshape(n, sizeOf(image));
}

/**
 * The first n examples of a data set, or those with these indices, in their order.
 *
 * @throws ValueError if there are fewer than n; ShapeError if an index lies outside.
 *
 * @example
 * take(train, 20).labels.length; // 20
 */
export function take(dataset: Dataset, which: number | ArrayLike<number>): Dataset {
  const { images, labels } = dataset;
  if (typeof which === "number") {
    requireNumber("take", "the number of examples", which, {
      min: 0,
      max: labels.length,
      integer: true,
    });
    return { ...dataset, images: images.slice(0, which), labels: labels.slice(0, which) };
  }
  requireRows("take", images.shape, which);
  const taken = images.take(which);
  return { ...dataset, images: taken, labels: Int32Array.from(which, (i) => labels[i]) };
}

/**
 * Deals a data set into three disjoint parts at random; what is not set aside is for training. `splitIndices`
 * does the same for anything else that has labels.
 *
 * @throws ValueError if the parts ask for more examples than there are.
 *
 * @example
 * const { train, validation } = splitDataset(all, { validation: 1000 }, new Random(1));
 */
export function splitDataset(
  dataset: Dataset,
  options: SplitOptions,
  rng: Random,
): { train: Dataset; validation: Dataset; test: Dataset } {
  const { train, validation, test } = deal("splitDataset", dataset.labels, options, rng);
  return {
    train: take(dataset, train),
    validation: take(dataset, validation),
    test: take(dataset, test),
  };
}

/**
 * Checks that a data set can be trained on: as many labels as images, labels within the classes, pixels
 * that are finite numbers. Returns it, so that the call can stand around a loader.
 *
 * @throws DataError that names the record.
 *
 * @example
 * checkDataset(train) === train; // true
 */
export function checkDataset(dataset: Dataset): Dataset {
  const { name, images, labels, classes } = dataset;
  if (images.rank !== 4)
    throw new DataError(
      `checkDataset: the images of ${name} must have shape (N, C, H, W), got ${shapeText(images.shape)}`,
    );
  const n = images.shape[0];
  if (labels.length !== n)
    throw new DataError(
      `checkDataset: ${name} must have one label for each of its ${n} images, got ${labels.length} labels`,
    );
  labels.forEach((label, i) => {
    if (!Number.isInteger(label) || label < 0 || label >= classes.length)
      throw new DataError(
        `checkDataset: the label of record ${i} of ${name} must be from 0 to ${classes.length - 1}, got ${label}`,
      );
  });
  const { data } = images;
  const at = data.findIndex((pixel) => !Number.isFinite(pixel));
  if (at >= 0) {
    const record = Math.floor(at / (images.size / n));
    throw new DataError(
      `checkDataset: the pixels of record ${record} of ${name} must be finite numbers, got ${data[at]} at (${indexText(at, images)})`,
    );
  }
  return dataset;
}

/** Where a row-major position stands: `3, 0, 17, 4`. */
function indexText(at: number, { shape }: Tensor): string {
  const index: number[] = [];
  for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return index.join(", ");
}
