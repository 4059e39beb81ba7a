import { requireOneOf } from "../../errors.js";
import {
  batchNorm,
  branches,
  conv,
  dropout,
  globalAveragePool,
  linear,
  maxPool,
  relu,
  type Plan,
} from "../plan.js";
import { requireCounts, type Architecture } from "./architecture.js";

export type GoogLeNetOptions = {
  /**
   * "paper" (default): 5 × 5 filters and biases. "batch norm": a batch norm after each convolution and 3 × 3 in place
   * of 5 × 5, as torchvision has it.
   */
  variant?: "paper" | "batch norm";
  /** 1000 by default. */
  classes?: number;
};

/** Filters of an inception block: 1×1; 3×3 and the 1×1 before it; 5×5 and the 1×1 before it; 1×1 after pooling. */
type Inception = readonly [number, number, number, number, number, number];

const STAGE_3: readonly Inception[] = [
  [64, 96, 128, 16, 32, 32],
  [128, 128, 192, 32, 96, 64],
];
const STAGE_4: readonly Inception[] = [
  [192, 96, 208, 16, 48, 64],
  [160, 112, 224, 24, 64, 64],
  [128, 128, 256, 24, 64, 64],
  [112, 144, 288, 32, 64, 64],
  [256, 160, 320, 32, 128, 128],
];
const STAGE_5: readonly Inception[] = [
  [256, 160, 320, 32, 128, 128],
  [384, 192, 384, 48, 128, 128],
];

/**
 * GoogLeNet without its auxiliary classifiers: nine inception blocks, 6,998,552 parameters; with batch norm
 * 6,624,904.
 *
 * @example
 * summary(architectures.googLeNet()).params; // 6998552
 */
export function googLeNet(options: GoogLeNetOptions = {}): Architecture {
  const { variant = "paper", classes = 1000 } = options;
  requireOneOf("architectures.googLeNet", "variant", variant, ["paper", "batch norm"]);
  requireCounts("architectures.googLeNet", { classes });
  const normed = variant === "batch norm";
  const unit = (filters: number, kernel: number, stride = 1): Plan[] => [
    conv(filters, kernel, { stride, padding: (kernel - 1) / 2, bias: !normed }),
    ...(normed ? [batchNorm()] : []),
    relu(),
  ];
  const inception = ([one, reduce3, three, reduce5, five, pooled]: Inception): Plan =>
    branches([
      unit(one, 1),
      [...unit(reduce3, 1), ...unit(three, 3)],
      [...unit(reduce5, 1), ...unit(five, normed ? 3 : 5)],
      [maxPool(3, { stride: 1, padding: 1 }), ...unit(pooled, 1)],
    ]);
  const halve = (): Plan => maxPool(3, { stride: 2, ceil: true });
  return {
    name: normed ? "GoogLeNet (batch norm)" : "GoogLeNet",
    source: "https://arxiv.org/abs/1409.4842",
    input: [3, 224, 224],
    layers: [
      ...[...unit(64, 7, 2), halve()],
      ...[...unit(64, 1), ...unit(192, 3), halve()],
      ...[...STAGE_3.map(inception), halve()],
      ...[...STAGE_4.map(inception), halve()],
      ...STAGE_5.map(inception),
      ...[globalAveragePool(), dropout(0.4), linear(classes)],
    ],
  };
}
