import {
  batchNorm,
  conv,
  depthwise,
  dropout,
  globalAveragePool,
  linear,
  relu,
  relu6,
  residual,
  type Plan,
} from "../plan.js";
import { requireCounts, type Architecture } from "./architecture.js";

export type MobileNetOptions = {
  /** 1000 by default. */
  classes?: number;
};

/** Filters and stride of each depthwise separable layer of version 1. */
const V1: readonly (readonly [number, number])[] = [
  ...([
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
  ] as const),
  ...([
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [1024, 2],
    [1024, 1],
  ] as const),
];

/**
 * MobileNet, version 1: depthwise 3 × 3 and pointwise convolutions in turn, 4,231,976 parameters.
 *
 * @example
 * summary(architectures.mobileNetV1()).params; // 4231976
 */
export function mobileNetV1({ classes = 1000 }: MobileNetOptions = {}): Architecture {
  requireCounts("architectures.mobileNetV1", { classes });
  const after = (layer: Plan): Plan[] => [layer, batchNorm(), relu()];
  const separable = ([filters, stride]: readonly [number, number]): Plan[] => [
    ...after(depthwise(3, { stride, padding: 1, bias: false })),
    ...after(conv(filters, 1, { bias: false })),
  ];
  return {
    name: "MobileNet v1",
    source: "https://arxiv.org/abs/1704.04861",
    input: [3, 224, 224],
    layers: [
      ...after(conv(32, 3, { stride: 2, padding: 1, bias: false })),
      ...V1.flatMap(separable),
      ...[globalAveragePool(), linear(classes)],
    ],
  };
}

/** Expansion, filters, how many blocks, stride of the first: the rows of the paper's table 2. */
const V2: readonly (readonly [number, number, number, number])[] = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

/** 1 × 1 to more channels, depthwise 3 × 3, 1 × 1 back to few: without ReLU at the narrow end, and with a shortcut. */
function inverted(channels: number, expand: number, filters: number, stride: number): Plan[] {
  const layers = [
    ...(expand === 1 ? [] : after6(conv(channels * expand, 1, { bias: false }))),
    ...after6(depthwise(3, { stride, padding: 1, bias: false })),
    ...[conv(filters, 1, { bias: false }), batchNorm()],
  ];
  return stride === 1 && channels === filters ? [residual(layers)] : layers;
}

const after6 = (layer: Plan): Plan[] => [layer, batchNorm(), relu6()];

/**
 * MobileNet, version 2: inverted residual blocks, narrow at their ends and wide between, 3,504,872 parameters.
 *
 * @example
 * summary(architectures.mobileNetV2()).params; // 3504872
 */
export function mobileNetV2({ classes = 1000 }: MobileNetOptions = {}): Architecture {
  requireCounts("architectures.mobileNetV2", { classes });
  const blocks: Plan[] = [];
  let channels = 32;
  for (const [expand, filters, count, stride] of V2)
    for (let i = 0; i < count; i++) {
      blocks.push(...inverted(channels, expand, filters, i === 0 ? stride : 1));
      channels = filters;
    }
  return {
    name: "MobileNet v2",
    source: "https://arxiv.org/abs/1801.04381",
    input: [3, 224, 224],
    layers: [
      ...after6(conv(32, 3, { stride: 2, padding: 1, bias: false })),
      ...blocks,
      ...after6(conv(1280, 1, { bias: false })),
      ...[globalAveragePool(), dropout(0.2), linear(classes)],
    ],
  };
}
