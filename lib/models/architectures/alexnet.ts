import { conv, dropout, flatten, linear, maxPool, relu, type Plan } from "../plan.js";
import { requireCounts, type Architecture } from "./architecture.js";

export type AlexNetOptions = {
  /** Layers 2, 4 and 5 in two groups, as on the two graphics cards of 2012; false by default. */
  grouped?: boolean;
  /** 1000 by default. */
  classes?: number;
};

/**
 * AlexNet, as the lecture counts it: 62,378,344 parameters, or 60,965,224 in two groups. Of the paper's layers, local
 * response normalization is left out: it learns nothing, and later nets did without.
 *
 * @example
 * summary(architectures.alexNet({ grouped: true })).params; // 60965224
 */
export function alexNet({ grouped = false, classes = 1000 }: AlexNetOptions = {}): Architecture {
  requireCounts("architectures.alexNet", { classes });
  const groups = grouped ? 2 : 1;
  const full = (): Plan[] => [linear(4096), relu(), dropout(0.5)];
  return {
    name: grouped ? "AlexNet (grouped)" : "AlexNet",
    source:
      "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks",
    input: [3, 227, 227],
    layers: [
      ...[conv(96, 11, { stride: 4 }), relu(), maxPool(3, { stride: 2 })],
      ...[conv(256, 5, { padding: 2, groups }), relu(), maxPool(3, { stride: 2 })],
      ...[conv(384, 3, { padding: 1 }), relu()],
      ...[conv(384, 3, { padding: 1, groups }), relu()],
      ...[conv(256, 3, { padding: 1, groups }), relu(), maxPool(3, { stride: 2 })],
      ...[flatten(), ...full(), ...full(), linear(classes)],
    ],
  };
}
