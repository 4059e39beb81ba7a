import { requireNumber } from "../../errors.js";
import { run, tex, type Step } from "../../step.js";
import { requireShape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { requireUpdate } from "../requirements.js";
import { minimizeBy, type FullBatch, type Minimum, type MinimizeOptions } from "./full-batch.js";
import { lineSearch, type WolfeOptions } from "./line-search.js";

/** A step s and by how much it changed the gradient, y, both of the shape of theta. */
export type Pair = { s: Tensor; y: Tensor };

/** The last pairs, oldest first, and the gradient and step that the next pair is made of. */
export type LbfgsState = { pairs: readonly Pair[]; last?: { g: Tensor; s: Tensor } };

export type LbfgsOptions = {
  /** The step length α, at least 0; 1 by default. The first step has length α·min(1, 1/Σ|g|). */
  lr?: number;
  /** How many pairs are remembered, at least 1; 10 by default. */
  history?: number;
  /** No step is made once no entry of g is larger than this, at least 0; 1e-7 by default. */
  tolerance?: number;
  /** Nor is one from which less than this is to be gained, −gᵀd, at least 0; 1e-9 by default. */
  leastGain?: number;
};

/**
 * Nothing is known of the curvature yet.
 *
 * @example
 * lbfgs.init(tensor([1, 2])).pairs.length; // 0
 */
export const init = (_theta: Tensor): LbfgsState => ({ pairs: [] });

/**
 * The direction −Hg, where H is the approximation of the inverse Hessian that the pairs make: the two-loop
 * recursion, Algorithm 7.4 of Nocedal & Wright 2006 (https://doi.org/10.1007/978-0-387-40065-5). H itself, N × N,
 * is never made: the cost is 4·N·history. Without pairs it is −g.
 *
 * Shapes: all those of g; pairs oldest first.
 *
 * @example
 * // Along s the curvature is known to be 4: the step is a quarter of the gradient.
 * lbfgs.direction(tensor([8]), [{ s: tensor([1]), y: tensor([4]) }]).toArray(); // [-2]
 */
// prettier-ignore
export function direction(g: Tensor, pairs: readonly Pair[], step: Step = run): Tensor {
  pairs.forEach(({ s, y }, i) => {
    requireShape("lbfgs.direction", `pairs[${i}].s`, s.shape, g.shape);
    requireShape("lbfgs.direction", `pairs[${i}].y`, y.shape, g.shape);
  });
  const shares = new Array<number>(pairs.length);
  let q = g;
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y } = pairs[i];
    const share = shares[i] = s.dot(q) / y.dot(s);
    const now = q;
    q = step(`q${i}`, tex`q \leftarrow q - a_i y_i, \quad a_i = s_i^\top q \,/\, y_i^\top s_i`,                       () => now.sub(y.mul(share)));
  }
  const newest = pairs.at(-1);
  const scale = newest ? newest.s.dot(newest.y) / newest.y.dot(newest.y) : 1;
  let r = step("r", tex`r = \gamma q, \quad \gamma = s_k^\top y_k \,/\, y_k^\top y_k`,                               () => q.mul(scale));
  pairs.forEach(({ s, y }, i) => {
    const now = r;
    r = step(`r${i}`, tex`r \leftarrow r + (a_i - b_i)\, s_i, \quad b_i = y_i^\top r \,/\, y_i^\top s_i`,            () => now.add(s.mul(shares[i] - y.dot(now) / y.dot(s))));
  });
  return step("d", tex`d = -r`, () => r.neg());
}

/** The pairs with one more, and without the oldest if there are too many. */
const remember = (pairs: readonly Pair[], pair: Pair, history: number): readonly Pair[] =>
  [...pairs, pair].slice(-history);

/** A pair must show at least this curvature sᵀy, or H might not stay positive definite (PyTorch's limit). */
const LEAST_CURVATURE = 1e-10;

