import { requireOneOf, ValueError } from "../errors.js";
import type { Mode } from "../models/module.js";
import type { Sequential } from "../models/sequential.js";
import type { Tensor } from "../tensor/tensor.js";
import { modulesOf } from "../train/modules-of.js";
import type { Figure } from "./figure.js";
import { histogram, type HistogramOptions } from "./histogram.js";

export type ActivationHistogramsOptions = HistogramOptions & {
  /** The layers to show, such as `["relu1", "relu2"]`; all by default. */
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
  model: Sequential,
  x: Tensor,
  {
    layers,
    mode = "train",
    title = "Activations by layer",
    ...options
  }: ActivationHistogramsOptions = {},
): Figure {
  requireOneOf("activationHistograms", "mode", mode, ["train", "eval"]);
  const modules = modulesOf(model);
  const names = modules.map(([name]) => name);
  const unknown = layers?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new ValueError(
      `activationHistograms: layers must be some of ${names.join(", ")}, got "${unknown}"`,
    );
  const before = model.snapshot();
  const outputs: Record<string, Tensor> = {};
  let y = x;
  for (const [name, module] of modules) {
    y = module.forward(y, mode).y;
    if (layers?.includes(name) ?? true) outputs[name] = y;
  }
  model.restore(before); // a training pass moves the running averages
  return histogram(outputs, { title, xTitle: "activation", ...options });
}
