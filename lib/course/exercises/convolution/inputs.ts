import { convOutputSize } from "../../../layers/windows.js";
import type { Random } from "../../../random.js";
import { randn } from "../../../tensor/create.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { integer } from "../../numbers.js";

export type WindowOptions = { stride: number; padding: number };
/** The output's height and width come along, so that a slip in the first part costs nothing later. */
export type LayerOptions = WindowOptions & { height: number; width: number };

/** What is counted, by name. */
export type Counts = Record<string, number>;

export type SizeCall = readonly [number, WindowOptions & { kernel: number }];
/** A convolution over an image of this height and width. */
export type Convolution = Record<"channels" | "filters" | "kernel" | "height" | "width", number>;
/** The same, and the output that it makes. */
export type CostCall = readonly [Convolution & { outputHeight: number; outputWidth: number }];
export type FlopsCall = readonly [macs: number];
export type ForwardCall = readonly [{ x: Tensor; W: Tensor; b: Tensor }, LayerOptions];
export type BackwardCall = readonly [
  Tensor,
  { x: Tensor; W: Tensor; columns: Tensor },
  LayerOptions,
];
export type SeparableCall = readonly [{ columns: Tensor; Wd: Tensor; Wp: Tensor }, Shape4];
/** N, C, and the height and width of the output. */
export type Shape4 = { N: number; C: number; height: number; width: number };
export type SeparableCostCall = readonly [Convolution];
export type RatioCall = readonly [Pick<Convolution, "filters" | "kernel">];

/** What is slid over what, and how. */
export interface Layout {
  N: number;
  C: number;
  F: number;
  kernel: number;
  height: number;
  width: number;
  window: WindowOptions;
}

/** A convolution with the size of its output. */
export const withOutput = (convolution: Convolution, window: WindowOptions): CostCall => {
  const { kernel, height, width } = convolution;
  const outputHeight = convOutputSize(height, { kernel, ...window });
  const outputWidth = convOutputSize(width, { kernel, ...window });
  return [{ ...convolution, outputHeight, outputWidth }];
};

/** An output's size with the options of its layer. */
export const layerOptions = ({ kernel, height, width, window }: Layout): LayerOptions => ({
  ...window,
  height: convOutputSize(height, { kernel, ...window }),
  width: convOutputSize(width, { kernel, ...window }),
});

/** A layer that fits, with each of its sizes different from the others where that can be. */
export const drawLayout = (rng: Random): Layout => ({
  N: integer(rng, 2, 3),
  C: integer(rng, 2, 3),
  F: integer(rng, 4, 5),
  kernel: integer(rng, 2, 3),
  height: integer(rng, 5, 6),
  width: integer(rng, 7, 8),
  window: { stride: integer(rng, 1, 2), padding: integer(rng, 1, 2) },
});

type Draw = (shape: Shape, rng: Random) => Tensor;

export function drawForward(rng: Random, layout: Layout, draw: Draw = randn): ForwardCall {
  const { N, C, F, kernel, height, width } = layout;
  return [
    {
      x: draw([N, C, height, width], rng),
      W: draw([F, C, kernel, kernel], rng),
      b: draw([F], rng),
    },
    layerOptions(layout),
  ];
}
