import { requireOneOf, ValueError } from "../errors.js";
import type { Model } from "../models/model.js";
import type { Mode } from "../models/module.js";
import { pathsOf } from "../models/parts.js";
import { watch } from "../models/watch.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Figure } from "./figure.js";
import { histogram, type HistogramOptions } from "./histogram.js";

export type ActivationHistogramsOptions = HistogramOptions & {
  /**
   * The layers or blocks to show, such as `["relu1", "residual1.main.relu1"]`; by default every layer, also those inside
   * blocks.
   */
  layers?: readonly string[];
  /** "train" (the default) normalizes by the batch and drops units, as while training. */
  mode?: Mode;
};

/**
 * How the outputs of a model's layers are distributed for a batch x, layer by layer in one range: whether they shrink
 * to nothing, saturate or keep their spread on the way through the net (Glorot & Bengio 2010,
 * https://proceedings.mlr.press/v9/glorot10a.html).
 *
 * The model is left as it was.
 *
 * @throws ValueError if a layer is none of the model's; and as `histogram`.
 *
 * @example
 * activationHistograms(model, examples.x, { layers: ["relu1"] }).data.length; // 1
 */
export function activationHistograms(
  model: Model,
  x: Tensor,
  {
    layers,
    mode = "train",
    title = "Activations by layer",
    ...options
  }: ActivationHistogramsOptions = {},
): Figure {
  requireOneOf("activationHistograms", "mode", mode, ["train", "eval"]);
  const names = pathsOf(model);
  const unknown = layers?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new ValueError(
      `activationHistograms: layers must be some of ${names.join(", ")}, got "${unknown}"`,
    );
  const before = model.snapshot();
  const { view, seen } = watch(model);
  view.forward(x, mode);
  model.restore(before); // a training pass moves the running averages
  const shown = seen.filter(({ name, block }) => layers?.includes(name) ?? !block);
  const outputs: Record<string, Tensor> = Object.fromEntries(shown.map(({ name, y }) => [name, y]));
  return histogram(outputs, { title, xTitle: "activation", ...options });
}
