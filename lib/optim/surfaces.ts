import { requirePositive } from "../errors.js";
import { fromData } from "../tensor/create.js";
import { requireShape } from "../tensor/shape.js";
import type { FullBatch } from "./second-order/full-batch.js";

/** A function of two numbers, to watch optimizers on. */
export type Surface = {
  name: string;
  /** Its formula in LaTeX. */
  formula: string;
  /** The value and the gradient (2) at a point (2). */
  f: FullBatch;
  /** Where it is lowest; undefined for a saddle, which falls forever. */
  minimum: readonly [number, number] | undefined;
  /** A good place to start. */
  start: readonly [number, number];
  /** What a picture should show of x and of y. */
  view: { x: readonly [number, number]; y: readonly [number, number] };
};

/** A surface's f from the value and the gradient at (x, y). */
const of =
  (
    name: string,
    at: (x: number, y: number) => [value: number, dx: number, dy: number],
  ): FullBatch =>
  (theta) => {
    requireShape(`surfaces.${name}`, "theta", theta.shape, [2]);
    const [x, y] = theta.data;
    const [value, dx, dy] = at(x, y);
    return { value, gradient: fromData([dx, dy], [2], theta) };
  };

/**
 * A bowl ½(x² + κy²), κ times as steep one way as the other: gradient descent zig-zags. κ is the condition number
 * of its Hessian.
 *
 * `condition`: κ; 20 by default.
 *
 * @example
 * surfaces.bowl({ condition: 9 }).f(tensor([1, 1])).value; // 5
 */
export function bowl({ condition = 20 } = {}): Surface {
  requirePositive("surfaces.bowl", "condition", condition);
  return {
    name: "bowl",
    formula: String.raw`\tfrac12 (x^2 + ${condition}\, y^2)`,
    f: of("bowl", (x, y) => [(x * x + condition * y * y) / 2, x, condition * y]),
    minimum: [0, 0],
    start: [-4, 1.5],
    view: { x: [-5, 5], y: [-2, 2] },
  };
}

/**
 * A saddle ½(x² − y²), flat at the origin, down along y on both sides: who starts with y = 0 gets stuck.
 *
 * @example
 * surfaces.saddle.f(tensor([0, 2])).gradient.toArray(); // [0, -2]
 */
export const saddle: Surface = {
  name: "saddle",
  formula: String.raw`\tfrac12 (x^2 - y^2)`,
  f: of("saddle", (x, y) => [(x * x - y * y) / 2, x, -y]),
  minimum: undefined,
  start: [-1.5, 1e-3],
  view: { x: [-2, 2], y: [-2, 2] },
};

/**
 * Rosenbrock's valley 100(y − x²)² + (1 − x)², bent like a banana and almost flat along its floor (Rosenbrock
 * 1960, https://doi.org/10.1093/comjnl/3.3.175).
 *
 * @example
 * surfaces.rosenbrock.f(tensor([1, 1])).value; // 0
 */
export const rosenbrock: Surface = {
  name: "rosenbrock",
  formula: String.raw`100 (y - x^2)^2 + (1 - x)^2`,
  f: of("rosenbrock", (x, y) => {
    const off = y - x * x;
    return [100 * off * off + (1 - x) ** 2, -400 * x * off - 2 * (1 - x), 200 * off];
  }),
  minimum: [1, 1],
  start: [-1.2, 1],
  view: { x: [-2, 2], y: [-1, 3] },
};

/**
 * Beale's function, a plateau with steep walls: (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)² (Beale
 * 1958).
 *
 * @example
 * surfaces.beale.f(tensor([3, 0.5])).value; // 0
 */
export const beale: Surface = {
  name: "beale",
  formula: String.raw`(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2`,
  f: of("beale", (x, y) => {
    const terms = [1.5, 2.25, 2.625].map((constant, i) => {
      const power = i + 1;
      const off = constant - x + x * y ** power;
      return [off * off, 2 * off * (y ** power - 1), 2 * off * x * power * y ** (power - 1)];
    });
    const total = (part: number): number => terms.reduce((sum, term) => sum + term[part], 0);
    return [total(0), total(1), total(2)];
  }),
  minimum: [3, 0.5],
  start: [1, 1.5],
  view: { x: [-4.5, 4.5], y: [-4.5, 4.5] },
};

/**
 * The three-hump camel 2x² − 1.05x⁴ + x⁶/6 + xy + y²: the minimum in the middle and on both sides a local one, 0.2986
 * high. From `start` and with a rate of 0.05 gradient descent stays in a local one; momentum rolls on (Dixon & Szegő
 * 1978).
 *
 * @example
 * const { points } = optimizePath(sgd, surfaces.camel, surfaces.camel.start, { steps: 200, options: { lr: 0.05 } });
 * points.at(200, 0) < -1.7; // true
 */
export const camel: Surface = {
  name: "camel",
  formula: String.raw`2 x^2 - 1.05 x^4 + \tfrac16 x^6 + x y + y^2`,
  f: of("camel", (x, y) => [
    2 * x ** 2 - 1.05 * x ** 4 + x ** 6 / 6 + x * y + y * y,
    4 * x - 4.2 * x ** 3 + x ** 5 + y,
    x + 2 * y,
  ]),
  minimum: [0, 0],
  start: [-2, -1.5],
  view: { x: [-2.2, 2.2], y: [-2.2, 2.2] },
};
