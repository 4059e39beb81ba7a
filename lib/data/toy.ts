import { requireNumber } from "../errors.js";
import { Random, requireSeed } from "../random.js";
import { fromData } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";

/** Labeled points in the plane: a problem whose decision boundary can be drawn. */
export type Points = {
  /** (N, 2), float64. */
  x: Tensor;
  /** (N), integers from 0 to the number of classes − 1. */
  labels: Int32Array;
  classes: readonly string[];
};

export type ToyOptions = {
  /** How many points, at least 1. */
  count: number;
  /** An integer from 0 to 2⁵³ − 1; another seed gives other points of the same kind. */
  seed: number;
  /** How far points stray, a standard deviation of at least 0; its unit and default are the set's own. */
  noise?: number;
};

export type SpiralsOptions = ToyOptions & {
  /** How many arms, at least 1; 3 by default. */
  classes?: number;
};

export type CirclesOptions = ToyOptions & {
  /** The inner circle's radius, above 0 and below 1; 0.5 by default. The outer one's is 1. */
  inner?: number;
};

/*
 * In every set point i is of class i mod K, so that classes are equally large (to within one), and depends
 * on the seed and i alone: more points begin with the fewer.
 */

/**
 * Arms that wind out of the middle, each a class: no straight lines separate them. An arm goes from radius
 * 0 to 1 and through 4 radians; `noise` (0.2 by default) is in radians along the angle.
 *
 * Karpathy, CS231n, https://cs231n.github.io/neural-networks-case-study/.
 *
 * @throws ValueError if an option lies outside its range.
 *
 * @example
 * spirals({ count: 300, seed: 1 }).x.shape; // [300, 2]
 */
export function spirals({ count, seed, noise = 0.2, classes = 3 }: SpiralsOptions): Points {
  requireNumber("spirals", "classes", classes, { min: 1, integer: true });
  const names = Array.from({ length: classes }, (_, k) => `arm ${k}`);
  return scatter("spirals", names, { count, seed, noise }, (k, rng) => {
    const radius = rng.uniform();
    const angle = (2 * Math.PI * k) / classes + 4 * radius + noise * rng.normal();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/**
 * Two half circles of radius 1 that reach into each other: the upper around (0, 0), the lower around
 * (1, 0.5). `noise` (0.1 by default) is in units of the plane, along x and along y.
 *
 * @throws ValueError if an option lies outside its range.
 *
 * @example
 * moons({ count: 200, seed: 1 }).classes; // ["upper", "lower"]
 */
export function moons({ count, seed, noise = 0.1 }: ToyOptions): Points {
  return scatter("moons", ["upper", "lower"], { count, seed, noise }, (k, rng) => {
    const angle = Math.PI * rng.uniform();
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    return stray(k === 0 ? [x, y] : [1 - x, 0.5 - y], noise, rng);
  });
}

/**
 * A circle within a circle of radius 1: no line separates them, x² + y² alone does. `noise` (0.05 by
 * default) is in units of the plane, along x and along y.
 *
 * @throws ValueError if an option lies outside its range.
 *
 * @example
 * circles({ count: 200, seed: 1, inner: 0.3 }).labels.length; // 200
 */
export function circles({ count, seed, noise = 0.05, inner = 0.5 }: CirclesOptions): Points {
  requireNumber("circles", "inner", inner, { min: Number.MIN_VALUE, max: 1 - 2 ** -53 });
  return scatter("circles", ["outer", "inner"], { count, seed, noise }, (k, rng) => {
    const angle = 2 * Math.PI * rng.uniform();
    const radius = k === 0 ? 1 : inner;
    return stray([radius * Math.cos(angle), radius * Math.sin(angle)], noise, rng);
  });
}

type Point = readonly [x: number, y: number];

function stray([x, y]: Point, noise: number, rng: Random): Point {
  return [x + noise * rng.normal(), y + noise * rng.normal()];
}

/** `count` points, the classes in turn, each drawn by `draw`. */
function scatter(
  where: string,
  classes: readonly string[],
  { count, seed, noise }: Required<ToyOptions>,
  draw: (k: number, rng: Random) => Point,
): Points {
  requireNumber(where, "count", count, { min: 1, max: 2 ** 30, integer: true });
  requireNumber(where, "noise", noise, { min: 0 });
  requireSeed(where, seed);
  const rng = new Random(seed);
  const points = new Float64Array(2 * count);
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes.length);
  labels.forEach((k, i) => points.set(draw(k, rng), 2 * i));
  return { x: fromData(points, [count, 2]), labels, classes };
}
