import { requireNumber, ShapeError, ValueError } from "../../errors.js";
import { requireShape, shapeText } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { requireImages } from "./images.js";
import { resample, type InverseMap } from "./resample.js";
import { resizeShortSide } from "./resize.js";

/**
 * Ten views of the same images: their four corners and their center, each of `patch` × `patch` pixels, and the
 * mirror image of each. Ten tensors (N, C, patch, patch) in the order top left, top right, bottom left, bottom
 * right, center, and the same again mirrored.
 *
 * Krizhevsky, Sutskever & Hinton 2012, https://doi.org/10.1145/3065386, section 4.1.
 *
 * @throws ShapeError unless it gets images that hold the patch; ValueError unless patch is a positive integer.
 *
 * @example
 * tenCrop(images, { patch: 28 }).length; // 10
 */
export function tenCrop(images: Tensor, { patch }: { patch: number }): Tensor[] {
  requireImages("tenCrop", images);
  requireNumber("tenCrop", "patch", patch, { min: 1, integer: true });
  const [, , H, W] = images.shape;
  if (patch > H || patch > W)
    throw new ShapeError(
      `tenCrop: patch must fit into images of ${shapeText([H, W])}, got ${patch}`,
    );
  const [bottom, right] = [H - patch, W - patch];
  const places = [
    [0, 0],
    [0, right],
    [bottom, 0],
    [bottom, right],
    [Math.floor(bottom / 2), Math.floor(right / 2)],
  ];
  const view = (map: InverseMap): Tensor =>
    resample(images, () => map, { height: patch, width: patch, edge: 0 });
  return [
    ...places.map(([top, left]) => view((x, y) => [left + x, top + y])),
    ...places.map(([top, left]) => view((x, y) => [left + patch - 1 - x, top + y])),
  ];
}

export type TenCropOptions = {
  /** The height and width that the model takes, in pixels; 224 by default. */
  patch?: number;
  /** The short sides to resize to, in pixels; [224, 256, 384, 480, 640] by default: 50 views of each image. */
  shortSides?: readonly number[];
};

/**
 * The average of what a model predicts for ten crops of each image at several sizes: at test time the noise of
 * random crops is averaged out. `predict` maps (N, C, patch, patch) to (N, K); what is averaged is what it
 * gives, so let it give probabilities rather than scores where they differ.
 *
 * He et al. 2015, https://arxiv.org/abs/1512.03385, section 3.4.
 *
 * @throws ShapeError unless it gets images, or if predictions differ in shape; ValueError if there are no
 * sizes, or one is smaller than the patch.
 *
 * @example
 * const brightness = (x) => x.mean([1, 2, 3]).reshape(-1, 1);
 * predictTenCrop(images, brightness, { patch: 28, shortSides: [32, 36] }).shape; // [1000, 1]
 */
export function predictTenCrop(
  images: Tensor,
  predict: (crop: Tensor) => Tensor,
  { patch = 224, shortSides = [224, 256, 384, 480, 640] }: TenCropOptions = {},
): Tensor {
  requireImages("predictTenCrop", images);
  requireNumber("predictTenCrop", "patch", patch, { min: 1, integer: true });
  if (shortSides.length === 0)
    throw new ValueError("predictTenCrop: shortSides must hold at least one size, got none");
  shortSides.forEach((side) =>
    requireNumber("predictTenCrop", "each of shortSides", side, { min: patch, integer: true }),
  );
  const predictions: Tensor[] = [];
  // One size at a time: fifty large views of a whole batch need not be held at once.
  for (const side of shortSides)
    for (const crop of tenCrop(resizeShortSide(images, side), { patch })) {
      const scores = predict(crop);
      predictions.push(scores);
      requireShape("predictTenCrop", "each prediction", scores.shape, predictions[0].shape);
    }
  return predictions.reduce((sum, scores) => sum.add(scores)).div(predictions.length);
}
