import {
  batchNorm,
  modules,
  Random,
  reference,
  shapes,
  tensor,
  twoLayerNet,
  zeros,
} from "../../../lib/index.js";
import type { Tensor } from "../../../lib/index.js";

/** A public function by its name in lib/index.ts, a call that it must refuse, and what it must say. */
export type Row = readonly [name: string, call: () => unknown, message: string];

/** A value where the types would forbid it: notebooks are also written by people who cast. */
export const wrong = (value: unknown): never => value as never;

export const rng = new Random(1);
export const v7 = zeros([7]);
export const v3 = tensor([1, 2, 3]);
export const rows = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
export const images = zeros([2, 4, 5, 6]);
export const scalar = zeros([]);
export const floats: Tensor = rows.to("float32");
export const normed = { gamma: zeros([3]), beta: zeros([3]) };
export const batch = batchNorm.forward({ x: rows, ...normed }).cache;
export const net = twoLayerNet({ inputs: 3, hidden: 2, classes: 2 });
export const examples = { x: rows, labels: [0, 1] };
export const data = shapes({ count: 20, seed: 1 });
export const layer = modules.linear({ inputs: 3, outputs: 2 }, rng);
export const otherBackend = { ...reference, name: "other" };
