import { requireNumber, requirePositive } from "../../errors.js";
import { run, tex, type Step } from "../../step.js";
import { fromData } from "../../tensor/create.js";
import { requireShape } from "../../tensor/shape.js";
import { solve } from "../../tensor/solve.js";
import type { Tensor } from "../../tensor/tensor.js";
import { minimizeBy, type FullBatch, type Minimum, type MinimizeOptions } from "./full-batch.js";

export type NewtonOptions = {
  /** λ, at least 0, added to the diagonal of H: the larger, the shorter the step and the nearer to −g. 0 by default. */
  damping?: number;
};

/**
 * The Hessian of a function, (N, N), by central differences of its gradient: 2N evaluations, which is one reason
 * why nobody does it for a net. Symmetric; exact for a quadratic but for rounding.
 *
 * `h`: how far theta is moved each way, above 0; 1e-5 by default.
 *
 * @throws ValueError if h is not above 0; ShapeError if the gradient has not the shape of theta.
 *
 * @example
 * const f = (x: Tensor) => ({ value: x.dot(x) / 2, gradient: x });
 * Math.abs(newton.hessian(f, tensor([3])).item() - 1) < 1e-9; // true
 */
export function hessian(f: FullBatch, theta: Tensor, { h = 1e-5 } = {}): Tensor {
  requirePositive("newton.hessian", "h", h);
  const N = theta.size;
  const gradientAt = (index: number, by: number): Tensor => {
    const data = Float64Array.from(theta.data);
    data[index] += by;
    const { gradient } = f(fromData(data, theta.shape, theta));
    requireShape("newton.hessian", "gradient", gradient.shape, theta.shape);
    return gradient;
  };
  const rows = Array.from({ length: N }, (_, i) =>
    gradientAt(i, h)
      .sub(gradientAt(i, -h))
      .div(2 * h),
  );
  const H = fromData(
    rows.flatMap((row) => [...row.data]),
    [N, N],
    theta,
  );
  return H.add(H.T).div(2);
}

/**
 * One Newton step: straight to where the gradient of the quadratic with this gradient and Hessian is 0. There is
 * no learning rate. On a bowl that is the minimum; where H is not positive definite it may be a saddle or a top.
 *
 * Shapes: theta and g any, of N entries; H (N, N).
 *
 * @throws ShapeError if the shapes do not fit; ValueError if H is singular or damping negative.
 *
 * @example
 * // f = x² + 4y², from (1, 1): one step.
 * newton.update(tensor([1, 1]), tensor([2, 8]), tensor([[2, 0], [0, 8]])).toArray(); // [0, 0]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, H: Tensor, { damping = 0 }: NewtonOptions = {}, step: Step = run): Tensor {
  const N = theta.size;
  requireNumber("newton.update", "damping", damping, { min: 0 });
  requireShape("newton.update", "g", g.shape, theta.shape);
  requireShape("newton.update", "H", H.shape, [N, N]);
  const d = step("d", damping === 0 ? tex`H d = -g` : tex`(H + \lambda I)\, d = -g`, () => solve(damped(H, damping), g.reshape(N), "newton.update", "H").neg().reshape(...theta.shape));
  return step("theta", tex`\theta_t = \theta_{t-1} + d`, () => theta.add(d));
}

function damped(H: Tensor, damping: number): Tensor {
  const data = Float64Array.from(H.data);
  for (let i = 0; i < data.length; i += H.shape[0] + 1) data[i] += damping;
  return fromData(data, H.shape, H);
}

/**
 * Minimizes a function of the full batch by Newton steps. On a quadratic one step is enough. Elsewhere it may
 * climb or end on a saddle: it looks for a point where the gradient is 0.
 *
 * `hessian`: gives H (N, N) at theta; by differences of the gradient if it is left out.
 *
 * @throws ValueError if H is singular on the way, an option is out of range, or the function is not finite at the
 * start or another when asked there again; ShapeError if the shapes do not fit.
 *
 * @example
 * const f = (x: Tensor) => ({ value: x.dot(x), gradient: x.mul(2) });
 * newton.minimize(f, tensor([5, -3])).iterations; // 1
 */
export function minimize(
  f: FullBatch,
  start: Tensor,
  {
    damping,
    hessian: hessianAt,
    ...options
  }: MinimizeOptions & NewtonOptions & { hessian?: (theta: Tensor) => Tensor } = {},
): Minimum {
  return minimizeBy(
    "newton.minimize",
    f,
    start,
    ({ theta, gradient }, counted) => {
      const H = hessianAt?.(theta) ?? hessian(counted, theta);
      const next = update(theta, gradient, H, { damping });
      return { theta: next, ...counted(next) };
    },
    options,
  );
}
