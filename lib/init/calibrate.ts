import { ShapeError, ValueError } from "../errors.js";
import { visit, type Step } from "../step.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** As much of a module as its weights must be fitted by: those in `lib/models` are such. */
export interface Calibratable {
  readonly kind: string;
  params: Record<string, Tensor>;
  buffers: Record<string, Tensor>;
  /** The modules it is made of, if it is made of others. */
  readonly children?: Readonly<Record<string, Calibratable>>;
  forward(x: Tensor, mode: "train", step?: Step): { y: Tensor };
}

/** The module at this path inside another, such as `main.conv2d1`. */
const partAt = (module: Calibratable, path: string): Calibratable | undefined =>
  path
    .split(".")
    .reduce<Calibratable | undefined>((inside, name) => inside?.children?.[name], module);

/** The output of a layer in training; its running statistics stay as they were. */
export function outputOf(layer: Calibratable, x: Tensor, step?: Step): Tensor {
  const { buffers } = layer;
  const { y } = layer.forward(x, "train", step);
  layer.buffers = buffers;
  return y;
}

/** Whether a module has weights W of its own, (D, M) or (F, C, kH, kW). */
export function hasWeights(module: Calibratable): boolean {
  const { W } = module.params as { W?: Tensor };
  return W?.rank === 2 || W?.rank === 4;
}

/**
 * Sends a batch through layers that follow one another; `fit` adjusts each that has weights W, (D, M) or
 * (F, C, kH, kW), by the input it gets from the adjusted ones before it, also each inside a block. What `fit` returns
 * is gathered.
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
    const own = `${layer.kind}, layer ${i}`;
    const adjust = (part: Calibratable | undefined, input: Tensor, name: string): void => {
      if (part && hasWeights(part)) results.push(fit(part, input, name));
    };
    adjust(layer, x, own);
    // A part is told of before it runs, so that it goes on with the weights it gets here.
    const inside = visit((path, input) => {
      adjust(partAt(layer, path), input, `${path} in ${own}`);
    });
    x = outputOf(layer, x, inside);
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
