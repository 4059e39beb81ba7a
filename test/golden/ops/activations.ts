import * as elu from "../../../lib/layers/elu.js";
import * as gelu from "../../../lib/layers/gelu.js";
import * as hardSwish from "../../../lib/layers/hard-swish.js";
import * as leakyRelu from "../../../lib/layers/leaky-relu.js";
import * as logSoftmax from "../../../lib/layers/log-softmax.js";
import * as maxout from "../../../lib/layers/maxout.js";
import * as mish from "../../../lib/layers/mish.js";
import * as prelu from "../../../lib/layers/prelu.js";
import * as relu6 from "../../../lib/layers/relu6.js";
import * as selu from "../../../lib/layers/selu.js";
import * as sigmoid from "../../../lib/layers/sigmoid.js";
import * as silu from "../../../lib/layers/silu.js";
import * as softmax from "../../../lib/layers/softmax.js";
import * as softplus from "../../../lib/layers/softplus.js";
import * as tanh from "../../../lib/layers/tanh.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op } from "../op.js";
import { requireClose } from "./losses.js";

type Activation<Options, Cache> = {
  forward(inputs: { x: Tensor }, options: Options): { y: Tensor; cache: Cache };
  backward(dY: Tensor, cache: Cache): { dX: Tensor };
  backwardSimplified?(dY: Tensor, cache: Cache): { dX: Tensor };
};

/** An op for a layer of one input. */
function activation<Options, Cache>(
  layer: Activation<Options, Cache>,
  optionsOf: (c: Case) => Options,
): Op {
  return {
    run: (c) => {
      const { y, cache } = layer.forward({ x: tensorOf(c, "x") }, optionsOf(c));
      const dx = layer.backward(tensorOf(c, "dy"), cache).dX;
      if (layer.backwardSimplified)
        requireClose(layer.backwardSimplified(tensorOf(c, "dy"), cache).dX, dx);
      return { y, dx };
    },
  };
}

const none = (): Record<string, never> => ({});
const form = ({ params }: Case): gelu.GeluOptions => ({
  form: params.approximate === "tanh" ? "tanh" : "erf",
});
const axis = (c: Case): { axis: number } => ({ axis: numberOf(c, "axis", -1) });

const preluOp: Op = {
  run: (c) => {
    const { y, cache } = prelu.forward({ x: tensorOf(c, "x"), a: tensorOf(c, "a") });
    const { dX, dA } = prelu.backward(tensorOf(c, "dy"), cache);
    return { y, dx: dX, da: dA };
  },
};

/** The reference stores each piece of W as (out, in), gradlab as (in, out). */
const maxoutOp: Op = {
  run: (c) => {
    const [x, W, b] = [tensorOf(c, "x"), tensorOf(c, "W").permute(0, 2, 1), tensorOf(c, "b")];
    const { y, cache } = maxout.forward({ x, W, b });
    const { dX, dW, dB } = maxout.backward(tensorOf(c, "dy"), cache);
    return { y, dx: dX, dW: dW.permute(0, 2, 1), db: dB };
  },
};

export const ACTIVATIONS: readonly (readonly [string, Op])[] = [
  ["sigmoid", activation(sigmoid, none)],
  ["tanh", activation(tanh, none)],
  ["leaky_relu", activation(leakyRelu, (c) => ({ slope: numberOf(c, "negative_slope", 0.01) }))],
  ["prelu", preluOp],
  ["elu", activation(elu, (c) => ({ alpha: numberOf(c, "alpha", 1) }))],
  ["selu", activation(selu, none)],
  ["gelu", activation(gelu, form)],
  ["silu", activation(silu, none)],
  [
    "softplus",
    activation(softplus, (c) => ({
      beta: numberOf(c, "beta", 1),
      threshold: numberOf(c, "threshold", 20),
    })),
  ],
  ["relu6", activation(relu6, none)],
  ["hardswish", activation(hardSwish, none)],
  ["mish", activation(mish, none)],
  ["maxout", maxoutOp],
  ["softmax", activation(softmax, axis)],
  ["log_softmax", activation(logSoftmax, axis)],
];
