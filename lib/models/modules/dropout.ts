import * as layer from "../../layers/dropout.js";
import * as channelLayer from "../../layers/dropout2d.js";
import { samePlaceFacts } from "../facts.js";
import type { Module } from "../module.js";
import { noisy, type NoiseOptions } from "./noisy.js";

/**
 * Dropout: a new mask at each forward pass in training, the mean in evaluation.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * modules.dropout({ p: 0.25 }).forward(ones([2, 2]), "eval").y.toArray(); // [[1, 1], [1, 1]]
 */
export const dropout = (options: NoiseOptions = {}): Module =>
  noisy("dropout", layer, {}, options, samePlaceFacts(`dropout ${options.p ?? 0.5}`));

/**
 * Dropout of whole channels: neighbors in an image say nearly the same, so dropping one of them hides little.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * modules.dropout2d({ p: 1 }).forward(ones([1, 2, 1, 1]), "train").y.sum().item(); // 0
 */
export const dropout2d = (options: NoiseOptions = {}): Module =>
  noisy("dropout2d", channelLayer, {}, options, samePlaceFacts(`dropout2d ${options.p ?? 0.5}`));
