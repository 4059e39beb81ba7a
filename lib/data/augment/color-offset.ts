import { requireNumber, requireOneOf, ShapeError } from "../../errors.js";
import { requireShape, shapeText } from "../../tensor/shape.js";
import type { Pca } from "../pca.js";
import type { Augmentation } from "./augment.js";
import { eachImage, requireImages } from "./images.js";

export type ColorOffsetOptions = {
  /** The standard deviation of each α, at least 0; 0.1 by default, as in the paper. */
  std?: number;
  /**
   * What α is multiplied by: a component's `"deviation"` √λ (default), which has the unit of the pixels, or its
   * `"variance"` λ as the paper writes, which suits pixels from 0 to 1 alone (λ is in the thousands for 0 to 255).
   */
  by?: "deviation" | "variance";
};

/**
 * Shifts all pixels of an image by one random color, Σ αᵢ√λᵢ pᵢ with normal αᵢ: along the principal components
 * of the training set's colors (see `fitColorPca`), so that it changes as the light does.
 *
 * Krizhevsky, Sutskever & Hinton 2012, https://doi.org/10.1145/3065386, section 4.1.
 *
 * @throws ValueError if an option lies outside its range, ShapeError if there is not one variance a component; on use, ShapeError unless it gets images with as many
 * channels as the components have.
 *
 * @example
 * const vary = augmentations.colorOffset(fitColorPca(train.images));
 * vary(train.images, rng).shape; // [1000, 3, 32, 32]
 */
export function colorOffset(
  { components, variances }: Pick<Pca, "components" | "variances">,
  { std = 0.1, by = "deviation" }: ColorOffsetOptions = {},
): Augmentation {
  requireNumber("augmentations.colorOffset", "std", std, { min: 0 });
  requireOneOf("augmentations.colorOffset", "by", by, ["deviation", "variance"]);
  const [channels, count] = components.shape;
  requireShape("augmentations.colorOffset", "variances", variances.shape, [count]);
  const scale = (by === "deviation" ? variances.sqrt() : variances).data;
  return (images, rng) => {
    requireImages("augmentations.colorOffset", images);
    if (images.shape[1] !== channels)
      throw new ShapeError(
        `augmentations.colorOffset: expected images of ${channels} channels, as the components have, got ${shapeText(images.shape)}`,
      );
    return eachImage(images, (pixels) => {
      const alpha = Array.from({ length: count }, () => std * rng.normal());
      const area = pixels.length / channels;
      for (let c = 0; c < channels; c++) {
        const offset = alpha.reduce((sum, a, i) => sum + a * scale[i] * components.at(c, i), 0);
        if (offset === 0) continue;
        for (let at = c * area; at < (c + 1) * area; at++) pixels[at] += offset;
      }
    });
  };
}
