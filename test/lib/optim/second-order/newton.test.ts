import { expect, test } from "vitest";
import type { FullBatch } from "../../../../lib/optim/second-order/full-batch.js";
import * as newton from "../../../../lib/optim/second-order/newton.js";
import { record, type Entry } from "../../../../lib/step.js";
import { tensor } from "../../../../lib/tensor/create.js";

test("the Hessian's differences are taken 1e-5 away by default", () => {
  const tried: number[] = [];
  const f: FullBatch = (theta) => {
    tried.push(theta.item());
    return { value: 0, gradient: theta };
  };
  newton.hessian(f, tensor([0]));
  expect(tried.map(Math.abs)).toEqual([1e-5, 1e-5]);
});

test("the Hessian is made symmetric, whatever the gradients say", () => {
  const A = tensor([
    [1, 4],
    [2, 3],
  ]);
  const f: FullBatch = (theta) => ({
    value: 0,
    gradient: A.matmul(theta.reshape(2, 1)).reshape(2),
  });
  const H = newton.hessian(f, tensor([0, 0]));
  const symmetric = tensor([
    [1, 3],
    [3, 3],
  ]);
  expect(H.sub(symmetric).abs().max().item()).toBeLessThan(1e-10);
});

test("the Hessian refuses a gradient of another shape than theta", () => {
  const f: FullBatch = () => ({ value: 0, gradient: tensor([1, 2, 3]) });
  expect(() => newton.hessian(f, tensor([1, 2]))).toThrow(
    "newton.hessian: gradient must have shape (2), got (3)",
  );
});

test("a step says whether the Hessian was damped", () => {
  const formula = (damping: number): string | undefined => {
    const steps: Entry[] = [];
    newton.update(tensor([1]), tensor([1]), tensor([[2]]), { damping }, record(steps));
    return steps.find(({ name }) => name === "d")?.formula;
  };
  expect(formula(0)).toBe("H d = -g");
  for (const damping of [0.5, 1]) expect(formula(damping)).toContain(String.raw`\lambda I`);
});
