import { expect, test } from "vitest";
import * as bfgs from "../../../../lib/optim/second-order/bfgs.js";
import type { FullBatch } from "../../../../lib/optim/second-order/full-batch.js";
import { record, type Entry } from "../../../../lib/step.js";
import { tensor, zeros } from "../../../../lib/tensor/create.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";

const identity = tensor([
  [1, 0],
  [0, 1],
]);

test("V is I − s yᵀ / (s·y)", () => {
  const steps: Entry[] = [];
  bfgs.updateInverse(identity, { s: tensor([1, 2]), y: tensor([3, 1]) }, record(steps));
  const V = steps.find(({ name }) => name === "V")?.value;
  const expected = tensor([
    [2 / 5, -1 / 5],
    [-6 / 5, 3 / 5],
  ]);
  expect(V?.sub(expected).abs().max().item()).toBeLessThan(1e-15);
});

test("refuses pairs that do not fit or have no curvature", () => {
  const update = (s: Tensor, y: Tensor) => () => bfgs.updateInverse(identity, { s, y });
  expect(update(tensor([1, 0]), tensor([0, 1]))).toThrow(
    "bfgs.updateInverse: s·y must be above 0, got 0",
  );
  expect(update(tensor([1, 1]), tensor([1]))).toThrow(
    "bfgs.updateInverse: y must have shape (2), got (1)",
  );
});

test("the first matrix is scaled by the curvature of the first step, and tried at full length", () => {
  const A = tensor([1, 10]);
  const tried: Tensor[] = [];
  const bowl: FullBatch = (theta) => {
    tried.push(theta);
    return { value: theta.mul(A).dot(theta) / 2, gradient: theta.mul(A) };
  };
  const points: Tensor[] = [];
  // Evaluations before the second step is tried.
  let before = 0;
  bfgs.minimize(bowl, tensor([0.3, 0.02]), {
    iterations: 2,
    onStep: ({ theta }, iteration) => {
      points.push(theta);
      if (iteration === 1) before = tried.length;
    },
  });
  // The start is tried twice. The gradient adds up to less than 1, so that the first step tries all of it.
  expect(
    tried[2]
      .sub(tensor([0, -0.18]))
      .abs()
      .max()
      .item(),
  ).toBeLessThan(1e-15);
  const s = points[1].sub(points[0]);
  const y = s.mul(A);
  const H = bfgs.updateInverse(identity.mul(s.dot(y) / y.dot(y)), { s, y });
  const expected = points[1].sub(H.matmul(points[1].mul(A).reshape(2, 1)).reshape(2));
  expect(tried[before].sub(expected).abs().max().item()).toBeLessThan(1e-14);
});

test("a line without end or curvature is gone down for a thousand steps by default", () => {
  const line: FullBatch = (theta) => ({ value: -theta.sum().item(), gradient: tensor([-1]) });
  const end = bfgs.minimize(line, zeros([1]));
  expect(end).toMatchObject({ iterations: 1000, stopped: "iterations" });
});

test("nothing to find is found at once", () => {
  const end = bfgs.minimize((theta) => ({ value: 0, gradient: theta }), zeros([0]));
  expect(end).toMatchObject({ iterations: 0, stopped: "converged" });
});
