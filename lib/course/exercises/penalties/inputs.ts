import type { Random } from "../../../random.js";
import { fromData, randn } from "../../../tensor/create.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { between } from "../../numbers.js";

export type L2Call = readonly [{ W: Tensor }, { reg: number; half: boolean }];
export type L1Call = readonly [{ W: Tensor }, { reg: number }];
export type ElasticCall = readonly [{ W: Tensor }, { reg: number; l1: number }];
export type MaxNormCall = readonly [Tensor, { max: number }];
export type DecayOptions = { lr: number; reg: number };
export type DecayCall = readonly [Tensor, Tensor, DecayOptions];

/** Weights of which some are exactly 0, as L1 leaves them. */
export const drawWeights = (rng: Random, shape: Shape): Tensor =>
  fromData(
    randn(shape, rng).data.map((value, i) => (i % 4 === 1 ? 0 : value)),
    shape,
  );

const strength = (rng: Random): number => between(rng, 0.1, 0.8);

/** With the factor ½ and without. */
export const drawL2 = (rng: Random, shape: Shape): L2Call[] =>
  [true, false].map((half) => [{ W: drawWeights(rng, shape) }, { reg: strength(rng), half }]);

export const drawL1 = (rng: Random, shape: Shape): L1Call => [
  { W: drawWeights(rng, shape) },
  { reg: strength(rng) },
];

export const drawElastic = (rng: Random, shape: Shape): ElasticCall => [
  { W: drawWeights(rng, shape) },
  { reg: strength(rng), l1: strength(rng) },
];

/** Units that are shorter and longer than the limit, turn about. */
export function drawMaxNorm(rng: Random, D: number, M: number): MaxNormCall {
  const W = randn([D, M], rng);
  const max = between(rng, 1, 4);
  const unit = W.div(W.pow(2).sum(0, true).sqrt());
  const lengths = Array.from(
    { length: M },
    (_, m) => max * (m % 2 === 0 ? between(rng, 1.2, 3) : between(rng, 0.3, 0.8)),
  );
  return [unit.mul(fromData(lengths, [M])), { max }];
}

export const drawDecay = (rng: Random, shape: Shape): DecayCall => [
  randn(shape, rng),
  randn(shape, rng),
  { lr: between(rng, 0.05, 0.4), reg: between(rng, 0.2, 0.8) },
];
