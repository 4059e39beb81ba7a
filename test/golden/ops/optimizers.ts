import * as adadelta from "../../../lib/optim/adadelta.js";
import * as adagrad from "../../../lib/optim/adagrad.js";
import * as adam from "../../../lib/optim/adam.js";
import * as adamax from "../../../lib/optim/adamax.js";
import * as adamw from "../../../lib/optim/adamw.js";
import * as momentum from "../../../lib/optim/momentum.js";
import * as nadam from "../../../lib/optim/nadam.js";
import * as nesterov from "../../../lib/optim/nesterov.js";
import type { Optimizer } from "../../../lib/optim/optimizer.js";
import * as radam from "../../../lib/optim/radam.js";
import * as rmsprop from "../../../lib/optim/rmsprop.js";
import * as sgd from "../../../lib/optim/sgd.js";
import { fromData, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op } from "../op.js";
import { problemOf } from "./problems.js";

type Path = { x: Tensor; f: Tensor };

/** The path x0, x1, … of `steps` updates, (steps + 1, n), and f along it. */
function path<State, Options extends { lr?: number }>(
  c: Case,
  optimizer: Optimizer<State, Options>,
  optionsAt: (t: number) => Options,
): Path {
  const f = problemOf(c);
  let theta = tensorOf(c, "x0");
  let state = optimizer.init(theta, optionsAt(0));
  const points = [...theta.data];
  const losses = [f(theta).value];
  const steps = numberOf(c, "steps");
  for (let t = 0; t < steps; t++) {
    ({ theta, state } = optimizer.update(theta, f(theta).gradient, state, optionsAt(t)));
    points.push(...theta.data);
    losses.push(f(theta).value);
  }
  return { x: fromData(points, [steps + 1, theta.size]), f: tensor(losses) };
}

/** Follows an optimizer whose options stay the same. */
const along = <State, Options extends { lr?: number }>(
  c: Case,
  optimizer: Optimizer<State, Options>,
  options: NoInfer<Options>,
): Path => path(c, optimizer, () => options);

const rate = (c: Case) => ({
  lr: numberOf(c, "lr"),
  weightDecay: numberOf(c, "weight_decay", 0),
});

/** β₁ and β₂, as PyTorch (`betas`) or CS231n (`beta1`, `beta2`) writes them, and the rest of Adam. */
function adamOptions(c: Case) {
  const betas = c.params.betas as [number, number] | undefined;
  const [beta1, beta2] = betas ?? [numberOf(c, "beta1", 0.9), numberOf(c, "beta2", 0.999)];
  return { ...rate(c), beta1, beta2, eps: numberOf(c, "eps", 1e-8) };
}

const amsgrad = ({ params }: Case) => ({ amsgrad: params.amsgrad === true });

/** By `params.optimizer`. */
const OPTIMIZERS: Readonly<Record<string, (c: Case) => Path>> = {
  sgd: (c) => {
    const rho = numberOf(c, "momentum", 0);
    if (rho === 0) return along(c, sgd, rate(c));
    if (c.params.nesterov === true) return along(c, nesterov, { ...rate(c), rho });
    return along(c, momentum, { ...rate(c), rho, dampening: numberOf(c, "dampening", 0) });
  },
  adagrad: (c) =>
    along(c, adagrad, {
      ...rate(c),
      lrDecay: numberOf(c, "lr_decay", 0),
      initial: numberOf(c, "initial_accumulator_value", 0),
      eps: numberOf(c, "eps", 1e-10),
    }),
  rmsprop: (c) =>
    along(c, rmsprop, {
      ...rate(c),
      beta: numberOf(c, "alpha", 0.99),
      eps: numberOf(c, "eps", 1e-8),
      centered: c.params.centered === true,
      rho: numberOf(c, "momentum", 0),
    }),
  adadelta: (c) =>
    along(c, adadelta, {
      ...rate(c),
      beta: numberOf(c, "rho", 0.9),
      eps: numberOf(c, "eps", 1e-6),
    }),
  adam: (c) => along(c, adam, { ...adamOptions(c), ...amsgrad(c) }),
  adamw: (c) => along(c, adamw, { ...adamOptions(c), ...amsgrad(c) }),
  adamax: (c) => along(c, adamax, adamOptions(c)),
  nadam: (c) =>
    along(c, nadam, { ...adamOptions(c), momentumDecay: numberOf(c, "momentum_decay", 4e-3) }),
  radam: (c) => along(c, radam, adamOptions(c)),
  cs231n_momentum: (c) =>
    along(c, momentum, { ...rate(c), rho: numberOf(c, "momentum"), form: "step" }),
  cs231n_nesterov: (c) =>
    along(c, nesterov, { ...rate(c), rho: numberOf(c, "momentum"), form: "step" }),
  cs231n_adagrad: (c) => along(c, adagrad, { ...rate(c), eps: numberOf(c, "eps", 1e-7) }),
  cs231n_rmsprop: (c) =>
    along(c, rmsprop, {
      ...rate(c),
      beta: numberOf(c, "decay_rate"),
      eps: numberOf(c, "eps", 1e-8),
    }),
  cs231n_adam: (c) => along(c, adam, adamOptions(c)),
  cs231n_adam_no_bias_correction: (c) =>
    along(c, adam, { ...adamOptions(c), biasCorrection: false }),
};

/** One optimizer by name, PyTorch's or CS231n's. */
export const optimizer: Op = {
  lacks: ({ params }) => {
    const name = String(params.optimizer);
    return Object.hasOwn(OPTIMIZERS, name) ? undefined : name;
  },
  run: (c) => OPTIMIZERS[String(c.params.optimizer)](c),
};

/** Momentum while the learning rate falls in steps: here the two forms differ. */
export const optimizerScheduled: Op = {
  lacks: ({ params }) => (params.optimizer === "sgd" ? undefined : String(params.optimizer)),
  run: (c) => {
    const by = (form: "gradient" | "step"): Tensor =>
      path(c, momentum, (t) => ({
        lr: numberOf(c, "lr") * numberOf(c, "gamma") ** Math.floor(t / numberOf(c, "step_size")),
        rho: numberOf(c, "momentum"),
        form,
      })).x;
    return { x_torch: by("gradient"), x_cs231n: by("step") };
  },
};
