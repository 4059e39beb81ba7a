import * as g from "../../../lib/index.js";
import { rng, rows, scalar, v3, v7, wrong, type Row } from "./row.js";

const theta = v3;
const f: g.FullBatch = (at) => ({ value: at.dot(at), gradient: at.mul(2) });
const stuck: g.FullBatch = (at) => ({ value: NaN, gradient: at });
const minibatch = (): g.FullBatch => {
  let calls = 0;
  return (at) => ({ value: ++calls, gradient: at });
};
const another =
  "the function must be that of the full batch, without dropout, and give the same value each time, got 1 and then 2 at the start";
const lr = 0.1;

/** Optimizers, schedules and clipping. */
export const optimizerRows: readonly Row[] = [
  ["sgd.update", () => g.sgd.update(theta, v7, {}), "sgd.update: g must have shape (3), got (7)"],
  [
    "sgd.update",
    () => g.sgd.update(theta, v3, {}, { lr: NaN }),
    "sgd.update: lr must be a finite number of at least 0, got NaN",
  ],
  [
    "momentum.update",
    () => g.momentum.update(theta, v3, g.momentum.init(v7)),
    "momentum.update: state.v must have shape (3), got (7)",
  ],
  [
    "momentum.update",
    () => g.momentum.update(theta, v3, g.momentum.init(v3), { form: wrong("x") }),
    'momentum.update: form must be "gradient" or "step", got "x"',
  ],
  [
    "nesterov.update",
    () => g.nesterov.update(theta, v7, g.nesterov.init(v3)),
    "nesterov.update: g must have shape (3), got (7)",
  ],
  [
    "nesterov.updateLookAhead",
    () => g.nesterov.updateLookAhead(theta, () => v7, g.nesterov.init(v3)),
    "nesterov.updateLookAhead: g must have shape (3), got (7)",
  ],
  [
    "adagrad.init",
    () => g.adagrad.init(theta, { initial: -1 }),
    "adagrad.init: initial must be a finite number of at least 0, got -1",
  ],
  [
    "adagrad.update",
    () => g.adagrad.update(theta, v7, g.adagrad.init(v3)),
    "adagrad.update: g must have shape (3), got (7)",
  ],
  [
    "rmsprop.update",
    () => g.rmsprop.update(theta, v3, g.rmsprop.init(v3), { beta: 1 }),
    "rmsprop.update: beta must be a finite number of at least 0 and below 1, got 1",
  ],
  [
    "adadelta.update",
    () => g.adadelta.update(theta, v7, g.adadelta.init(v3)),
    "adadelta.update: g must have shape (3), got (7)",
  ],
  [
    "adam.update",
    () => g.adam.update(theta, v3, g.adam.init(v3), { beta1: 1.5 }),
    "adam.update: beta1 must be a finite number of at least 0 and below 1, got 1.5",
  ],
  [
    "adam.update",
    () => g.adam.update(theta, v7, g.adam.init(v3)),
    "adam.update: g must have shape (3), got (7)",
  ],
  [
    "adamw.update",
    () => g.adamw.update(theta, v3, g.adamw.init(v3), { weightDecay: -1 }),
    "adamw.update: weightDecay must be a finite number of at least 0, got -1",
  ],
  [
    "adamax.update",
    () => g.adamax.update(theta, v7, g.adamax.init(v3)),
    "adamax.update: g must have shape (3), got (7)",
  ],
  [
    "nadam.update",
    () => g.nadam.update(theta, v7, g.nadam.init(v3)),
    "nadam.update: g must have shape (3), got (7)",
  ],
  [
    "radam.update",
    () => g.radam.update(theta, v7, g.radam.init(v3)),
    "radam.update: g must have shape (3), got (7)",
  ],
  [
    "newton.hessian",
    () => g.newton.hessian(f, theta, { h: 0 }),
    "newton.hessian: h must be a finite number above 0, got 0",
  ],
  [
    "newton.update",
    () => g.newton.update(theta, v3, rows),
    "newton.update: H must have shape (3, 3), got (2, 3)",
  ],
  ["newton.minimize", () => g.newton.minimize(minibatch(), theta), `newton.minimize: ${another}`],
  [
    "newton.minimize",
    () => g.newton.minimize(f, theta, { iterations: -1 }),
    "newton.minimize: iterations must be an integer of at least 0, got -1",
  ],
  [
    "bfgs.updateInverse",
    () => g.bfgs.updateInverse(rows, { s: v3, y: v3 }),
    "bfgs.updateInverse: H must have shape (3, 3), got (2, 3)",
  ],
  ["bfgs.minimize", () => g.bfgs.minimize(minibatch(), theta), `bfgs.minimize: ${another}`],
  [
    "bfgs.minimize",
    () => g.bfgs.minimize(stuck, theta),
    "bfgs.minimize: the function must be finite at the start, got NaN",
  ],
  [
    "lbfgs.direction",
    () => g.lbfgs.direction(v3, [{ s: v7, y: v7 }]),
    "lbfgs.direction: pairs[0].s must have shape (3), got (7)",
  ],
  [
    "lbfgs.update",
    () => g.lbfgs.update(theta, v7, g.lbfgs.init(v3)),
    "lbfgs.update: g must have shape (3), got (7)",
  ],
  ["lbfgs.minimize", () => g.lbfgs.minimize(minibatch(), theta), `lbfgs.minimize: ${another}`],
  [
    "lbfgs.minimize",
    () => g.lbfgs.minimize(f, theta, { history: 0 }),
    "lbfgs.minimize: history must be an integer of at least 1, got 0",
  ],
  [
    "lineSearch",
    () => g.lineSearch(f, { theta, ...f(theta) }, v3),
    "lineSearch: d must point downwards, got the slope 28",
  ],
  [
    "lineSearch",
    () => g.lineSearch(f, { theta, ...f(theta) }, v3.neg(), { c1: 2 }),
    "lineSearch: c1 and c2 must satisfy 0 < c1 < c2 < 1, got 2 and 0.9",
  ],
  ["explain", () => g.explain(g.momentum, 0), "explain: n must be an integer from 1 to 20, got 0"],
  [
    "averageBias",
    () => g.averageBias(-1),
    "averageBias: t must be a finite number of at least 0, got -1",
  ],
  [
    "averageWindow",
    () => g.averageWindow({ beta: 1 }),
    "averageWindow: beta must be a finite number of at least 0 and below 1, got 1",
  ],
  ["movingAverage", () => g.movingAverage(scalar), "movingAverage: x must have shape (T), got ()"],
  [
    "movingAverage",
    () => g.movingAverage(v3, { beta: 2 }),
    "movingAverage: beta must be a finite number of at least 0 and below 1, got 2",
  ],
  [
    "surfaces.bowl",
    () => g.surfaces.bowl({ condition: 0 }),
    "surfaces.bowl: condition must be a finite number above 0, got 0",
  ],
  [
    "optimizePath",
    () => g.optimizePath(g.sgd, g.surfaces.saddle, [1, 1], { steps: -1 }),
    "optimizePath: steps must be an integer of at least 0, got -1",
  ],
  [
    "schedules.exponential",
    () => g.schedules.exponential({ lr: -1 }),
    "schedules.exponential: lr must be a finite number of at least 0, got -1",
  ],
  [
    "schedules.exponentialRate",
    () => g.schedules.exponentialRate({ lr, k: -1 }),
    "schedules.exponentialRate: k must be a finite number of at least 0, got -1",
  ],
  [
    "schedules.inverse",
    () => g.schedules.inverse({ lr: NaN }),
    "schedules.inverse: lr must be a finite number of at least 0, got NaN",
  ],
  [
    "schedules.inverseSqrt",
    () => g.schedules.inverseSqrt({ lr })(0),
    "schedules.inverseSqrt: epoch must be a finite number of at least 1, got 0",
  ],
  [
    "schedules.lambda",
    () => g.schedules.lambda({ lr, factor: () => NaN })(1),
    "schedules.lambda: factor(0) must be a finite number, got NaN",
  ],
  [
    "schedules.linear",
    () => g.schedules.linear({ lr, epochs: 0 }),
    "schedules.linear: epochs must be a finite number above 0, got 0",
  ],
  [
    "schedules.multistep",
    () => g.schedules.multistep({ lr, milestones: [3, NaN] }),
    "schedules.multistep: milestones[1] must be a finite number of at least 0, got NaN",
  ],
  [
    "schedules.polynomial",
    () => g.schedules.polynomial({ lr, epochs: 3, power: -1 }),
    "schedules.polynomial: power must be a finite number above 0, got -1",
  ],
  [
    "schedules.squareRoot",
    () => g.schedules.squareRoot({ lr: -1, epochs: 3 }),
    "schedules.squareRoot: lr must be a finite number of at least 0, got -1",
  ],
  [
    "schedules.step",
    () => g.schedules.step({ lr, every: 0 }),
    "schedules.step: every must be a finite number above 0, got 0",
  ],
  [
    "schedules.cosine",
    () => g.schedules.cosine({ lr, epochs: 0 }),
    "schedules.cosine: epochs must be a finite number above 0, got 0",
  ],
  [
    "schedules.warmRestarts",
    () => g.schedules.warmRestarts({ lr, epochs: 3, growth: 0 }),
    "schedules.warmRestarts: growth must be a finite number of at least 1, got 0",
  ],
  [
    "schedules.warmup",
    () => g.schedules.warmup(() => 1, { epochs: -1 }),
    "schedules.warmup: epochs must be a finite number above 0, got -1",
  ],
  [
    "schedules.oneCycle",
    () => g.schedules.oneCycle({ highest: lr, epochs: 3, rise: 2 }),
    "schedules.oneCycle: rise must be a finite number from 0 to 1, got 2",
  ],
  [
    "schedules.oneCycleMomentum",
    () => g.schedules.oneCycleMomentum({ epochs: 3, low: 2 }),
    "schedules.oneCycleMomentum: low must be a finite number from 0 to 1, got 2",
  ],
  [
    "plateau.init",
    () => g.plateau.init({ lr: -1 }),
    "plateau.init: lr must be a finite number of at least 0, got -1",
  ],
  [
    "plateau.update",
    () => g.plateau.update(g.plateau.init({ lr }), 1, { factor: 2 }),
    "plateau.update: factor must be a finite number of at least 0 and below 1, got 2",
  ],
  [
    "clipNorm",
    () => g.clipNorm({ g: v3 }, { max: -1 }),
    "clipNorm: max must be a finite number of at least 0, got -1",
  ],
  [
    "clipNorm",
    () => g.clipNorm({ g: v3.mul(NaN) }, { max: 1 }),
    "clipNorm: the gradients must have a finite norm, got NaN (g)",
  ],
  [
    "clipValue",
    () => g.clipValue({ g: v3 }, { max: NaN }),
    "clipValue: max must be a finite number of at least 0, got NaN",
  ],
  [
    "clipValue",
    () => g.clipValue({ g: v3 }, { max: -1 }),
    "clipValue: max must be a finite number of at least 0, got -1",
  ],
  [
    "sgd.update",
    () => g.sgd.update(g.randn([3], rng, { dtype: "float32" }), v3, {}),
    'sgd.update: g must have the dtype of theta, float32, got float64; convert one with .to("float32")',
  ],
];
