import { describe, expect, test } from "vitest";
import { ShapeError, ValueError } from "../../../../lib/errors.js";
import * as bfgs from "../../../../lib/optim/second-order/bfgs.js";
import type { FullBatch } from "../../../../lib/optim/second-order/full-batch.js";
import * as lbfgs from "../../../../lib/optim/second-order/lbfgs.js";
import { lineSearch } from "../../../../lib/optim/second-order/line-search.js";
import * as newton from "../../../../lib/optim/second-order/newton.js";
import { bowl, rosenbrock, saddle } from "../../../../lib/optim/surfaces.js";
import { Random } from "../../../../lib/random.js";
import { ones, randn, tensor, zeros } from "../../../../lib/tensor/create.js";
import { solve } from "../../../../lib/tensor/solve.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";

/** ½ xᵀAx − bᵀx with a random positive definite A, seen in any shape. */
function quadratic(n: number, seed: number): { f: FullBatch; A: Tensor; minimum: Tensor } {
  const rng = new Random(seed);
  const root = randn([n, n], rng);
  const identity = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? 0.1 : 0)),
  );
  const A = root.matmul(root.T).add(tensor(identity));
  const b = randn([n], rng);
  const f: FullBatch = (theta) => {
    const x = theta.reshape(n);
    const Ax = A.matmul(x.reshape(n, 1)).reshape(n);
    return { value: x.dot(Ax) / 2 - b.dot(x), gradient: Ax.sub(b).reshape(...theta.shape) };
  };
  return { f, A, minimum: solve(A, b) };
}

const far = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

describe("Newton's method", () => {
  test("needs one step on any quadratic, without a learning rate", () => {
    const { f, A, minimum } = quadratic(7, 1);
    const end = newton.minimize(f, randn([7], new Random(2)).mul(100), {
      hessian: () => A,
      tolerance: 1e-8,
    });
    expect(end).toMatchObject({ iterations: 1, stopped: "converged", evaluations: 3 });
    expect(far(end.theta, minimum)).toBeLessThan(1e-9);
  });

  test("finds the Hessian by differences of the gradient, 2N of them", () => {
    const { f, A } = quadratic(5, 3);
    let calls = 0;
    const counted: FullBatch = (theta) => (calls++, f(theta));
    expect(far(newton.hessian(counted, randn([5], new Random(4))), A)).toBeLessThan(1e-8);
    expect(calls).toBe(10);
  });

  test("converges on Rosenbrock's valley in a few steps", () => {
    const end = newton.minimize(rosenbrock.f, tensor([-1.2, 1]));
    expect(far(end.theta, ones([2]))).toBeLessThan(1e-7);
    expect(end.iterations).toBeLessThan(10);
  });

  test("goes straight to a saddle; damping beyond the curvature turns it downhill", () => {
    const start = tensor([1, 0.5]);
    const { gradient } = saddle.f(start);
    const H = newton.hessian(saddle.f, start);
    expect(far(newton.update(start, gradient, H), zeros([2]))).toBeLessThan(1e-9);
    expect(newton.update(start, gradient, H, { damping: 2 }).at(1)).toBeCloseTo(1, 8);
  });

  test("takes theta of any shape", () => {
    const { f, minimum } = quadratic(6, 5);
    const end = newton.minimize(f, zeros([2, 3]));
    expect(end.theta.shape).toEqual([2, 3]);
    expect(far(end.theta.reshape(6), minimum)).toBeLessThan(1e-6);
  });

  test("refuses a singular Hessian and what does not fit", () => {
    const x = zeros([2]);
    expect(() => newton.update(x, x, zeros([2, 2]))).toThrow(
      new ValueError("newton.update: H must not be singular, got no pivot in column 0"),
    );
    expect(() => newton.update(x, x, zeros([3, 3]))).toThrow(
      new ShapeError("newton.update: H must have shape (2, 2), got (3, 3)"),
    );
    expect(() => newton.update(x, x, ones([2, 2]), { damping: -1 })).toThrow(
      "newton.update: damping must be a finite number of at least 0, got -1",
    );
    expect(() => newton.hessian(rosenbrock.f, x, { h: 0 })).toThrow(
      "newton.hessian: h must be a finite number above 0, got 0",
    );
  });
});

