import * as momentum from "../../../lib/optim/momentum.js";
import type { Optimizer } from "../../../lib/optim/optimizer.js";
import * as sgd from "../../../lib/optim/sgd.js";
import * as l2 from "../../../lib/penalties/l2.js";
import { fromData, ones, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op } from "../op.js";

type Problem = { f: (x: Tensor) => number; gradient: (x: Tensor) => Tensor };

/** f(x) = ½ xᵀAx − bᵀx, or Rosenbrock's valley Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)². */
function problemOf(c: Case): Problem {
  if (c.params.problem === "quadratic") {
    const [A, b] = [tensorOf(c, "A"), tensorOf(c, "b")];
    const times = (x: Tensor): Tensor => A.matmul(x.reshape(-1, 1)).reshape(-1);
    return { f: (x) => x.dot(times(x)) / 2 - b.dot(x), gradient: (x) => times(x).sub(b) };
  }
  if (c.params.problem !== "rosenbrock")
    throw new Error(
      `params.problem must be quadratic or rosenbrock, got ${String(c.params.problem)}`,
    );
  const f = (x: Tensor): number => {
    const v = x.data;
    let sum = 0;
    for (let i = 0; i + 1 < v.length; i++)
      sum += 100 * (v[i + 1] - v[i] ** 2) ** 2 + (1 - v[i]) ** 2;
    return sum;
  };
  const gradient = (x: Tensor): Tensor => {
    const v = x.data;
    const g = new Float64Array(v.length);
    for (let i = 0; i + 1 < v.length; i++) {
      g[i] += -400 * v[i] * (v[i + 1] - v[i] ** 2) - 2 * (1 - v[i]);
      g[i + 1] += 200 * (v[i + 1] - v[i] ** 2);
    }
    return tensor([...g]);
  };
  return { f, gradient };
}

/** The path x0, x1, … of `steps` updates, (steps + 1, n), and f along it. */
function path<State, Options extends { lr?: number }>(
  c: Case,
  optimizer: Optimizer<State, Options>,
  optionsAt: (t: number) => Options,
): { x: Tensor; f: Tensor } {
  const { f, gradient } = problemOf(c);
  let theta = tensorOf(c, "x0");
  let state = optimizer.init(theta);
  const points = [...theta.data];
  const losses = [f(theta)];
  const steps = numberOf(c, "steps");
  for (let t = 0; t < steps; t++) {
    const penalty = l2.forward({ W: theta }, { reg: numberOf(c, "weight_decay", 0) });
    const g = gradient(theta).add(l2.backward(ones([]), penalty.cache).dW);
    ({ theta, state } = optimizer.update(theta, g, state, optionsAt(t)));
    points.push(...theta.data);
    losses.push(f(theta));
  }
  return { x: fromData(points, [steps + 1, theta.size]), f: tensor(losses) };
}

export const optimizerTorch: Op = {
  lacks: ({ params }) => {
    if (params.optimizer !== "sgd") return String(params.optimizer);
    if (params.nesterov) return "sgd, nesterov";
    return params.dampening ? "sgd, dampening" : undefined;
  },
  run: (c) => {
    const lr = numberOf(c, "lr");
    const rho = numberOf(c, "momentum", 0);
    return rho === 0 ? path(c, sgd, () => ({ lr })) : path(c, momentum, () => ({ lr, rho }));
  },
};

export const optimizerCs231n: Op = {
  lacks: ({ params }) =>
    params.optimizer === "cs231n_momentum" ? undefined : String(params.optimizer),
  run: (c) => {
    const options = { lr: numberOf(c, "lr"), rho: numberOf(c, "momentum"), form: "step" as const };
    return path(c, momentum, () => options);
  },
};

/** Momentum while the learning rate falls in steps: here the two forms differ. */
export const optimizerScheduled: Op = {
  lacks: ({ params }) => (params.optimizer === "sgd" ? undefined : String(params.optimizer)),
  run: (c) => {
    const along = (form: "gradient" | "step"): Tensor =>
      path(c, momentum, (t) => ({
        lr: numberOf(c, "lr") * numberOf(c, "gamma") ** Math.floor(t / numberOf(c, "step_size")),
        rho: numberOf(c, "momentum"),
        form,
      })).x;
    return { x_torch: along("gradient"), x_cs231n: along("step") };
  },
};
