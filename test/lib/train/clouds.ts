import { he } from "../../../lib/init/he.js";
import type { Sequential } from "../../../lib/models/sequential.js";
import { twoLayerNet } from "../../../lib/models/two-layer-net.js";
import { Random } from "../../../lib/random.js";
import { randn, tensor } from "../../../lib/tensor/create.js";
import type { Examples, Trainable } from "../../../lib/train/objective.js";

/** Two clouds of points that a small net can tell apart. */
export function clouds(count: number, seed: number): Examples {
  const rng = new Random(seed);
  const labels = Array.from({ length: count }, (_, i) => i % 2);
  const centers = tensor(labels.map((label) => [label * 3, -label * 2, 0]));
  return { x: randn([count, 3], rng).add(centers), labels };
}

export const net = (seed = 1, batchNorm = false): Sequential =>
  twoLayerNet({ inputs: 3, hidden: 7, classes: 2, init: he(), seed, batchNorm });

export const quiet = { progress: false, epochs: 6, batchSize: 16, lr: 0.1 };

/** Weights and running averages, bit by bit. */
export const bits = (model: Trainable): number[][] => {
  const { params, buffers } = model.snapshot();
  return [...Object.values(params), ...Object.values(buffers)].map(({ data }) =>
    Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
};