describe.each([
  ["bfgs", bfgs],
  ["lbfgs", lbfgs],
] as const)("%s.minimize", (name, method) => {
  test.each([1, 2, 9])("finds the minimum of a quadratic in %i dimensions", (n) => {
    const { f, minimum } = quadratic(n, 10 + n);
    const end = method.minimize(f, randn([n], new Random(n)).mul(3));
    expect(end.stopped).toBe("converged");
    expect(end.gradient.abs().max().item()).toBeLessThanOrEqual(1e-7);
    expect(far(end.theta, minimum)).toBeLessThan(1e-5);
  });

  test("finds the end of Rosenbrock's valley from many starts, downhill all the way", () => {
    const rng = new Random(1);
    for (let i = 0; i < 20; i++) {
      const values: number[] = [];
      const end = method.minimize(rosenbrock.f, randn([2], rng).mul(2), {
        onStep: ({ value }) => values.push(value),
      });
      expect(far(end.theta, ones([2]))).toBeLessThan(1e-5);
      expect(end.evaluations).toBeLessThan(150);
      values.slice(1).forEach((value, k) => expect(value).toBeLessThan(values[k] * (1 + 1e-13)));
      expect(values).toHaveLength(end.iterations + 1);
    }
  });

  test("refuses a function that is another each time, as that of a minibatch is", () => {
    const rng = new Random(3);
    const noisy: FullBatch = (theta) => {
      const off = theta.sub(randn([2], rng));
      return { value: off.dot(off), gradient: off.mul(2) };
    };
    expect(() => method.minimize(noisy, tensor([3, 4]))).toThrow(
      /minimize: the function must be that of the full batch.* got [\d.]+ and then [\d.]+ at the start/,
    );
  });

  test("goes on to the last digit and ends there, converged or stuck", () => {
    const end = method.minimize(rosenbrock.f, tensor([-1.2, 1]), { tolerance: 0 });
    expect(end.stopped).not.toBe("iterations");
    expect(far(end.theta, ones([2]))).toBeLessThan(1e-9);
  });

  test("takes theta of any shape, and stops where it is told", () => {
    const { f } = quadratic(6, 5);
    const end = method.minimize(f, zeros([3, 2]), { iterations: 2 });
    expect(end).toMatchObject({ iterations: 2, stopped: "iterations" });
    expect(end.theta.shape).toEqual([3, 2]);
    expect(method.minimize(f, zeros([3, 2]), { iterations: 0 }).evaluations).toBe(1);
  });

  test("looks once at a start that is a minimum already", () => {
    const flat: FullBatch = (theta) => ({ value: 0, gradient: theta });
    const end = method.minimize(flat, zeros([2]), { tolerance: 0 });
    expect(end).toMatchObject({ iterations: 0, evaluations: 1, stopped: "converged" });
  });

  test("makes a first step of length 1 at most, however steep", () => {
    const { f } = quadratic(3, 6);
    const tried: Tensor[] = [];
    const watched: FullBatch = (theta) => (tried.push(theta), f(theta));
    method.minimize(watched, ones([3]).mul(100), { iterations: 1 });
    expect(tried[1]).toBe(tried[0]); // once more, to see that it gives the same value
    expect(tried[2].sub(tried[0]).abs().sum().item()).toBeCloseTo(1, 12);
  });

  test("comes back from where the function is not finite", () => {
    const log: FullBatch = (x) => ({
      value: x.sub(x.log()).sum().item(),
      gradient: x.pow(-1).neg().add(1),
    });
    const end = method.minimize(log, tensor([1e-3, 30]));
    expect(far(end.theta, ones([2]))).toBeLessThan(1e-6);
  });

  test("refuses a start that is not finite, a gradient of another shape, and options out of range", () => {
    const at =
      (value: number): FullBatch =>
      () => ({ value, gradient: ones([2]) });
    expect(() => method.minimize(at(NaN), zeros([2]))).toThrow(
      new ValueError(`${name}.minimize: the function must be finite at the start, got NaN`),
    );
    expect(() => method.minimize(at(1), zeros([3]))).toThrow(
      new ShapeError(`${name}.minimize: gradient must have shape (3), got (2)`),
    );
    expect(() => method.minimize(at(1), zeros([2]), { tolerance: -1 })).toThrow(
      `${name}.minimize: tolerance must be a finite number of at least 0, got -1`,
    );
  });
});

