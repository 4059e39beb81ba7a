import { ShapeError } from "../errors.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * Preprocessing is fitted on the training images alone and then applied to every image: statistics that
 * had seen the validation or test images would make their score look better than it is.
 */

/**
 * The average image, (C, H, W), of images (N, C, H, W).
 *
 * @example
 * meanImage(ones([5, 3, 4, 4])).shape; // [3, 4, 4]
 */
export function meanImage(images: Tensor): Tensor {
  requireImages("meanImage", images);
  return images.mean(0);
}

/**
 * The average of each channel over all images and places, (C, 1, 1).
 *
 * @example
 * channelMean(full([2, 3, 4, 4], 7)).toArray(); // [[[7]], [[7]], [[7]]]
 */
export function channelMean(images: Tensor): Tensor {
  requireImages("channelMean", images);
  return images.mean([0, 2, 3]).reshape(-1, 1, 1);
}

/**
 * The standard deviation of each channel over all images and places (dividing by the count), (C, 1, 1).
 *
 * @example
 * channelStd(full([2, 3, 4, 4], 7)).toArray(); // [[[0]], [[0]], [[0]]]
 */
export function channelStd(images: Tensor): Tensor {
  requireImages("channelStd", images);
  const centered = images.sub(channelMean(images));
  return centered.mul(centered).mean([0, 2, 3]).sqrt().reshape(-1, 1, 1);
}

/**
 * Subtracts the mean image of the training set.
 *
 * @example
 * const { apply } = fitMeanImage(train.images);
 * const x = flatten(apply(validation.images));
 */
export function fitMeanImage(train: Tensor): { mean: Tensor; apply: (images: Tensor) => Tensor } {
  requireImages("fitMeanImage", train);
  const mean = meanImage(train);
  return { mean, apply: (images) => images.sub(mean) };
}

/**
 * Subtracts each channel's mean over the training set: three numbers instead of an image, which serve images
 * of any size.
 *
 * @example
 * fitChannelMean(train.images).mean.shape; // [3, 1, 1]
 */
export function fitChannelMean(train: Tensor): {
  mean: Tensor;
  apply: (images: Tensor) => Tensor;
} {
  requireImages("fitChannelMean", train);
  const mean = channelMean(train);
  return { mean, apply: (images) => images.sub(mean) };
}

/**
 * Gives each channel mean 0 and standard deviation 1 over the training set. A channel that does not vary
 * is only centered.
 *
 * @example
 * const { apply } = fitChannels(train.images);
 * Math.abs(apply(train.images).mean().item()) < 1e-9; // true
 */
export function fitChannels(train: Tensor): {
  mean: Tensor;
  std: Tensor;
  apply: (images: Tensor) => Tensor;
} {
  requireImages("fitChannels", train);
  const mean = channelMean(train);
  const std = channelStd(train);
  const scale = std.add(std.equal(0));
  return { mean, std, apply: (images) => images.sub(mean).div(scale) };
}

/**
 * Gives each column of x (N, D), a feature, mean 0 and standard deviation 1 (dividing by the count) over the
 * training set. A feature that does not vary is only centered.
 *
 * @throws ShapeError if x is no matrix of at least one row.
 *
 * @example
 * const { apply } = fitFeatures(tensor([[1, 10], [3, 50]]));
 * apply(tensor([[2, 70]])).toArray(); // [[0, 2]]
 */
export function fitFeatures(train: Tensor): {
  mean: Tensor;
  std: Tensor;
  apply: (x: Tensor) => Tensor;
} {
  if (train.rank !== 2 || train.shape[0] === 0)
    throw new ShapeError(
      `fitFeatures: x must have shape (N, D) with at least one example, got ${shapeText(train.shape)}`,
    );
  const mean = train.mean(0);
  const centered = train.sub(mean);
  const std = centered.mul(centered).mean(0).sqrt();
  const scale = std.add(std.equal(0));
  return { mean, std, apply: (x) => x.sub(mean).div(scale) };
}

function requireImages(where: string, images: Tensor): void {
  if (images.rank !== 4 || images.size === 0)
    throw new ShapeError(
      `${where}: expected images of shape (N, C, H, W) with at least one image, got ${shapeText(images.shape)}`,
    );
}
