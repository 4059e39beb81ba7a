import type { Shape } from "../../tensor/shape.js";
import {
  batchNorm,
  conv,
  flatten,
  globalAveragePool,
  linear,
  maxPool,
  relu,
  type Plan,
} from "../plan.js";
import { requireCounts, type Architecture } from "./architecture.js";

export type SmallNetOptions = {
  /** The shape of an image; (3, 32, 32) by default. */
  input?: Shape;
  /** 10 by default. */
  classes?: number;
};

export type ThreeLayerConvNetOptions = SmallNetOptions & {
  /** Filters of the convolution; 32 by default. */
  filters?: number;
  /** The size of a filter, odd; 7 by default. */
  kernel?: number;
  /** Hidden units; 100 by default. */
  hidden?: number;
};

/**
 * The course's first convolutional net: conv, ReLU, 2 × 2 max pool, linear, ReLU, linear.
 *
 * @example
 * summary(architectures.threeLayerConvNet()).params; // 825046
 */
export function threeLayerConvNet(options: ThreeLayerConvNetOptions = {}): Architecture {
  const { input = [3, 32, 32], classes = 10, filters = 32, kernel = 7, hidden = 100 } = options;
  requireCounts("architectures.threeLayerConvNet", { classes, filters, kernel, hidden });
  return {
    name: "Three-layer convnet",
    source: "https://cs231n.github.io/assignments2017/assignment2/",
    input,
    layers: [
      ...[conv(filters, kernel, { padding: Math.floor(kernel / 2) }), relu(), maxPool(2)],
      ...[flatten(), linear(hidden), relu(), linear(classes)],
    ],
  };
}

export type SmallVggOptions = SmallNetOptions & {
  /** Filters of each stage; a stage halves the image. [16, 32, 64] by default. */
  filters?: readonly number[];
};

/**
 * A small net in the manner of VGG that trains on CIFAR-10 in minutes: stages of two 3 × 3 convolutions with batch norm,
 * each halved by pooling, then the mean of every channel.
 *
 * @example
 * summary(architectures.smallVgg()).output; // [10]
 */
export function smallVgg(options: SmallVggOptions = {}): Architecture {
  const { input = [3, 32, 32], classes = 10, filters = [16, 32, 64] } = options;
  requireCounts("architectures.smallVgg", { classes });
  filters.forEach((count, i) => {
    requireCounts("architectures.smallVgg", { [`filters[${i}]`]: count });
  });
  const unit = (count: number): Plan[] => [
    conv(count, 3, { padding: 1, bias: false }),
    batchNorm(),
    relu(),
  ];
  return {
    name: "Small VGG",
    source: "https://arxiv.org/abs/1409.1556",
    input,
    layers: [
      ...filters.flatMap((count) => [...unit(count), ...unit(count), maxPool(2)]),
      ...[globalAveragePool(), linear(classes)],
    ],
  };
}
