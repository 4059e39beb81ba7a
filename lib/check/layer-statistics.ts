import * as softmaxCrossEntropy from "../losses/softmax-cross-entropy.js";
import type { Model } from "../models/model.js";
import { watch } from "../models/watch.js";
import { full } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireExamples, type Examples } from "../train/objective.js";
import { percent, Report, short } from "./report.js";

export type Moments = { mean: number; std: number; zeros: number };
/** What a layer puts out, and the gradient of the loss by it. */
export type LayerStatistics = {
  name: string;
  output: Moments;
  gradient: Moments;
  /** Of a sigmoid or tanh: the share of its outputs within 1 % of an end, where hardly any gradient comes through. */
  saturated?: number;
};

/** From where to where an activation reaches that saturates, by the kind of its module. */
const ENDS: Readonly<Record<string, readonly [low: number, high: number]>> = {
  sigmoid: [0, 1],
  tanh: [-1, 1],
};
/** So near to an end, as a share of the whole range. */
const NEAR = 0.01;
/** More than this share of a layer's outputs at the ends is too much. */
const SATURATED = 0.5;

/** A signal this much smaller or larger at one end of the net than at the other is dying or exploding. */
const FACTOR = 100;

function momentsOf({ data }: Tensor): Moments {
  let [sum, zeros, squares] = [0, 0, 0];
  for (const value of data) {
    sum += value;
    if (value === 0) zeros++;
  }
  const mean = sum / data.length;
  for (const value of data) squares += (value - mean) ** 2;
  return { mean, std: Math.sqrt(squares / data.length), zeros: zeros / data.length };
}

function saturatedOf(kind: string, { data }: Tensor): { saturated?: number } {
  if (!Object.hasOwn(ENDS, kind)) return {};
  const [low, high] = ENDS[kind];
  const near = NEAR * (high - low);
  const saturated = data.filter((y) => y - low < near || high - y < near).length / data.length;
  return { saturated };
}

/**
 * Mean, spread and zeros of every layer's output and of the gradient by it, on some examples: whether the signal lives
 * through the net, forward and backward (Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html).
 *
 * Passes if the spreads of all layers' outputs lie within a factor of 100 of one another, and those of the gradients
 * too, everything is finite, and of no sigmoid or tanh more than half of the outputs are saturated. Layers inside
 * blocks and graphs are looked at too, under names such as `residual1.main.conv2d1`. The model is left as it was.
 *
 * @throws ShapeError, ValueError if examples do not fit together.
 *
 * @example
 * layerStatistics(model, examples).details.map(({ name }) => name).join(" "); // "linear1 relu1 linear2"
 */
export function layerStatistics(model: Model, examples: Examples): Report<LayerStatistics[]> {
  requireExamples("layerStatistics", examples);
  const before = model.snapshot();
  const { view, seen } = watch(model);
  const { y, backward } = view.forward(examples.x, "train");
  model.restore(before); // a training pass moves the running averages
  const { cache } = softmaxCrossEntropy.forward({ scores: y }, { labels: examples.labels });
  backward(softmaxCrossEntropy.backwardSimplified(full([], 1, y), cache).dScores);
  const layers = seen.flatMap(({ name, kind, block, y: output, dY }): LayerStatistics[] => {
    if (block || !dY) return [];
    const moments = { output: momentsOf(output), gradient: momentsOf(dY) };
    return [{ name, ...moments, ...saturatedOf(kind, output) }];
  });
  const trouble = [
    fault("activations", layers, "output"),
    fault("gradients", layers, "gradient"),
    saturation(layers),
  ];
  const found = trouble.filter((text) => text !== undefined);
  const message = found.join("; ") || `the signal lives through all ${layers.length} layers`;
  const table = [
    ["layer", "mean", "std", "zeros", "saturated", "gradient std", "gradient zeros"],
    ...layers.map(({ name, output, gradient, saturated }) => [
      ...[name, short(output.mean), short(output.std), percent(output.zeros)],
      ...[saturated === undefined ? "" : percent(saturated)],
      ...[short(gradient.std), percent(gradient.zeros)],
    ]),
  ];
  return new Report("layer statistics", found.length === 0, message, layers, table);
}

function fault(
  what: string,
  layers: readonly LayerStatistics[],
  part: "output" | "gradient",
): string | undefined {
  const sorted = [...layers].sort((a, b) => a[part].std - b[part].std);
  const bad = layers.find((layer) => !Number.isFinite(layer[part].std));
  if (bad) return `the ${what} of ${bad.name} are not finite`;
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  if (high[part].std <= FACTOR * low[part].std) return undefined;
  const spread = (layer: LayerStatistics): string => `${short(layer[part].std)} at ${layer.name}`;
  return `the spread of the ${what} goes from ${spread(low)} to ${spread(high)}: other first weights, or a normalization?`;
}

function saturation(layers: readonly LayerStatistics[]): string | undefined {
  const share = ({ saturated = 0 }: LayerStatistics): number => saturated;
  const [worst] = [...layers].sort((a, b) => share(b) - share(a));
  if (!(share(worst) > SATURATED)) return undefined;
  return `${percent(share(worst))} of ${worst.name} is saturated: smaller first weights, or a normalization?`;
}
