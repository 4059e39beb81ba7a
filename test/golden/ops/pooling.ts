import * as averagePoolLayer from "../../../lib/layers/average-pool.js";
import * as fractionalMaxPoolLayer from "../../../lib/layers/fractional-max-pool.js";
import * as globalAveragePoolLayer from "../../../lib/layers/global-average-pool.js";
import * as maxPoolLayer from "../../../lib/layers/max-pool.js";
import * as squeezeExciteLayer from "../../../lib/layers/squeeze-excite.js";
import type { PoolOptions } from "../../../lib/layers/windows.js";
import type { Case } from "../case.js";
import { tensorOf, type Op } from "../op.js";
import { pairOf } from "./conv2d.js";

/** The reference divides by the whole window unless it says otherwise, and steps by the window. */
const optionsOf = (c: Case): PoolOptions => ({
  kernel: pairOf(c, "kernel"),
  stride: pairOf(c, "stride", pairOf(c, "kernel")),
  padding: pairOf(c, "padding", 0),
  ceil: c.params.ceil_mode === true,
});

export const maxPool: Op = {
  run: (c) => {
    const options = { ...optionsOf(c), dilation: pairOf(c, "dilation", 1) };
    const { y, cache } = maxPoolLayer.forward({ x: tensorOf(c, "x") }, options);
    return { y, dx: maxPoolLayer.backward(tensorOf(c, "dy"), cache).dX };
  },
};

export const averagePool: Op = {
  run: (c) => {
    const options = { ...optionsOf(c), countPadding: c.params.count_include_pad !== false };
    const { y, cache } = averagePoolLayer.forward({ x: tensorOf(c, "x") }, options);
    return { y, dx: averagePoolLayer.backward(tensorOf(c, "dy"), cache).dX };
  },
};

/** The reference keeps the two axes as 1 × 1. */
export const globalAveragePool: Op = {
  run: (c) => {
    const { y, cache } = globalAveragePoolLayer.forward({ x: tensorOf(c, "x") });
    const { dX } = globalAveragePoolLayer.backward(tensorOf(c, "dy").reshape(...y.shape), cache);
    return { y: y.reshape(...y.shape, 1, 1), dx: dX };
  },
};

/** Only for sizes that leave one layout of the windows: the random starts are not the same. */
export const fractionalMaxPool: Op = {
  run: (c) => {
    const options = { output: pairOf(c, "output") };
    const { y, cache } = fractionalMaxPoolLayer.forward({ x: tensorOf(c, "x") }, options);
    return { y, dx: fractionalMaxPoolLayer.backward(tensorOf(c, "dy"), cache).dX };
  },
};

/** The reference stores W as (out, in), gradlab as (in, out). */
export const squeezeExcite: Op = {
  run: (c) => {
    const [x, b1, b2] = ["x", "b1", "b2"].map((key) => tensorOf(c, key));
    const [W1, W2] = ["W1", "W2"].map((key) => tensorOf(c, key).T);
    const { y, cache } = squeezeExciteLayer.forward({ x, W1, b1, W2, b2 });
    const { dX, dW1, dB1, dW2, dB2 } = squeezeExciteLayer.backward(tensorOf(c, "dy"), cache);
    return { y, dx: dX, dW1: dW1.T, db1: dB1, dW2: dW2.T, db2: dB2 };
  },
};
