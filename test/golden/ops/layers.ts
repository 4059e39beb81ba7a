import * as linearLayer from "../../../lib/layers/linear.js";
import * as reluLayer from "../../../lib/layers/relu.js";
import { tensorOf, type Op } from "../op.js";

/** The reference stores W as (out, in), gradlab as (in, out). */
export const linear: Op = {
  run: (c) => {
    const W = tensorOf(c, "W").T;
    const b = Object.hasOwn(c.inputs, "b") ? c.inputs.b : undefined;
    const { y, cache } = linearLayer.forward({ x: tensorOf(c, "x"), W, b });
    const { dX, dW, dB } = linearLayer.backward(tensorOf(c, "dy"), cache);
    return { y, dx: dX, dW: dW.T, ...(dB && { db: dB }) };
  },
};

export const relu: Op = {
  run: (c) => {
    const { y, cache } = reluLayer.forward({ x: tensorOf(c, "x") });
    return { y, dx: reluLayer.backward(tensorOf(c, "dy"), cache).dX };
  },
};
