import type { Random } from "../../../random.js";
import { fromData, randn } from "../../../tensor/create.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { between, integer } from "../../numbers.js";

export type FlipCall = readonly [{ images: Tensor; u: Tensor }, { probability: number }];
export type CropCall = readonly [
  { images: Tensor; top: readonly number[]; left: readonly number[] },
  { size: number },
];
export type EnsembleCall = readonly [Tensor];
export type PolyakCall = readonly [Tensor, Tensor, { keep: number }];
export type HeadCall = readonly [
  { x: Tensor; labels: readonly number[] },
  { W1: Tensor; b1: Tensor; W2: Tensor; b2: Tensor },
  { lr: number },
];

/** As many numbers below the probability as above it, in random order. */
export function drawFlip(rng: Random, shape: Shape, probability: number): FlipCall {
  const N = shape[0];
  const order = rng.permutation(N);
  const u = Array.from(order, (place) =>
    place < N / 2 ? probability * rng.uniform() : between(rng, probability, 1),
  );
  return [{ images: randn(shape, rng), u: fromData(u, [N]) }, { probability }];
}

/** Each image at a place of its own, never the same row as column. */
export function drawCrop(rng: Random, shape: Shape, size: number): CropCall {
  const [N, , H, W] = shape;
  const [down, right] = [H - size, W - size];
  const top = Array.from({ length: N }, (_, n) => (n + rng.integer(2)) % (down + 1));
  const left = top.map((row) => (row + 1 + rng.integer(Math.max(1, right))) % (right + 1));
  return [{ images: randn(shape, rng), top, left }, { size }];
}

/** Members of different opinions, one of them much surer of itself than the others. */
export function drawScores(rng: Random, M: number, N: number, C: number): EnsembleCall {
  const sure = fromData(
    Array.from({ length: M }, (_, m) => (m === 1 ? 6 : 1.5)),
    [M, 1, 1],
  );
  return [randn([M, N, C], rng).mul(sure)];
}

export const drawPolyak = (rng: Random, shape: Shape): PolyakCall => [
  randn(shape, rng),
  randn(shape, rng),
  { keep: between(rng, 0.6, 0.95) },
];

/** A net of D inputs, K features and C classes. */
export function drawHead(
  rng: Random,
  [N, D, K, C]: readonly [number, number, number, number],
): HeadCall {
  return [
    { x: randn([N, D], rng), labels: Array.from({ length: N }, () => integer(rng, 0, C - 1)) },
    {
      W1: randn([D, K], rng),
      b1: randn([K], rng),
      W2: randn([K, C], rng),
      b2: randn([C], rng),
    },
    { lr: between(rng, 0.05, 0.5) },
  ];
}
