import { evaluate } from "mathjs/number";
import { describe, expect, test } from "vitest";
import * as adam from "../../../lib/optim/adam.js";
import * as momentum from "../../../lib/optim/momentum.js";
import * as nesterov from "../../../lib/optim/nesterov.js";
import { optimizePath } from "../../../lib/optim/optimize-path.js";
import * as sgd from "../../../lib/optim/sgd.js";
import { beale, bowl, camel, rosenbrock, saddle } from "../../../lib/optim/surfaces.js";
import { Random } from "../../../lib/random.js";
import { randn, tensor } from "../../../lib/tensor/create.js";

const surfaces = [bowl(), bowl({ condition: 3 }), saddle, rosenbrock, beale, camel];

/** As the docstrings and the lessons show them. */
const VIEWS: readonly (readonly [name: string, start: number[], x: number[], y: number[]])[] = [
  ["bowl", [-4, 1.5], [-5, 5], [-2, 2]],
  ["saddle", [-1.5, 1e-3], [-2, 2], [-2, 2]],
  ["rosenbrock", [-1.2, 1], [-2, 2], [-1, 3]],
  ["beale", [1, 1.5], [-4.5, 4.5], [-4.5, 4.5]],
  ["camel", [-2, -1.5], [-2.2, 2.2], [-2.2, 2.2]],
];

test.each(VIEWS)("the %s is shown, and gone down, from where lessons do", (name, start, x, y) => {
  const surface = surfaces.find((one) => one.name === name);
  expect(surface?.start).toEqual(start);
  expect(surface?.view).toEqual({ x, y });
});

test("the bowl is twenty times as steep one way as the other by default", () => {
  expect(bowl().f(tensor([0, 1])).value).toBe(10);
});

describe.each(surfaces)("the surface $name", ({ name, formula, f, minimum, start, view }) => {
  test("has the gradient that central differences find", () => {
    const rng = new Random(1);
    const h = 1e-5;
    for (let i = 0; i < 20; i++) {
      const point = randn([2], rng).mul(1.5);
      const numeric = [tensor([h, 0]), tensor([0, h])].map(
        (step) => (f(point.add(step)).value - f(point.sub(step)).value) / (2 * h),
      );
      f(point).gradient.data.forEach((analytic, axis) => {
        const scale = Math.max(1, Math.abs(analytic) + Math.abs(numeric[axis]));
        expect(Math.abs(analytic - numeric[axis]) / scale).toBeLessThan(1e-7);
      });
    }
  });

  test("is lowest where it says, and shows its start", () => {
    const axes = [view.x, view.y];
    start.forEach((value, axis) => {
      expect(value).toBeGreaterThan(axes[axis][0]);
      expect(value).toBeLessThan(axes[axis][1]);
    });
    if (!minimum) return;
    const { value, gradient } = f(tensor([...minimum]));
    expect([value, ...gradient.data].map(Math.abs)).toEqual([0, 0, 0]);
    const rng = new Random(2);
    for (let i = 0; i < 50; i++) expect(f(randn([2], rng).mul(3)).value).toBeGreaterThan(0);
  });

  test("is what its formula says", () => {
    const at = [0.7, -1.3];
    const script = formula
      .replaceAll(String.raw`\tfrac12`, "0.5 * ")
      .replaceAll(String.raw`\tfrac16`, "1 / 6 * ")
      .replaceAll("xy", "x * y")
      .replaceAll(/(\d)\\, y|(\d) \(/g, (_, a?: string, b?: string) =>
        a ? `${a} * y` : `${b ?? ""} * (`,
      );
    const value = Number(evaluate(script, { x: at[0], y: at[1] }));
    expect(f(tensor(at)).value).toBeCloseTo(value, 12);
  });

  test("refuses points that are not two numbers", () => {
    expect(() => f(tensor([1, 2, 3]))).toThrow(
      `surfaces.${name}: theta must have shape (2), got (3)`,
    );
  });
});

describe("optimizePath", () => {
  test("keeps every point and value, the start first", () => {
    const { points, values } = optimizePath(adam, rosenbrock, [-1, 1], {
      steps: 30,
      options: { lr: 0.05 },
    });
    expect([points.shape, values.shape]).toEqual([[31, 2], [31]]);
    expect(points.slice(0, 1).toArray()).toEqual([[-1, 1]]);
    expect(values.at(30)).toBe(rosenbrock.f(points.slice(30).reshape(2)).value);
    expect(values.at(30)).toBeLessThan(values.at(0));
  });

  test("shows gradient descent zig-zag in a bowl, and crawl off a saddle", () => {
    const zigzag = optimizePath(sgd, bowl(), [-4, 1.5], { steps: 9, options: { lr: 0.095 } });
    const signs = Array.from({ length: 10 }, (_, t) => Math.sign(zigzag.points.at(t, 1)));
    expect(signs).toEqual([1, -1, 1, -1, 1, -1, 1, -1, 1, -1]);
    const stuck = optimizePath(sgd, saddle, [1, 0], { options: { lr: 0.1 } });
    expect(stuck.points.at(50, 1)).toBe(0);
  });

  test("shows gradient descent stay in a local minimum that momentum rolls out of", () => {
    const end = ({ points, values }: ReturnType<typeof optimizePath>): number[] => [
      points.at(values.size - 1, 0),
      points.at(values.size - 1, 1),
      values.at(values.size - 1),
    ];
    const { start } = camel;
    const [x, y, value] = end(
      optimizePath(sgd, camel, start, { steps: 500, options: { lr: 0.05 } }),
    );
    expect([x, y, value].map((n) => Number(n.toFixed(4)))).toEqual([-1.7476, 0.8738, 0.2986]);
    const rolled = end(optimizePath(momentum, camel, start, { steps: 500, options: { lr: 0.05 } }));
    expect(rolled[2]).toBeLessThan(1e-6);
  });

  test("ends where a value is no longer finite", () => {
    const { values } = optimizePath(sgd, rosenbrock, [-1.2, 1], { options: { lr: 1 } });
    expect(values.size).toBeLessThan(51);
    expect(Number.isFinite(values.at(values.size - 1))).toBe(false);
  });

  test("adds seeded noise to the gradient", () => {
    const walk = (seed: number, noise: number) =>
      optimizePath(nesterov, bowl(), [1, 1], { noise, seed, steps: 5 }).points.toArray();
    expect(walk(1, 0.5)).toEqual(walk(1, 0.5));
    expect(walk(1, 0.5)).not.toEqual(walk(2, 0.5));
    expect(walk(1, 0)).toEqual(walk(2, 0));
  });

  test("scales the noise by its standard deviation", () => {
    const end = (noise: number): number =>
      optimizePath(sgd, bowl(), [1, 1], { noise, steps: 1 }).points.at(1, 0);
    expect((end(2) - end(0)) / (end(0.5) - end(0))).toBeCloseTo(4, 10);
  });

  test("refuses options out of range", () => {
    expect(() => optimizePath(sgd, saddle, [0, 0], { steps: 1.5 })).toThrow(
      "optimizePath: steps must be an integer of at least 0, got 1.5",
    );
    expect(() => optimizePath(sgd, saddle, [0, 0], { noise: -1 })).toThrow(
      "optimizePath: noise must be a finite number of at least 0, got -1",
    );
  });
});
