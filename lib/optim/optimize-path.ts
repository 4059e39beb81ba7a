import { requireNumber } from "../errors.js";
import { Random, requireSeed } from "../random.js";
import { fromData, randn } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Optimizer } from "./optimizer.js";
import type { FullBatch } from "./second-order/full-batch.js";

/** Where an optimizer went: points (steps + 1, n), the start first, and the values there, (steps + 1). */
export type OptimizerPath = { points: Tensor; values: Tensor };

export type OptimizePathOptions<Options> = {
  /** Updates, at least 0; 50 by default. */
  steps?: number;
  /** What the optimizer is given, such as `{ lr: 0.1 }`. */
  options?: Options;
  /** The standard deviation of what is added to each entry of the gradient, as minibatches do, at least 0; 0 by default. */
  noise?: number;
  /** Seeds the noise; 0 by default. */
  seed?: number;
};

/**
 * Lets an optimizer walk on a function from a start, (n), and keeps every point. It stops early where a value is
 * no longer finite, so that a path that diverges can still be drawn.
 *
 * @throws ValueError if an option is out of range; ShapeError if the start does not fit.
 *
 * @example
 * const { points } = optimizePath(sgd, surfaces.bowl(), [1, 0], { steps: 1, options: { lr: 0.5 } });
 * points.toArray(); // [[1, 0], [0.5, 0]]
 */
export function optimizePath<State, Options extends { lr?: number }>(
  optimizer: Optimizer<State, Options>,
  { f }: { f: FullBatch },
  start: readonly number[],
  { steps = 50, options, noise = 0, seed = 0 }: OptimizePathOptions<Options> = {},
): OptimizerPath {
  requireNumber("optimizePath", "steps", steps, { min: 0, integer: true });
  start.forEach((value, i) => {
    requireNumber("optimizePath", `start[${i}]`, value);
  });
  requireNumber("optimizePath", "noise", noise, { min: 0 });
  requireSeed("optimizePath", seed);
  const rng = new Random(seed);
  let theta = fromData(start, [start.length]);
  let state = optimizer.init(theta, options);
  let here = f(theta);
  const points = [...start];
  const values = [here.value];
  for (let t = 0; t < steps && Number.isFinite(here.value); t++) {
    const g = noise > 0 ? here.gradient.add(randn(theta.shape, rng).mul(noise)) : here.gradient;
    ({ theta, state } = optimizer.update(theta, g, state, options));
    here = f(theta);
    points.push(...theta.data);
    values.push(here.value);
  }
  return {
    points: fromData(points, [values.length, start.length]),
    values: fromData(values, [values.length]),
  };
}
