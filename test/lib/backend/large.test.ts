import { describe, expect, it } from "vitest";
import type { Backend } from "../../../lib/backend/backend.js";
import { reference } from "../../../lib/backend/reference/reference.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as conv2d from "../../../lib/layers/conv2d.js";
import * as dropout from "../../../lib/layers/dropout.js";
import * as gelu from "../../../lib/layers/gelu.js";
import * as groupNorm from "../../../lib/layers/group-norm.js";
import { keepMask } from "../../../lib/layers/keep-mask.js";
import * as layerNorm from "../../../lib/layers/layer-norm.js";
import * as linear from "../../../lib/layers/linear.js";
import * as maxPool from "../../../lib/layers/max-pool.js";
import * as spatialBatchNorm from "../../../lib/layers/spatial-batch-norm.js";
import * as softmaxCrossEntropy from "../../../lib/losses/softmax-cross-entropy.js";
import { Random } from "../../../lib/random.js";
import { fromData, randn, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { BACKENDS } from "./backends.js";

type Draw = (...shape: number[]) => Tensor;
type Named = Readonly<Record<string, Tensor | undefined>>;

type Layer<I, O, C> = {
  forward(inputs: I, options: O): { y: Tensor; cache: C };
  backward(dY: Tensor, cache: C): Named;
};

function pass<I, O, C>(layer: Layer<I, O, C>, draw: Draw, inputs: I, options: O): Named {
  const { y, cache } = layer.forward(inputs, options);
  return { y, ...layer.backward(draw(...y.shape), cache) };
}

const affine = (draw: Draw, n: number) => ({ gamma: draw(n), beta: draw(n) });

/** Odd sizes, over the edges of all tiles, and large enough that threads share the work. */
const CASES: Readonly<Record<string, (draw: Draw) => Named>> = {
  linear: (draw) =>
    pass(linear, draw, { x: draw(257, 389), W: draw(389, 131), b: draw(131) }, undefined),
  "a convolution of 3 × 3": (draw) =>
    pass(
      conv2d,
      draw,
      { x: draw(5, 9, 31, 29), W: draw(11, 9, 3, 3), b: draw(11) },
      { padding: 1 },
    ),
  "a convolution of 5 × 3 with stride": (draw) =>
    pass(conv2d, draw, { x: draw(5, 7, 33, 31), W: draw(13, 7, 5, 3), b: draw(13) }, { stride: 2 }),
  "batch norm": (draw) =>
    pass(batchNorm, draw, { x: draw(517, 263).add(3), ...affine(draw, 263) }, {}),
  "spatial batch norm": (draw) =>
    pass(spatialBatchNorm, draw, { x: draw(9, 13, 33, 31).sub(5), ...affine(draw, 13) }, {}),
  "layer norm": (draw) =>
    pass(layerNorm, draw, { x: draw(263, 517).add(3), ...affine(draw, 517) }, {}),
  "group norm": (draw) =>
    pass(groupNorm, draw, { x: draw(9, 15, 33, 31), ...affine(draw, 15) }, { groups: 5 }),
  "max pooling": (draw) =>
    pass(maxPool, draw, { x: draw(5, 13, 43, 41) }, { kernel: 3, stride: 2 }),
  GELU: (draw) => pass(gelu, draw, { x: draw(100_003) }, {}),
  dropout: (draw) => pass(dropout, draw, { x: draw(100_003) }, { p: 0.3, seed: 7 }),
  "softmax cross-entropy": (draw) => {
    const labels = Array.from({ length: 513 }, (_, i) => (i * 7) % 257);
    const scores = draw(513, 257).mul(5);
    const { loss, lossEach, probs, cache } = softmaxCrossEntropy.forward({ scores }, { labels });
    const dLoss = tensor(0.7, { dtype: scores.dtype, backend: scores.backend });
    return { loss, lossEach, probs, ...softmaxCrossEntropy.backward(dLoss, cache) };
  },
};

/** Random numbers that both dtypes have. */
function drawing(dtype: "float32" | "float64", backend: Backend): Draw {
  const rng = new Random(4);
  return (...shape) => {
    const { data } = randn(shape, rng, { dtype: "float32", backend: reference });
    return fromData(data, shape, { dtype, backend });
  };
}

/** By the names of cases: it takes a while. */
const expected = new Map<string, Named>();

/** ‖got − wanted‖ / ‖wanted‖ */
function distance(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    difference += (got[i] - wanted[i]) ** 2;
    size += wanted[i] ** 2;
  }
  return Math.sqrt(difference / size);
}

describe.each(
  BACKENDS.filter((each) => each !== reference).map((each) => [each.name, each] as const),
)("on %s", (_name, backend) => {
  it.each(Object.keys(CASES))(
    "%s in float32 is within 1e-4 of the reference in float64",
    (name) => {
      const got = CASES[name](drawing("float32", backend));
      const wanted = expected.get(name) ?? CASES[name](drawing("float64", reference));
      expected.set(name, wanted);
      expect(Object.keys(got)).toEqual(Object.keys(wanted));
      for (const [key, value] of Object.entries(wanted)) {
        const [ours, theirs] = [got[key]?.data, value?.data];
        expect(distance(ours ?? [], theirs ?? []), key).toBeLessThan(1e-4);
      }
    },
  );

  it.each([1 / 3, 1 - 2 ** -24])(
    "a mask of a million with p = %d has the bits of the reference",
    (p) => {
      const draw = { seed: 2 ** 53 - 1, counter: 2 ** 32 - 3 };
      const [ours, theirs] = [backend, reference].map(
        (each) => keepMask([1_000_003], p, draw, { dtype: "float32", backend: each }).data,
      );
      expect(ours).toHaveLength(theirs.length);
      expect(ours.every((kept, i) => kept === theirs[i])).toBe(true);
    },
  );
});
