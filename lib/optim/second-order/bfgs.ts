import { ValueError } from "../../errors.js";
import { run, tex, type Step } from "../../step.js";
import { fromData } from "../../tensor/create.js";
import { requireShape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { minimizeBy, type FullBatch, type Minimum, type MinimizeOptions } from "./full-batch.js";
import { lineSearch, type WolfeOptions } from "./line-search.js";

export type BfgsOptions = MinimizeOptions & Pick<WolfeOptions, "c1" | "c2">;

/** The identity matrix (n, n), of the dtype and backend of `like`. */
function identity(n: number, like: Tensor): Tensor {
  const data = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  return fromData(data, [n, n], like);
}

/**
 * The approximation H of the inverse Hessian after a step s that changed the gradient by y, equation 6.17 of
 * Nocedal & Wright 2006 (https://doi.org/10.1007/978-0-387-40065-5): the matrix nearest to the old one with
 * Hy = s that is symmetric and positive definite.
 *
 * Shapes: H (N, N); s, y (N). That takes N² numbers and as much time a step: for a net of a million weights, a
 * million times too much. See `lbfgs`.
 *
 * @throws ShapeError if the shapes do not fit; ValueError if sᵀy is not above 0.
 *
 * @example
 * bfgs.updateInverse(tensor([[1]]), { s: tensor([2]), y: tensor([8]) }).toArray(); // [[0.25]]
 */
// prettier-ignore
export function updateInverse(H: Tensor, { s, y }: { s: Tensor; y: Tensor }, step: Step = run): Tensor {
  const N = s.size;
  requireShape("bfgs.updateInverse", "s", s.shape, [N]);
  requireShape("bfgs.updateInverse", "y", y.shape, [N]);
  requireShape("bfgs.updateInverse", "H", H.shape, [N, N]);
  const curvature = s.dot(y);
  if (!(curvature > 0))
    throw new ValueError(`bfgs.updateInverse: s·y must be above 0, got ${curvature}`);
  const [column, row] = [s.reshape(N, 1), y.reshape(1, N)];
  const V = step("V", tex`V = I - \rho\, s y^\top, \quad \rho = 1 / s^\top y`, () => identity(N, s).sub(column.matmul(row).div(curvature)));
  return step("H", tex`H \leftarrow V H V^\top + \rho\, s s^\top`,             () => V.matmul(H).matmul(V.T).add(column.matmul(column.T).div(curvature)));
}

/**
 * Minimizes a function of the full batch by BFGS (Broyden, Fletcher, Goldfarb & Shanno 1970) with a line search
 * (strong Wolfe), Algorithm 6.1 of Nocedal & Wright 2006: Newton's method with the curvature learned on the way,
 * from gradients alone. theta may have any shape.
 *
 * @throws ValueError if an option is out of range, or the function is not finite at the start or another when asked
 * there again; ShapeError if the gradient has not the shape of theta.
 *
 * @example
 * const { theta } = bfgs.minimize(surfaces.rosenbrock.f, tensor([-1.2, 1]));
 * theta.sub(1).abs().max().item() < 1e-6; // true
 */
export function minimize(
  f: FullBatch,
  start: Tensor,
  { c1, c2, ...options }: BfgsOptions = {},
): Minimum {
  const N = start.size;
  let H: Tensor | undefined;
  return minimizeBy(
    "bfgs.minimize",
    f,
    start,
    (point, counted) => {
      const g = point.gradient;
      const d = H
        ? H.matmul(g.reshape(N, 1))
            .neg()
            .reshape(...g.shape)
        : g.neg();
      const first = H ? 1 : Math.min(1, 1 / g.abs().sum().item());
      const next = lineSearch(counted, point, d, { c1, c2, first });
      if (!next) return undefined;
      const s = next.theta.sub(point.theta).reshape(N);
      const y = next.gradient.sub(g).reshape(N);
      // The Wolfe conditions make s·y positive, but for rounding.
      if (s.dot(y) > 0) {
        // Before the first update H is given the size of the true one (equation 6.20).
        H ??= identity(N, s).mul(s.dot(y) / y.dot(y));
        H = updateInverse(H, { s, y });
      }
      return next;
    },
    options,
  );
}
