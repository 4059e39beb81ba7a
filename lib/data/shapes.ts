import type { DType } from "../backend/backend.js";
import { requireNumber } from "../errors.js";
import { Random, requireSeed } from "../random.js";
import { fromData } from "../tensor/create.js";
import type { Dataset } from "./dataset.js";
import { FIGURES, type Figure } from "./figures.js";

const SIDE = 32;
const AREA = SIDE * SIDE;

/**
 * The classes of `shapes`, in the order of their labels.
 *
 * @example
 * SHAPE_CLASSES.length; // 10
 */
export const SHAPE_CLASSES: readonly string[] = FIGURES.map((figure) => figure.name);

export type ShapesOptions = {
  /** How many images, at least 1. */
  count: number;
  /** An integer from 0 to 2⁵³ − 1; another seed gives other images of the same kind. */
  seed: number;
  /** "float64" by default, as for tensors. */
  dtype?: DType;
};

/**
 * A data set that is drawn, so that everything runs without files or network: 32×32 color images of ten
 * figures, in the form of CIFAR-10 (whole pixel values, 0 to 255).
 *
 * Place, size, rotation (where it does not change the class) and both colors are random, and so a single
 * linear layer does badly: a figure may be lighter or darker than its background. Every ten images in a
 * row hold each class once. Image i depends on the seed and i alone: more images begin with the fewer.
 *
 * @throws ValueError if count or seed is not such an integer.
 *
 * @example
 * const train = shapes({ count: 1000, seed: 1 });
 * const validation = shapes({ count: 200, seed: 2 });
 */
export function shapes({ count, seed, dtype = "float64" }: ShapesOptions): Dataset {
  requireNumber("shapes", "count", count, { min: 1, max: 2 ** 31 - 1, integer: true });
  const pixels = new Uint8Array(count * 3 * AREA);
  const labels = new Int32Array(count);
  requireSeed("shapes", seed);
  const order = new Random(seed, 0);
  let deal: Int32Array = new Int32Array(0);
  for (let i = 0; i < count; i++) {
    if (i % FIGURES.length === 0) deal = order.permutation(FIGURES.length);
    labels[i] = deal[i % FIGURES.length];
    const image = pixels.subarray(i * 3 * AREA, (i + 1) * 3 * AREA);
    draw(image, FIGURES[labels[i]], new Random(seed, 1 + i));
  }
  const images = fromData(pixels, [count, 3, SIDE, SIDE], { dtype });
  return { name: "shapes", images, labels, classes: SHAPE_CLASSES };
}

type Color = readonly [number, number, number];

/** One image, (3, 32, 32): a figure over a background that shades from one side to the other, and noise. */
function draw(image: Uint8Array, { distance, turn }: Figure, rng: Random): void {
  const radius = between(rng, 8, 13);
  const margin = SIDE / 2 - radius;
  const centerX = SIDE / 2 + between(rng, -margin, margin);
  const centerY = SIDE / 2 + between(rng, -margin, margin);
  const angle = between(rng, -turn, turn);
  const cos = Math.cos(angle) / radius;
  const sin = Math.sin(angle) / radius;
  const [front, back] = colors(rng);
  const slopeX = between(rng, -0.8, 0.8);
  const slopeY = between(rng, -0.8, 0.8);
  for (let y = 0, at = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++, at++) {
      const dx = x + 0.5 - centerX;
      const dy = y + 0.5 - centerY;
      // Distance to the outline in pixels; across one pixel the figure fades in (anti-aliasing).
      const outside = distance(dx * cos + dy * sin, dy * cos - dx * sin) * radius;
      const cover = Math.min(1, Math.max(0, 0.5 - outside));
      const shade = slopeX * (x - SIDE / 2) + slopeY * (y - SIDE / 2);
      const noise = rng.word();
      for (let c = 0; c < 3; c++) {
        const grain = (((noise >>> (8 * c)) & 255) - 127.5) / 16;
        const value = back[c] + shade + cover * (front[c] - back[c] - shade) + grain;
        image[c * AREA + at] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
}

/** Figure and background: any hues, with lightness far enough apart to be told from each other. */
function colors(rng: Random): [Color, Color] {
  const light = hsl(rng.uniform(), between(rng, 0.35, 0.85), between(rng, 0.68, 0.86));
  const dark = hsl(rng.uniform(), between(rng, 0.25, 0.7), between(rng, 0.16, 0.38));
  return rng.uniform() < 0.7 ? [light, dark] : [dark, light];
}

/** Hue, saturation and lightness, each from 0 to 1, as red, green and blue from 0 to 255. */
function hsl(hue: number, saturation: number, lightness: number): Color {
  const amplitude = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number): number => {
    const k = (n + hue * 12) % 12;
    return 255 * (lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

const between = (rng: Random, low: number, high: number): number =>
  low + (high - low) * rng.uniform();
