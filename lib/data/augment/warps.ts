import { requireNumber } from "../../errors.js";
import type { Random } from "../../random.js";
import type { Augmentation } from "./augment.js";
import { between, requireImages } from "./images.js";
import { requireEdge, resample, type Edge } from "./resample.js";

/**
 * Changes of an image's geometry: each draws a map for each image and resamples by it, with `edge` (0 by
 * default) outside the image. A range of 0 leaves every bit as it is.
 */
export type WarpOptions = {
  /** What lies outside the image; 0 by default. */
  edge?: Edge;
};

/** Where a point of the new image comes from, both counted from the middle of the image. */
type CenteredMap = (x: number, y: number) => readonly [x: number, y: number];

/** A change that draws a map for each image; `draw` knows the image's half width and height. */
function warp(
  where: string,
  edge: Edge,
  draw: (rng: Random, middleX: number, middleY: number) => CenteredMap,
): Augmentation {
  requireEdge(where, edge);
  return (images, rng) => {
    requireImages(where, images);
    const middleX = (images.shape[3] - 1) / 2;
    const middleY = (images.shape[2] - 1) / 2;
    const mapOf = () => {
      const map = draw(rng, middleX, middleY);
      return (x: number, y: number) => {
        const [fromX, fromY] = map(x - middleX, y - middleY);
        return [fromX + middleX, fromY + middleY] as const;
      };
    };
    return resample(images, mapOf, { edge });
  };
}

/** (x, y) ↦ (a x + b y, c x + d y). */
const linear =
  (a: number, b: number, c: number, d: number): CenteredMap =>
  (x, y) => [a * x + b * y, c * x + d * y];

/**
 * Moves each image by whole pixels, at most `x` to either side and `y` up or down (4 by default each): values
 * move and do not change.
 *
 * @throws ValueError if an option lies outside its range; on use, ShapeError unless it gets images.
 *
 * @example
 * augmentations.translate({ x: 2, y: 0, edge: "nearest" })(images, rng).shape; // [1000, 3, 32, 32]
 */
export function translate({
  x = 4,
  y = 4,
  edge = 0,
}: { x?: number; y?: number } & WarpOptions = {}): Augmentation {
  requireNumber("augmentations.translate", "x", x, { min: 0, max: 2 ** 30, integer: true });
  requireNumber("augmentations.translate", "y", y, { min: 0, max: 2 ** 30, integer: true });
  return warp("augmentations.translate", edge, (rng) => {
    const right = rng.integer(2 * x + 1) - x;
    const down = rng.integer(2 * y + 1) - y;
    return (u, v) => [u - right, v - down];
  });
}

/**
 * Turns each image about its middle, by at most `degrees` (0 to 180, 15 by default) either way.
 *
 * @throws ValueError if an option lies outside its range; on use, ShapeError unless it gets images.
 *
 * @example
 * augmentations.rotate({ degrees: 10 })(images, rng).shape; // [1000, 3, 32, 32]
 */
export function rotate({
  degrees = 15,
  edge = 0,
}: { degrees?: number } & WarpOptions = {}): Augmentation {
  requireNumber("augmentations.rotate", "degrees", degrees, { min: 0, max: 180 });
  return warp("augmentations.rotate", edge, (rng) => {
    const angle = radians(between(rng, -degrees, degrees));
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return linear(cos, sin, -sin, cos);
  });
}

/**
 * Stretches or squeezes each image about its middle, along x and along y by factors of their own from
 * 1 / factor to `factor` (at least 1, 1.2 by default), larger as likely as smaller.
 *
 * @throws ValueError if an option lies outside its range; on use, ShapeError unless it gets images.
 *
 * @example
 * augmentations.stretch({ factor: 1.1 })(images, rng).shape; // [1000, 3, 32, 32]
 */
export function stretch({
  factor = 1.2,
  edge = 0,
}: { factor?: number } & WarpOptions = {}): Augmentation {
  requireNumber("augmentations.stretch", "factor", factor, { min: 1 });
  const most = Math.log(factor);
  return warp("augmentations.stretch", edge, (rng) => {
    const byX = Math.exp(between(rng, -most, most));
    const byY = Math.exp(between(rng, -most, most));
    return linear(1 / byX, 0, 0, 1 / byY);
  });
}

/**
 * Slants each image about its middle: its upright lines by at most `x` degrees (0 to 60, 15 by default) and its
 * level lines by at most `y` (0 to 60, 0 by default), either way.
 *
 * @throws ValueError if an option lies outside its range; on use, ShapeError unless it gets images.
 *
 * @example
 * augmentations.shear({ x: 10, y: 5 })(images, rng).shape; // [1000, 3, 32, 32]
 */
export function shear({
  x = 15,
  y = 0,
  edge = 0,
}: { x?: number; y?: number } & WarpOptions = {}): Augmentation {
  requireNumber("augmentations.shear", "x", x, { min: 0, max: 60 });
  requireNumber("augmentations.shear", "y", y, { min: 0, max: 60 });
  return warp("augmentations.shear", edge, (rng) => {
    const slantX = Math.tan(radians(between(rng, -x, x)));
    const slantY = Math.tan(radians(between(rng, -y, y)));
    // Upright lines first, then level ones, each undone in turn.
    return (u, v) => {
      const level = v - slantY * u;
      return [u - slantX * level, level];
    };
  });
}

/**
 * Bends each image as a lens does: a point at distance r from the middle is read from r (1 + k r²), where r is
 * 1 in the corners and k at most `strength` (0 to 1, 0.2 by default) either way. k > 0 draws the corners in
 * (a barrel), k < 0 pulls them out (a pincushion).
 *
 * Brown 1966, Decentering distortion of lenses, Photogrammetric Engineering 32 (3); its first radial term.
 *
 * @throws ValueError if an option lies outside its range; on use, ShapeError unless it gets images.
 *
 * @example
 * augmentations.lensDistort({ strength: 0.3 })(images, rng).shape; // [1000, 3, 32, 32]
 */
export function lensDistort({
  strength = 0.2,
  edge = 0,
}: { strength?: number } & WarpOptions = {}): Augmentation {
  requireNumber("augmentations.lensDistort", "strength", strength, { min: 0, max: 1 });
  return warp("augmentations.lensDistort", edge, (rng, middleX, middleY) => {
    const k = between(rng, -strength, strength);
    // An image of one pixel has no corners but its middle.
    const corner = Math.max(middleX ** 2 + middleY ** 2, Number.MIN_VALUE);
    return (x, y) => {
      const scale = 1 + (k * (x * x + y * y)) / corner;
      return [x * scale, y * scale];
    };
  });
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