describe("the two loops of L-BFGS", () => {
  test("give the direction of BFGS's matrix, which is never made", () => {
    const rng = new Random(1);
    const { A } = quadratic(4, 2);
    const pairs = Array.from({ length: 3 }, () => {
      const s = randn([4], rng);
      return { s, y: A.matmul(s.reshape(4, 1)).reshape(4) };
    });
    const { s, y } = pairs[2];
    let H = tensor(
      Array.from({ length: 4 }, (_, i) => Array.from({ length: 4 }, (_, j) => (i === j ? 1 : 0))),
    );
    H = H.mul(s.dot(y) / y.dot(y));
    for (const pair of pairs) H = bfgs.updateInverse(H, pair);
    const g = randn([4], rng);
    const direct = H.matmul(g.reshape(4, 1)).reshape(4).neg();
    expect(far(lbfgs.direction(g, pairs), direct)).toBeLessThan(1e-12);
    expect(far(H.matmul(y.reshape(4, 1)).reshape(4), s)).toBeLessThan(1e-12);
    expect(far(H, H.T)).toBeLessThan(1e-12);
  });

  test("without pairs are plain gradient descent", () => {
    expect(lbfgs.direction(tensor([1, -2]), []).toArray()).toEqual([-1, 2]);
  });
});

describe("lbfgs.update", () => {
  test("remembers no more pairs than it may, and none without curvature", () => {
    let theta = tensor([1, 1]);
    let state = lbfgs.init(theta);
    for (let t = 0; t < 6; t++)
      ({ theta, state } = lbfgs.update(theta, bowl().f(theta).gradient, state, {
        history: 2,
        lr: 0.1,
      }));
    expect(state.pairs).toHaveLength(2);
    const flat = lbfgs.update(theta, tensor([1, 1]), lbfgs.init(theta));
    expect(lbfgs.update(flat.theta, tensor([1, 1]), flat.state).state.pairs).toEqual([]);
  });

  test("stands still where the gradient is small or there is hardly anything to gain", () => {
    const theta = tensor([1, 2]);
    const stay = (g: number, options: lbfgs.LbfgsOptions) =>
      lbfgs.update(theta, tensor([g, 0]), lbfgs.init(theta), options).theta.toArray();
    expect(stay(1e-8, {})).toEqual([1, 2]);
    expect(stay(1e-5, {})).toEqual([1, 2]);
    expect(stay(1e-5, { leastGain: 0 })).not.toEqual([1, 2]);
  });

  test("refuses a history of nothing", () => {
    const theta = zeros([1]);
    expect(() => lbfgs.update(theta, theta, lbfgs.init(theta), { history: 0 })).toThrow(
      "lbfgs.update: history must be an integer of at least 1, got 0",
    );
  });
});

