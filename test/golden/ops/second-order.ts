import * as bfgs from "../../../lib/optim/second-order/bfgs.js";
import type { FullBatch } from "../../../lib/optim/second-order/full-batch.js";
import * as lbfgs from "../../../lib/optim/second-order/lbfgs.js";
import * as newton from "../../../lib/optim/second-order/newton.js";
import { fromData, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op } from "../op.js";
import { problemOf } from "./problems.js";

/** One iteration a step, without a line search. */
const trajectory: Op = {
  lacks: ({ params }) => (params.line_search ? "a line search at each step" : undefined),
  run: (c) => {
    const f = problemOf(c);
    const options: lbfgs.LbfgsOptions = {
      lr: numberOf(c, "lr", 1),
      history: numberOf(c, "history_size", 100),
      tolerance: numberOf(c, "tolerance_grad", 1e-7),
      leastGain: numberOf(c, "tolerance_change", 1e-9),
    };
    let theta = tensorOf(c, "x0");
    let state = lbfgs.init(theta);
    const points = [...theta.data];
    const values = [f(theta).value];
    for (let t = 0; t < numberOf(c, "steps"); t++) {
      ({ theta, state } = lbfgs.update(theta, f(theta).gradient, state, options));
      points.push(...theta.data);
      values.push(f(theta).value);
    }
    return { x: fromData(points, [values.length, theta.size]), f: tensor(values) };
  },
};

type Minimize = (f: FullBatch, start: Tensor) => { theta: Tensor; value: number };

/** By `params.optimizer`: all must end in the same place. */
const MINIMIZERS: Readonly<Record<string, Minimize>> = {
  newton: newton.minimize,
  bfgs: bfgs.minimize,
  BFGS: bfgs.minimize,
  lbfgs: lbfgs.minimize,
  "L-BFGS-B": lbfgs.minimize,
};

const nameOf = ({ params }: Case): string => String(params.optimizer);

/** Only the end counts. */
const final: Op = {
  lacks: (c) => (Object.hasOwn(MINIMIZERS, nameOf(c)) ? undefined : nameOf(c)),
  run: (c) => {
    const start = Object.hasOwn(c.inputs, "x0") ? c.inputs.x0 : tensorOf(c, "b").mul(0);
    const { theta, value } = MINIMIZERS[nameOf(c)](problemOf(c), start);
    return { x: theta, f: value };
  },
};

export const SECOND_ORDER: readonly (readonly [string, Op])[] = [
  ["optimizer_lbfgs", trajectory],
  ["optimizer_final", final],
];
