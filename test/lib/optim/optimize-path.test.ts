import { expect, test } from "vitest";
import { optimizePath } from "../../../lib/optim/optimize-path.js";
import * as sgd from "../../../lib/optim/sgd.js";
import { bowl } from "../../../lib/optim/surfaces.js";
import { Random } from "../../../lib/random.js";
import { randn } from "../../../lib/tensor/create.js";

test("a path has the start and fifty steps by default", () => {
  const { points, values } = optimizePath(sgd, bowl(), [1, 2]);
  expect(points.shape).toEqual([51, 2]);
  expect(values.shape).toEqual([51]);
});

test("noise is added to the gradient, from the seed, which is 0 by default", () => {
  const lr = 0.1;
  for (const seed of [0, 5]) {
    const options = { steps: 1, noise: 0.5, options: { lr }, ...(seed > 0 && { seed }) };
    const { points } = optimizePath(sgd, bowl({ condition: 4 }), [1, 2], options);
    const z = randn([2], new Random(seed));
    expect(points.at(1, 0)).toBeCloseTo(1 - lr * (1 + 0.5 * z.at(0)), 14);
    expect(points.at(1, 1)).toBeCloseTo(2 - lr * (8 + 0.5 * z.at(1)), 14);
  }
});