describe("lineSearch", () => {
  const along = (f: (x: number) => [number, number], first: number, c2 = 0.9) => {
    const line: FullBatch = (x) => {
      const [value, slope] = f(x.item());
      return { value, gradient: tensor([slope]) };
    };
    const start = tensor([0]);
    const found = lineSearch(line, { theta: start, ...line(start) }, tensor([1]), { first, c2 });
    if (!found) throw new Error("nothing found");
    return { ...found, conditions: [f(0), f(found.alpha)] as const };
  };

  test.each([1e-4, 0.1, 1, 50, 1e4])("meets both conditions from a first length of %d", (first) => {
    const wavy = (x: number): [number, number] => [
      -x / (x * x + 2) + 0.01 * Math.cos(5 * x),
      (x * x - 2) / (x * x + 2) ** 2 - 0.05 * Math.sin(5 * x),
    ];
    const { alpha, conditions } = along(wavy, first, 0.1);
    const [[value, slope], [next, nextSlope]] = conditions;
    expect(next).toBeLessThanOrEqual(value + 1e-4 * alpha * slope);
    expect(Math.abs(nextSlope)).toBeLessThanOrEqual(-0.1 * slope);
  });

  test("doubles its length as long as the line goes on down", () => {
    const tried: number[] = [];
    const { alpha } = along((x) => (tried.push(x), [(x - 3) ** 2, 2 * (x - 3)]), 0.25, 0.5);
    expect(tried.slice(1, 5)).toEqual([0.25, 0.5, 1, 2]);
    expect(alpha).toBe(2);
  });

  test("jumps to the minimum of a cubic at once", () => {
    // x³ − 3x has its minimum at 1.
    const { alpha } = along((x) => [x ** 3 - 3 * x, 3 * x * x - 3], 3, 1e-3);
    expect(alpha).toBeCloseTo(1, 12);
  });

  test("gives up where nothing falls, and refuses a direction that points up", () => {
    // Rounding hides every fall: the value stays the same though the slope says otherwise.
    const lying: FullBatch = () => ({ value: 1, gradient: tensor([-1]) });
    const point = { theta: tensor([0]), ...lying(tensor([0])) };
    expect(lineSearch(lying, point, tensor([1]))).toBeUndefined();
    expect(() => lineSearch(lying, point, tensor([-1]))).toThrow(
      new ValueError("lineSearch: d must point downwards, got the slope 1"),
    );
    expect(() => lineSearch(lying, point, tensor([1]), { c1: 0.9, c2: 0.1 })).toThrow(
      "lineSearch: c1 and c2 must satisfy 0 < c1 < c2 < 1, got 0.9 and 0.1",
    );
  });
});

describe("bfgs.updateInverse", () => {
  test("refuses a step along which the curvature is not above 0", () => {
    const pair = { s: tensor([1]), y: tensor([-1]) };
    expect(() => bfgs.updateInverse(tensor([[1]]), pair)).toThrow(
      new ValueError("bfgs.updateInverse: s·y must be above 0, got -1"),
    );
    expect(() => bfgs.updateInverse(tensor([[1, 2]]), { ...pair, y: tensor([1]) })).toThrow(
      new ShapeError("bfgs.updateInverse: H must have shape (1, 1), got (1, 2)"),
    );
  });
});

describe("solve", () => {
  test("swaps rows where a pivot is 0", () => {
    const A = tensor([
      [0, 2, 1],
      [1, 0, 0],
      [3, 1, -1],
    ]);
    expect(far(solve(A, tensor([7, 1, 2])), tensor([1, 2, 3]))).toBeLessThan(1e-14);
  });

  test("refuses what is not square, does not fit, or is singular", () => {
    expect(() => solve(ones([2, 3]), ones([2]))).toThrow(
      "solve: A must have shape (n, n), got (2, 3)",
    );
    expect(() => solve(ones([2, 2]), ones([3]))).toThrow("solve: b must have shape (2), got (3)");
    expect(() => solve(ones([2, 2]), ones([2]))).toThrow(
      "solve: A must not be singular, got no pivot in column 1",
    );
  });
});

/** Falls ever more steeply to a kink at 1, and rises from there: no search along it finds anything flat. */
const cliff: FullBatch = (theta) => {
  const x = theta.item();
  const [value, slope] = x < 1 ? [-x - (x * x) / 2, -1 - x] : [5 * x - 6.5, 5];
  return { value, gradient: tensor([slope]) };
};
/** Falls along a line to a kink at 0.3: the step before it changes no gradient. */
const wedge: FullBatch = (theta) => {
  const x = theta.item();
  return { value: Math.abs(x - 0.3), gradient: tensor([x < 0.3 ? -1 : 1]) };
};

test.each([
  ["bfgs, a cliff", bfgs.minimize, cliff, 1],
  ["lbfgs, a cliff", lbfgs.minimize, cliff, 1],
  ["bfgs, a wedge", bfgs.minimize, wedge, 0.3],
  ["lbfgs, a wedge", lbfgs.minimize, wedge, 0.3],
])("%s: a step that shows no curvature above 0 is not remembered", (_, minimize, f, kink) => {
  const end = minimize(f, zeros([1]), { iterations: 50 });
  expect(Math.abs(end.theta.item() - kink)).toBeLessThan(1e-3);
});
