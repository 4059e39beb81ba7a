import { requireNumber, ValueError } from "../../errors.js";
import { requireShape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";

/**
 * A function to minimize, with its gradient, of the shape of theta. It must give the same value for the same
 * theta: the loss over the full batch, without dropout. Methods of second order compare gradients of different
 * points, and with minibatches they would compare different functions.
 */
export type FullBatch = (theta: Tensor) => { value: number; gradient: Tensor };

/** Where a method has arrived. */
export type Point = { theta: Tensor; value: number; gradient: Tensor };

export type MinimizeOptions = {
  /** Stops once no entry of the gradient is larger than this, at least 0; 1e-7 by default. */
  tolerance?: number;
  /** Stops after so many steps, at least 0; 1000 by default. */
  iterations?: number;
  /** Called at the start and after each step. */
  onStep?: (point: Point, iteration: number) => void;
};

export type Minimum = Point & {
  /** Steps made. */
  iterations: number;
  /** How often the function was evaluated, once of these to see that it gives the same value again. */
  evaluations: number;
  /**
   * Why it ended: the gradient is small enough ("converged"), the function falls no further along the direction
   * ("stuck", which near a minimum means that rounding allows no more), or the steps ran out ("iterations").
   */
  stopped: "converged" | "stuck" | "iterations";
};

/** Makes one step, or none where it finds no lower point. */
export type Advance = (point: Point, f: FullBatch) => Point | undefined;

/**
 * Steps until the gradient is small.
 *
 * @throws ValueError if an option is out of range, or the function is not finite at the start or not the same there
 * when it is asked again.
 */
export function minimizeBy(
  where: string,
  f: FullBatch,
  start: Tensor,
  advance: Advance,
  { tolerance = 1e-7, iterations = 1000, onStep }: MinimizeOptions,
): Minimum {
  requireNumber(where, "tolerance", tolerance, { min: 0 });
  requireNumber(where, "iterations", iterations, { min: 0, integer: true });
  let evaluations = 0;
  const counted: FullBatch = (theta) => {
    evaluations++;
    const { value, gradient } = f(theta);
    requireShape(where, "gradient", gradient.shape, theta.shape);
    return { value, gradient };
  };
  let point: Point = { theta: start, ...counted(start) };
  const end = (iteration: number, stopped: Minimum["stopped"]): Minimum => ({
    ...point,
    ...{ iterations: iteration, evaluations, stopped },
  });
  if (!Number.isFinite(point.value))
    throw new ValueError(`${where}: the function must be finite at the start, got ${point.value}`);
  if (iterations > 0 && largest(point.gradient) > tolerance)
    requireRepeat(where, point, counted(start).value);
  for (let iteration = 0; ; iteration++) {
    onStep?.(point, iteration);
    if (largest(point.gradient) <= tolerance) return end(iteration, "converged");
    if (iteration === iterations) return end(iteration, "iterations");
    const next = advance(point, counted);
    if (!next) return end(iteration, "stuck");
    point = next;
  }
}

/** A minibatch drawn anew, or dropout, gives another value: steps from there would compare different functions. */
function requireRepeat(where: string, { value }: Point, again: number): void {
  if (again !== value)
    throw new ValueError(
      `${where}: the function must be that of the full batch, without dropout, and give the same value each time, got ${value} and then ${again} at the start`,
    );
}

const largest = (g: Tensor): number => (g.size === 0 ? 0 : g.abs().max().item());
