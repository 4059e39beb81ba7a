import { describe, expect, test } from "vitest";
import type { FullBatch } from "../../../../lib/optim/second-order/full-batch.js";
import * as lbfgs from "../../../../lib/optim/second-order/lbfgs.js";
import { arange, tensor, zeros } from "../../../../lib/tensor/create.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";

const fresh: lbfgs.LbfgsState = { pairs: [] };

describe("lbfgs.update, if it is told nothing,", () => {
  test("takes a whole step, but a first one no longer than the gradient and no longer than 1", () => {
    const first = (g: Tensor): unknown => lbfgs.update(zeros([2]), g, fresh).theta.toArray();
    expect(first(tensor([0.25, 0.25]))).toEqual([-0.25, -0.25]);
    expect(first(tensor([3, 1]))).toEqual([-0.75, -0.25]);
    // Along s the curvature is 4, and the second step is whole.
    const state = { pairs: [], last: { g: tensor([8]), s: tensor([-1]) } };
    expect(lbfgs.update(tensor([1]), tensor([4]), state).theta.item()).toBe(0);
  });

  test("remembers ten pairs", () => {
    let [theta, state]: [Tensor, lbfgs.LbfgsState] = [arange(12).add(1), fresh];
    for (let t = 0; t < 12; t++)
      ({ theta, state } = lbfgs.update(theta, theta.mul(arange(12).add(1)), state, { lr: 0.1 }));
    expect(state.pairs).toHaveLength(10);
  });

  test("rests once no entry of g is above 1e-7, with what it knows as it was", () => {
    const rest = (g: Tensor, theta = tensor([5])): lbfgs.LbfgsState =>
      lbfgs.update(theta, g, fresh, { leastGain: 0 }).state;
    expect(rest(tensor([1e-7]))).toBe(fresh);
    expect(rest(tensor([2e-7]))).not.toBe(fresh);
    expect(rest(tensor([1]), tensor([0]))).not.toBe(fresh);
    expect(rest(zeros([0]), zeros([0]))).toBe(fresh);
  });

  test("makes no step that gains less than 1e-9", () => {
    const step = (g: number, options = {}): number =>
      lbfgs.update(tensor([0]), tensor([g]), fresh, { tolerance: 0, ...options }).theta.item();
    expect(step(3e-5)).toBe(0);
    expect(step(4e-5)).toBe(-4e-5);
    expect(step(1, { leastGain: 1 })).toBe(-1);
    // The gain is that of the whole direction, 100, not of the shortened step, 10.
    expect(step(10, { leastGain: 50 })).toBe(-1);
  });
});

test("lbfgs.update remembers pairs that show a curvature above 1e-10", () => {
  const pairs = (change: number): number =>
    lbfgs.update(
      tensor([1]),
      tensor([change]),
      { pairs: [], last: { g: tensor([0]), s: tensor([1]) } },
      { tolerance: 0, leastGain: 0 },
    ).state.pairs.length;
  expect([1e-10, 5e-10].map(pairs)).toEqual([0, 1]);
});

test.each(["tolerance", "leastGain"])("lbfgs.update refuses a %s below 0", (name) => {
  const theta = zeros([1]);
  expect(() => lbfgs.update(theta, theta, fresh, { [name]: -0.5 })).toThrow(
    `lbfgs.update: ${name} must be a finite number of at least 0, got -0.5`,
  );
});

test("lbfgs.direction says which half of which pair does not fit", () => {
  const [two, three] = [tensor([1, 2]), tensor([1, 2, 3])];
  const direction = (s: Tensor, y: Tensor) => () =>
    lbfgs.direction(two, [
      { s: two, y: two },
      { s, y },
    ]);
  expect(direction(three, two)).toThrow("lbfgs.direction: pairs[1].s must have shape (2), got (3)");
  expect(direction(two, three)).toThrow("lbfgs.direction: pairs[1].y must have shape (2), got (3)");
});

describe("lbfgs.minimize", () => {
  const curvatures = arange(16).add(1).pow(2);
  /** Not quadratic, so that old pairs matter. */
  const valley: FullBatch = (theta) => {
    const square = theta.mul(theta);
    const value = curvatures.dot(square) / 2 + square.dot(square) / 4;
    return { value, gradient: theta.mul(curvatures).add(square.mul(theta)) };
  };
  const start = arange(16).mul(0.7).add(1);

  test("remembers ten pairs by default", () => {
    const path = (options: lbfgs.LbfgsMinimizeOptions): unknown[] => {
      const points: unknown[] = [];
      const onStep = ({ theta }: { theta: Tensor }): void => void points.push(theta.toArray());
      lbfgs.minimize(valley, start, { ...options, iterations: 30, onStep });
      return points;
    };
    expect(path({})).toEqual(path({ history: 10 }));
    expect(path({ history: 9 })).not.toEqual(path({ history: 10 }));
    expect(path({ history: 11 })).not.toEqual(path({ history: 10 }));
  });

  /** The points of a path, and what was tried first from each. */
  function firstTries(from: Tensor): { points: Tensor[]; tries: Tensor[] } {
    const [points, tries, all]: [Tensor[], Tensor[], Tensor[]] = [[], [], []];
    const seen: number[] = [];
    const counted: FullBatch = (theta) => {
      all.push(theta);
      return valley(theta);
    };
    lbfgs.minimize(counted, from, {
      iterations: 3,
      onStep: ({ theta }) => {
        points.push(theta);
        seen.push(all.length);
      },
    });
    for (const count of seen.slice(0, -1)) tries.push(all[count]);
    return { points, tries };
  }

  test("first tries all of a small gradient", () => {
    const from = start.mul(5e-5);
    const { gradient } = valley(from);
    expect(gradient.abs().sum().item()).toBeLessThan(1);
    expect(firstTries(from).tries[0].toArray()).toEqual(from.sub(gradient).toArray());
  });

  test("then tries all of its direction, however long", () => {
    const { points, tries } = firstTries(start);
    const [g0, g] = points.map((point) => valley(point).gradient);
    const d = lbfgs.direction(g, [{ s: points[1].sub(points[0]), y: g.sub(g0) }]);
    expect(d.abs().sum().item()).toBeGreaterThan(1);
    expect(tries[1].toArray()).toEqual(points[1].add(d).toArray());
  });
});
