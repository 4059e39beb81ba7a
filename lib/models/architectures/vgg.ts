import { ValueError } from "../../errors.js";
import { conv, dropout, flatten, linear, maxPool, relu, type Plan } from "../plan.js";
import { requireCounts, type Architecture } from "./architecture.js";

/** How many convolutions each of the five stages has, by the number of layers with weights. */
const STAGES: Readonly<Record<number, readonly number[]>> = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
};
const FILTERS = [64, 128, 256, 512, 512];

/**
 * VGG with 11, 13, 16 or 19 layers: 3 × 3 filters throughout, and twice as many whenever pooling halves the image.
 * VGG-16 has 138,357,544 parameters.
 *
 * @throws ValueError for another depth.
 *
 * @example
 * summary(architectures.vgg(16)).params; // 138357544
 */
export function vgg(depth: 11 | 13 | 16 | 19, { classes = 1000 } = {}): Architecture {
  if (!Object.hasOwn(STAGES, depth))
    throw new ValueError(`architectures.vgg: depth must be 11, 13, 16 or 19, got ${String(depth)}`);
  requireCounts("architectures.vgg", { classes });
  const stage = (count: number, i: number): Plan[] => [
    ...Array.from({ length: count }, () => [conv(FILTERS[i], 3, { padding: 1 }), relu()]).flat(),
    maxPool(2),
  ];
  const full = (): Plan[] => [linear(4096), relu(), dropout(0.5)];
  return {
    name: `VGG-${depth}`,
    source: "https://arxiv.org/abs/1409.1556",
    input: [3, 224, 224],
    layers: [...STAGES[depth].flatMap(stage), flatten(), ...full(), ...full(), linear(classes)],
  };
}
