import { tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { tensorOf } from "../op.js";

/** A function with its gradient. */
export type Problem = (x: Tensor) => { value: number; gradient: Tensor };

/** What `params.problem` asks to minimize: f(x) = ½ xᵀAx − bᵀx, or Rosenbrock's valley in any dimension. */
export function problemOf(c: Case): Problem {
  if (c.params.problem === "rosenbrock") return rosenbrock;
  if (c.params.problem !== "quadratic")
    throw new Error(
      `params.problem must be quadratic or rosenbrock, got ${String(c.params.problem)}`,
    );
  const [A, b] = [tensorOf(c, "A"), tensorOf(c, "b")];
  return (x) => {
    const Ax = A.matmul(x.reshape(-1, 1)).reshape(-1);
    return { value: x.dot(Ax) / 2 - b.dot(x), gradient: Ax.sub(b) };
  };
}

/** Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)². */
function rosenbrock(x: Tensor): { value: number; gradient: Tensor } {
  const v = x.data;
  const g = new Float64Array(v.length);
  let value = 0;
  for (let i = 0; i + 1 < v.length; i++) {
    const off = v[i + 1] - v[i] ** 2;
    value += 100 * off ** 2 + (1 - v[i]) ** 2;
    g[i] += -400 * v[i] * off - 2 * (1 - v[i]);
    g[i + 1] += 200 * off;
  }
  return { value, gradient: tensor([...g], x) };
}
