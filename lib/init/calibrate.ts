import { ShapeError, ValueError } from "../errors.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** As much of a module as its weights must be fitted by: those in `lib/models` are such. */
export interface Calibratable {
  readonly kind: string;
  params: Record<string, Tensor>;
  buffers: Record<string, Tensor>;
  forward(x: Tensor, mode: "train"): { y: Tensor };
}

/** The output of a layer in training; its running statistics stay as they were. */
export function outputOf(layer: Calibratable, x: Tensor): Tensor {
  const { buffers } = layer;
  const { y } = layer.forward(x, "train");
  layer.buffers = buffers;
  return y;
}

/**
 * Sends a batch through layers that follow one another; `fit` adjusts each that has weights W, (D, M) or
 * (F, C, kH, kW), by the input it gets from the adjusted ones before it. What `fit` returns is gathered.
 *
 * @throws ValueError if no layer has weights; ShapeError if the batch is empty.
 */
export function calibrate<Result>(
  where: string,
  layers: readonly Calibratable[],
  x: Tensor,
  fit: (layer: Calibratable, x: Tensor, name: string) => Result,
): Result[] {
  if (x.size === 0)
    throw new ShapeError(`${where}: x must hold at least one example, got ${shapeText(x.shape)}`);
  const results: Result[] = [];
  layers.forEach((layer, i) => {
    const { W } = layer.params as { W?: Tensor };
    if (W && (W.rank === 2 || W.rank === 4))
      results.push(fit(layer, x, `${layer.kind}, layer ${i}`));
    x = outputOf(layer, x);
  });
  if (results.length === 0)
    throw new ValueError(
      `${where}: expected a layer with weights W, got ${layers.map(({ kind }) => kind).join(", ") || "none"}`,
    );
  return results;
}

/** Throws unless a variance can be divided by. */
export function requireVariance(where: string, name: string, variance: number): void {
  if (!(variance > 0 && variance < Infinity))
    throw new ValueError(
      `${where}: the output of ${name} must have a finite variance above 0, got ${variance}`,
    );
}
