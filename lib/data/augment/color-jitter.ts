import { requireNumber, ShapeError } from "../../errors.js";
import { shapeText } from "../../tensor/shape.js";
import type { Random } from "../../random.js";
import type { Augmentation } from "./augment.js";
import { between, eachImage, requireImages } from "./images.js";

export type ColorJitterOptions = {
  /** Every value is multiplied by a factor from 1 − brightness to 1 + brightness; 0 to 1, 0.4 by default. */
  brightness?: number;
  /** So is each value's distance from the image's average gray; 0 to 1, 0.4 by default. */
  contrast?: number;
  /** So is each channel's distance from the pixel's own gray; 0 to 1, 0.4 by default. Needs color. */
  saturation?: number;
  /** Values are cut off at these; by default they are not, so that some leave 0 to 255. */
  clip?: readonly [low: number, high: number];
};

/** How much red, green and blue add to what looks light: ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114];

/**
 * Makes each image lighter or darker, of more or less contrast, and more or less colorful, in this order, by
 * random factors. For raw pixels: brightness takes 0 as black.
 *
 * Howard 2013, https://arxiv.org/abs/1312.5402.
 *
 * @throws ValueError if an option lies outside its range; on use, ShapeError unless it gets images of one
 * channel or three, three if saturation is above 0.
 *
 * @example
 * augmentations.colorJitter({ brightness: 0.2, contrast: 0.2, clip: [0, 255] })(images, rng).shape; // [1000, 3, 32, 32]
 */
export function colorJitter({
  brightness = 0.4,
  contrast = 0.4,
  saturation = 0.4,
  clip,
}: ColorJitterOptions = {}): Augmentation {
  for (const [name, value] of Object.entries({ brightness, contrast, saturation }))
    requireNumber("augmentations.colorJitter", name, value, { min: 0, max: 1 });
  const [low, high] = clip ?? [-Infinity, Infinity];
  if (clip !== undefined) {
    requireNumber("augmentations.colorJitter", "the lower end of clip", low);
    requireNumber("augmentations.colorJitter", "the upper end of clip", high, { min: low });
  }
  return (images, rng) => {
    requireImages("augmentations.colorJitter", images);
    const channels = images.shape[1];
    if (channels !== 3 && (channels !== 1 || saturation > 0))
      throw new ShapeError(
        `augmentations.colorJitter: expected images of 3 channels${saturation > 0 ? "" : " or 1"}, got ${shapeText(images.shape)}`,
      );
    return eachImage(images, (pixels) => {
      const weights = channels === 3 ? LUMA : [1];
      const lighter = factor(brightness, rng);
      pull(pixels, lighter, () => 0);
      const sharper = factor(contrast, rng);
      const average = mean(grayOf(pixels, weights));
      pull(pixels, sharper, () => average);
      const richer = factor(saturation, rng);
      const gray = grayOf(pixels, weights);
      pull(pixels, richer, (at) => gray[at]);
      if (clip !== undefined)
        pixels.forEach((value, at) => (pixels[at] = Math.min(high, Math.max(low, value))));
    });
  };
}

const factor = (by: number, rng: Random): number => between(rng, 1 - by, 1 + by);

/** Multiplies each value's distance from its center by `times`; 1 leaves every bit as it is. */
function pull(pixels: Float64Array, times: number, centerOf: (at: number) => number): void {
  if (times === 1) return;
  for (let at = 0; at < pixels.length; at++) {
    const center = centerOf(at);
    pixels[at] = center + times * (pixels[at] - center);
  }
}

/** The gray of each pixel, once for every channel. */
function grayOf(pixels: Float64Array, weights: readonly number[]): Float64Array {
  const area = pixels.length / weights.length;
  return pixels.map((_, at) =>
    weights.reduce((sum, weight, c) => sum + weight * pixels[c * area + (at % area)], 0),
  );
}

const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