/**
 * One step of L-BFGS (Liu & Nocedal 1989, https://doi.org/10.1007/BF01589116) with a given step length and no
 * line search, PyTorch's default. An optimizer like the others, so it can be tried in `fit`: with a full batch it
 * works; with minibatches y compares gradients of different functions, and it goes astray.
 *
 * Shapes: all those of theta.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * let [theta, state] = [tensor([1, 1]), lbfgs.init(tensor([1, 1]))];
 * for (let t = 0; t < 20; t++) ({ theta, state } = lbfgs.update(theta, theta.mul(tensor([1, 9])), state));
 * theta.abs().max().item() < 1e-4; // true
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: LbfgsState, { lr = 1, history = 10, tolerance = 1e-7, leastGain = 1e-9 }: LbfgsOptions = {}, step: Step = run): { theta: Tensor; state: LbfgsState } {
  requireUpdate("lbfgs.update", { theta, g, lr }, state.last && { g: state.last.g });
  requireNumber("lbfgs.update", "history", history, { min: 1, integer: true });
  requireNumber("lbfgs.update", "tolerance", tolerance, { min: 0 });
  requireNumber("lbfgs.update", "leastGain", leastGain, { min: 0 });
  if (g.size === 0 || g.abs().max().item() <= tolerance) return { theta, state };
  let { pairs } = state;
  if (state.last) {
    const { last } = state;
    const y = step("y", tex`y_{t-1} = g_t - g_{t-1}`,          () => g.sub(last.g));
    if (last.s.dot(y) > LEAST_CURVATURE) pairs = remember(pairs, { s: last.s, y }, history);
  }
  const length = state.last ? lr : lr * Math.min(1, 1 / g.abs().sum().item());
  const d    = direction(g, pairs, step);
  const s    = step("s",     tex`s_t = \alpha d_t`,            () => d.mul(length));
  if (-g.dot(d) < leastGain) return { theta, state: { pairs, last: { g, s } } };
  const next = step("theta", tex`\theta_t = \theta_{t-1} + s_t`, () => theta.add(s));
  return { theta: next, state: { pairs, last: { g, s } } };
}

export type LbfgsMinimizeOptions = MinimizeOptions &
  Pick<WolfeOptions, "c1" | "c2"> & {
    /** How many pairs are remembered, at least 1; 10 by default. */
    history?: number;
  };

/**
 * Minimizes a function of the full batch by L-BFGS with a line search (strong Wolfe), Algorithm 7.5 of Nocedal &
 * Wright 2006. There is no learning rate to choose. theta may have any shape.
 *
 * @throws ValueError if an option is out of range, or the function is not finite at the start or another when asked
 * there again; ShapeError if the gradient has not the shape of theta.
 *
 * @example
 * const { theta } = lbfgs.minimize(surfaces.rosenbrock.f, tensor([-1.2, 1]));
 * theta.sub(1).abs().max().item() < 1e-6; // true
 */
export function minimize(
  f: FullBatch,
  start: Tensor,
  { history = 10, c1, c2, ...options }: LbfgsMinimizeOptions = {},
): Minimum {
  requireNumber("lbfgs.minimize", "history", history, { min: 1, integer: true });
  let pairs: readonly Pair[] = [];
  return minimizeBy(
    "lbfgs.minimize",
    f,
    start,
    (point, counted) => {
      const d = direction(point.gradient, pairs);
      const first = pairs.length === 0 ? Math.min(1, 1 / d.abs().sum().item()) : 1;
      const next = lineSearch(counted, point, d, { c1, c2, first });
      if (!next) return undefined;
      const pair = { s: next.theta.sub(point.theta), y: next.gradient.sub(point.gradient) };
      // The Wolfe conditions make it positive, but for rounding.
      if (pair.s.dot(pair.y) > 0) pairs = remember(pairs, pair, history);
      return next;
    },
    options,
  );
}
