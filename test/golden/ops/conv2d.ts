import * as conv2dLayer from "../../../lib/layers/conv2d.js";
import * as depthwiseSeparableLayer from "../../../lib/layers/depthwise-separable.js";
import { convOutputSize as outputSize, type Pair } from "../../../lib/layers/windows.js";
import { tensor } from "../../../lib/tensor/create.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op } from "../op.js";

/** A parameter that is a number or [height, width]. */
export function pairOf({ params }: Case, key: string, otherwise?: Pair): Pair {
  const value = params[key] ?? otherwise;
  const isPair = Array.isArray(value) && value.length === 2;
  if (typeof value !== "number" && !isPair)
    throw new TypeError(`params.${key} must be a number or a pair, got ${JSON.stringify(value)}`);
  return value as Pair;
}

export const conv2d: Op = {
  run: (c) => {
    const b = Object.hasOwn(c.inputs, "b") ? c.inputs.b : undefined;
    const { y, cache } = conv2dLayer.forward(
      { x: tensorOf(c, "x"), W: tensorOf(c, "w"), b },
      {
        stride: pairOf(c, "stride", 1),
        padding: pairOf(c, "padding", 0),
        dilation: pairOf(c, "dilation", 1),
        groups: numberOf(c, "groups", 1),
      },
    );
    const { dX, dW, dB } = conv2dLayer.backward(tensorOf(c, "dy"), cache);
    return { y, dx: dX, dw: dW, ...(dB && { db: dB }) };
  },
};

export const depthwiseSeparable: Op = {
  run: (c) => {
    const { y, cache } = depthwiseSeparableLayer.forward(
      { x: tensorOf(c, "x"), Wd: tensorOf(c, "w_depthwise"), Wp: tensorOf(c, "w_pointwise") },
      {
        stride: pairOf(c, "stride", 1),
        padding: pairOf(c, "padding", 0),
        dilation: pairOf(c, "dilation", 1),
      },
    );
    const { dX, dWd, dWp } = depthwiseSeparableLayer.backward(tensorOf(c, "dy"), cache);
    return { y, dx: dX, dw_depthwise: dWd, dw_pointwise: dWp };
  },
};

export const convOutputSize: Op = {
  run: (c) => {
    const [, ...rows] = c.params.cases as number[][];
    const sizes = rows.map(([size, kernel, stride, padding]) =>
      outputSize(size, { kernel, stride, padding }),
    );
    return { out: tensor(sizes) };
  },
};
