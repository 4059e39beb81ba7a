import { ValueError } from "../../errors.js";
import { sameShape, type Shape } from "../../tensor/shape.js";
import {
  batchNorm,
  conv,
  globalAveragePool,
  linear,
  maxPool,
  relu,
  residual,
  type Plan,
} from "../plan.js";
import { requireCounts, type Architecture } from "./architecture.js";

type Block = "basic" | "bottleneck";

const DEPTHS: Readonly<Record<number, { block: Block; counts: readonly number[] }>> = {
  18: { block: "basic", counts: [2, 2, 2, 2] },
  34: { block: "basic", counts: [3, 4, 6, 3] },
  50: { block: "bottleneck", counts: [3, 4, 6, 3] },
  101: { block: "bottleneck", counts: [3, 4, 23, 3] },
  152: { block: "bottleneck", counts: [3, 8, 36, 3] },
};

/** Before a batch norm a bias is of no use. */
const unit = (filters: number, kernel: number, stride = 1): Plan[] => [
  conv(filters, kernel, { stride, padding: (kernel - 1) / 2, bias: false }),
  batchNorm(),
];

/** A stage of residual blocks, each followed by a ReLU; the first one may halve the image. */
export function stage(
  block: Block,
  channels: number,
  width: number,
  count: number,
  stride: number,
): { layers: Plan[]; channels: number } {
  const filters = block === "basic" ? width : 4 * width;
  const layers: Plan[] = [];
  for (let i = 0; i < count; i++) {
    const step = i === 0 ? stride : 1;
    const main =
      block === "basic"
        ? [...unit(width, 3, step), relu(), ...unit(width, 3)]
        : [...unit(width, 1), relu(), ...unit(width, 3, step), relu(), ...unit(filters, 1)];
    const fits = step === 1 && (i > 0 || channels === filters);
    layers.push(residual(main, fits ? undefined : unit(filters, 1, step)), relu());
  }
  return { layers, channels: filters };
}

/**
 * ResNet with 18, 34, 50, 101 or 152 layers. ResNet-50 has 25,557,032 parameters; its bottleneck blocks halve the image
 * in their 3 × 3 convolution, as torchvision's do.
 *
 * @throws ValueError for another depth.
 *
 * @example
 * summary(architectures.resNet(50)).params; // 25557032
 */
export function resNet(depth: 18 | 34 | 50 | 101 | 152, { classes = 1000 } = {}): Architecture {
  if (!Object.hasOwn(DEPTHS, depth))
    throw new ValueError(
      `architectures.resNet: depth must be 18, 34, 50, 101 or 152, got ${String(depth)}`,
    );
  requireCounts("architectures.resNet", { classes });
  const { block, counts } = DEPTHS[depth];
  const layers = [...unit(64, 7, 2), relu(), maxPool(3, { stride: 2, padding: 1 })];
  let channels = 64;
  counts.forEach((count, i) => {
    const next = stage(block, channels, 64 * 2 ** i, count, i === 0 ? 1 : 2);
    layers.push(...next.layers);
    channels = next.channels;
  });
  return {
    name: `ResNet-${depth}`,
    source: "https://arxiv.org/abs/1512.03385",
    input: [3, 224, 224],
    layers: [...layers, globalAveragePool(), linear(classes)],
  };
}

export type CifarResNetOptions = {
  /** 6n + 2 layers: 8, 14, 20 (default), 32, … */
  depth?: number;
  /** Filters of the first stage; 16 by default, and twice as many in each of the next two. */
  width?: number;
  /** 10 by default. */
  classes?: number;
  /** The shape of an image, at least 4 × 4; (3, 32, 32) by default. */
  input?: Shape;
};

/**
 * The paper's ResNet for CIFAR-10: three stages of n basic blocks on 32 × 32, 16 × 16 and 8 × 8. Where the image shrinks
 * the shortcut is a 1 × 1 convolution.
 *
 * @throws ValueError if the depth is not 6n + 2.
 *
 * @example
 * summary(architectures.cifarResNet({ depth: 8, width: 8 })).output; // [10]
 */
export function cifarResNet(options: CifarResNetOptions = {}): Architecture {
  const { depth = 20, width = 16, classes = 10, input = [3, 32, 32] } = options;
  requireCounts("architectures.cifarResNet", { width, classes });
  const count = (depth - 2) / 6;
  if (!Number.isInteger(count) || count < 1)
    throw new ValueError(
      `architectures.cifarResNet: depth must be 6n + 2, such as 8, 14 or 20, got ${depth}`,
    );
  const layers = [...unit(width, 3), relu()];
  let channels = width;
  for (let i = 0; i < 3; i++) {
    const next = stage("basic", channels, width * 2 ** i, count, i === 0 ? 1 : 2);
    layers.push(...next.layers);
    channels = next.channels;
  }
  return {
    name: `ResNet-${depth} for ${sameShape(input, [3, 32, 32]) ? "CIFAR-10" : "small images"}`,
    source: "https://arxiv.org/abs/1512.03385",
    input,
    layers: [...layers, globalAveragePool(), linear(classes)],
  };
}
