import { describe, expect, it, vi } from "vitest";
import type { Backend, Fused } from "../../../lib/backend/backend.js";
import { webgpu } from "../../../lib/backend/webgpu/webgpu.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as conv2d from "../../../lib/layers/conv2d.js";
import * as dropout from "../../../lib/layers/dropout.js";
import * as fractionalMaxPool from "../../../lib/layers/fractional-max-pool.js";
import { knowing } from "../../../lib/layers/fused.js";
import * as groupNorm from "../../../lib/layers/group-norm.js";
import * as instanceNorm from "../../../lib/layers/instance-norm.js";
import { keepMask } from "../../../lib/layers/keep-mask.js";
import * as layerNorm from "../../../lib/layers/layer-norm.js";
import * as maxPool from "../../../lib/layers/max-pool.js";
import * as spatialBatchNorm from "../../../lib/layers/spatial-batch-norm.js";
import * as softmaxCrossEntropy from "../../../lib/losses/softmax-cross-entropy.js";
import { Random } from "../../../lib/random.js";
import { run, type Step } from "../../../lib/step.js";
import { randn, tensor } from "../../../lib/tensor/create.js";
import { Tensor } from "../../../lib/tensor/tensor.js";
import { BACKENDS } from "../backend/backends.js";

/** Looks at each equation, so that no kernel does several at once. */
const stepByStep: Step = (_name, _formula, compute) => compute();

const RTOL = { float32: 2e-5, float64: 1e-12 } as const;

/** Every tensor in a result agrees, beside the size of the one that is expected. */
function agrees(got: unknown, expected: unknown, rtol: number, path = ""): void {
  if (expected instanceof Tensor) {
    if (!(got instanceof Tensor)) throw new TypeError(`${path}: expected a tensor`);
    expect(got.shape, path).toEqual(expected.shape);
    if (expected.data.includes(-Infinity)) {
      expect(got.data, path).toEqual(expected.data);
      return;
    }
    const gap = Math.sqrt(got.sub(expected).pow(2).sum().item());
    const size = Math.sqrt(expected.pow(2).sum().item());
    expect(gap, path).toBeLessThanOrEqual(rtol * (size + 1));
  } else if (typeof expected === "object" && expected !== null && !ArrayBuffer.isView(expected)) {
    for (const [name, value] of Object.entries(expected))
      agrees((got as Record<string, unknown>)[name], value, rtol, `${path}.${name}`);
  }
}

/** How often each of a backend's kernels gave a result during some work. */
function answersOf({ fused = {} }: Backend, work: () => void): Record<string, number> {
  const names = Object.keys(fused) as (keyof Fused)[];
  const spies = names.map((name) => vi.spyOn(fused, name));
  try {
    work();
    const counts = spies.map(({ mock: { results } }) => results.filter((r) => r.value).length);
    return Object.fromEntries(names.map((name, i) => [name, counts[i]]));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Backends that have kernels for whole layers, in the dtypes in which they have them. */
const KERNELS = BACKENDS.filter(({ fused }) => fused).flatMap((backend) =>
  (backend === webgpu ? (["float32"] as const) : (["float32", "float64"] as const)).map(
    (dtype) => [backend.name, dtype, backend] as const,
  ),
);

describe.each(KERNELS)(
  "on %s one kernel does what the steps do, in %s",
  (_name, dtype, backend) => {
    const rng = new Random(5);
    const draw = (...shape: number[]): Tensor => randn(shape, rng, { dtype, backend });
    const rtol = RTOL[dtype];

    type Layer<I, O, C> = {
      forward(inputs: I, options: O, step: Step): { y: Tensor; cache: C };
      backward(dY: Tensor, cache: C, step: Step): object;
      backwardSimplified?(dY: Tensor, cache: C, step: Step): object;
    };

    function holds<I, O, C>(layer: Layer<I, O, C>, inputs: I, options: O): void {
      const fused = layer.forward(inputs, options, run);
      const steps = layer.forward(inputs, options, stepByStep);
      agrees(fused, steps, rtol);
      const dY = randn([...fused.y.shape].reverse(), rng, { dtype, backend }).T;
      const expected = layer.backward(dY, steps.cache, stepByStep);
      agrees(layer.backward(dY, fused.cache, run), expected, 5 * rtol);
      // A cache that a kernel made serves the steps, and the other way about.
      agrees(layer.backward(dY, fused.cache, stepByStep), expected, 5 * rtol);
      agrees(layer.backward(dY, steps.cache, run), expected, 5 * rtol);
      if (layer.backwardSimplified)
        agrees(layer.backwardSimplified(dY, fused.cache, run), expected, 5 * rtol);
    }

    it.each([
      [2, 129],
      [3, 517],
      [37, 13],
      [257, 1],
      [1, 300],
      [20, 1030],
      [600, 33],
    ])("batch norm of (%i, %i)", (N, D) => {
      holds(batchNorm, { x: draw(N, D).add(3), gamma: draw(D), beta: draw(D) }, { eps: 0.1 });
    });

    it.each([
      [3, 5, 7, 9],
      [2, 1, 16, 17],
      [40, 7, 1, 1],
      [3, 260, 3, 2],
      [1, 3, 10, 11],
      [3, 4, 33],
    ])("spatial batch norm of (%i, %i, %i, …)", (N, C, ...spatial) => {
      const x = draw(N, C, ...spatial)
        .mul(2)
        .sub(5);
      holds(spatialBatchNorm, { x, gamma: draw(C), beta: draw(C) }, { eps: 0.1 });
    });

    it("layer norm, with and without gamma and beta", () => {
      for (const [N, D] of [
        [3, 129],
        [130, 3],
        [11, 600],
        [1, 700],
      ]) {
        const x = draw(N, D).add(1);
        const [gamma, beta] = [draw(D), draw(D)];
        for (const affine of [{ gamma, beta }, { gamma }, { beta }, {}])
          holds(layerNorm, { x, ...affine }, { eps: 0.1 });
      }
      holds(layerNorm, { x: draw(1030, 37), gamma: draw(37), beta: draw(37) }, { eps: 0.1 });
      const x = draw(3, 4, 5, 6);
      holds(layerNorm, { x, gamma: draw(4, 5, 6), beta: draw(4, 5, 6) }, { eps: 0.1 });
      holds(layerNorm, { x: draw(5, 70, 1), gamma: draw(70, 1) }, { eps: 0.1 });
    });

    it("group norm and instance norm", () => {
      const x = draw(3, 6, 7, 5).add(2);
      const [gamma, beta] = [draw(6), draw(6)];
      for (const groups of [1, 2, 6]) holds(groupNorm, { x, gamma, beta }, { groups, eps: 0.1 });
      holds(groupNorm, { x: draw(60, 6), gamma }, { groups: 2, eps: 0.1 });
      holds(instanceNorm, { x, gamma, beta }, { eps: 0.1 });
      holds(instanceNorm, { x }, { eps: 0.1 });
    });

    it("convolution, with stride, padding, groups and dilation", () => {
      const x = draw(3, 4, 9, 10);
      for (const options of [
        { padding: 1 },
        { stride: 2 },
        { groups: 2 },
        { dilation: 2 },
        { groups: 4 },
      ]) {
        const { groups = 1 } = options as { groups?: number };
        const W = draw(8, 4 / groups, 3, 2);
        holds(conv2d, { x, W, b: draw(8) }, options);
        holds(conv2d, { x, W }, options);
      }
      // The image itself is what filters of 1×1 multiply, but not with a stride or padding.
      for (const options of [{}, { groups: 2 }, { stride: 2 }, { padding: 1 }])
        holds(
          conv2d,
          { x: draw(3, 6, 19, 17), W: draw(10, options.groups === 2 ? 3 : 6, 1, 1), b: draw(10) },
          options,
        );
      holds(conv2d, { x: draw(2, 3, 33, 31), W: draw(37, 3, 5, 5) }, { padding: 2 });
      const turned = draw(10, 9, 4, 3).permute(3, 2, 1, 0);
      holds(conv2d, { x: turned, W: draw(5, 4, 1, 1) }, {});
    });

    it("max pooling, where windows overlap, hang over or have a NaN", () => {
      const x = draw(3, 4, 9, 11);
      for (const options of [
        { kernel: 2 },
        { kernel: 3, stride: 2, padding: 1 },
        { kernel: 3, stride: 2, ceil: true },
      ])
        holds(maxPool, { x }, options);
      holds(fractionalMaxPool, { x }, { output: 5, seed: 3 });
      const odd = x.data.slice();
      odd[7] = odd[50] = NaN;
      odd[8] = odd[9] = odd[19] = 100;
      const some = tensor([...odd], { dtype, backend }).reshape(...x.shape);
      const [fused, steps] = [run, stepByStep].map((step) =>
        maxPool.forward({ x: some }, {}, step),
      );
      expect(fused.y.data).toEqual(steps.y.data);
      const dY = draw(...fused.y.shape);
      expect(maxPool.backward(dY, fused.cache, run).dX.data).toEqual(
        maxPool.backward(dY, steps.cache, stepByStep).dX.data,
      );
    });

    it("softmax cross-entropy, also of scores that overflow", () => {
      for (const [N, C] of [
        [100, 10],
        [3, 501],
        [300, 1],
        [129, 7],
      ]) {
        const labels = Array.from({ length: N }, (_, i) => (i * 7) % C);
        for (const scores of [draw(N, C), draw(N, C).mul(300)])
          for (const reduction of ["mean", "sum"] as const) {
            const [fused, steps] = [run, stepByStep].map((step) =>
              softmaxCrossEntropy.forward({ scores }, { labels, reduction }, step),
            );
            agrees(fused, steps, rtol);
            const dLoss = tensor(0.7, { dtype, backend });
            for (const back of ["backward", "backwardSimplified"] as const)
              agrees(
                softmaxCrossEntropy[back](dLoss, fused.cache, run),
                softmaxCrossEntropy[back](dLoss, steps.cache, stepByStep),
                rtol,
              );
          }
      }
    });

    it("softmax cross-entropy of smoothed labels and weighted classes, which no kernel knows", () => {
      const scores = draw(100, 10);
      const labels = Array.from({ length: 100 }, (_, i) => (i * 7) % 10);
      const classWeights = Array.from({ length: 10 }, (_, c) => 1 + c / 4);
      const dLoss = tensor(0.7, { dtype, backend });
      for (const options of [{ labelSmoothing: 0.2 }, { labelSmoothing: 1 }, { classWeights }]) {
        const [got, expected] = [run, stepByStep].map((step) => {
          const result = softmaxCrossEntropy.forward({ scores }, { labels, ...options }, step);
          return { result, back: softmaxCrossEntropy.backward(dLoss, result.cache, step) };
        });
        agrees(got, expected, rtol);
      }
    });

    it("dropout, with the mask of the generator to the last bit", () => {
      for (const [length, p, seed, counter] of [
        [1000, 0.3, 7, 2],
        [5003, 0.5, 2 ** 40 + 5, 2 ** 32 - 1],
        [300, 1, 1, 0],
        [4097, 0, 1, 0],
      ]) {
        const rng = new Random(seed, counter);
        const mask = Array.from({ length }, () => (rng.uniform() < p ? 0 : 1));
        expect([...keepMask([length], p, { seed, counter }, { dtype, backend }).data]).toEqual(
          mask,
        );
        const x = draw(length);
        const { y, cache } = dropout.forward({ x }, { p, seed, counter });
        const scale = p === 1 ? 1 : 1 / (1 - p);
        const expected = x.mul(tensor(mask, { dtype, backend })).mul(scale);
        expect(y.data).toEqual(expected.data);
        expect(dropout.backward(x, cache).dX.data).toEqual(expected.data);
      }
    });

    it("lets a NaN through to what depends on it", () => {
      const values = draw(20, 30).data.slice();
      values[35] = NaN;
      const x = tensor([...values], { dtype, backend }).reshape(20, 30);
      const { y } = batchNorm.forward({ x, gamma: draw(30), beta: draw(30) });
      y.data.forEach((value, i) => expect(Number.isNaN(value)).toBe(i % 30 === 5));
      const labels = Array.from({ length: 20 }, () => 0);
      const { loss, lossEach } = softmaxCrossEntropy.forward({ scores: x }, { labels });
      expect(loss.item()).toBeNaN();
      lossEach.data.forEach((value, i) => expect(Number.isNaN(value)).toBe(i === 1));
    });

    it("has kernels that are taken where nobody looks on, and only there", () => {
      const labels = Array.from({ length: 100 }, (_, i) => i % 20);
      const [x, image] = [draw(100, 20), draw(4, 6, 12, 12)];
      const [affine, channels] = [20, 6].map((n) => ({ gamma: draw(n), beta: draw(n) }));
      const pass = <I, O, C>(layer: Layer<I, O, C>, inputs: I, options: O, step: Step): void => {
        const { y, cache } = layer.forward(inputs, options, step);
        layer.backward(draw(...y.shape), cache, step);
      };
      const work = (step: Step): void => {
        pass(batchNorm, { x, ...affine }, {}, step);
        pass(layerNorm, { x, ...affine }, {}, step);
        pass(spatialBatchNorm, { x: image, ...channels }, {}, step);
        pass(conv2d, { x: image, W: draw(5, 6, 3, 3) }, {}, step);
        pass(maxPool, { x: image }, {}, step);
        const { cache } = softmaxCrossEntropy.forward({ scores: x }, { labels }, step);
        softmaxCrossEntropy.backward(tensor(1, { dtype, backend }), cache, step);
        keepMask([1000], 0.3, { seed: 1, counter: 2 }, { dtype, backend });
      };
      const names = Object.keys(backend.fused ?? {});
      const countsOf = (count: (name: string) => number): Record<string, number> =>
        Object.fromEntries(names.map((name) => [name, count(name)]));
      const norms = ["normalize", "normalizeBack"];
      expect(answersOf(backend, () => work(stepByStep))).toEqual(
        countsOf((name) => (name === "keep" ? 1 : 0)),
      );
      expect(answersOf(backend, () => work(run))).toEqual(
        countsOf((name) => (norms.includes(name) ? 3 : 1)),
      );
    });
  },
);

it("computes only what a kernel has not worked out", () => {
  const [known, other] = [tensor([1]), tensor([2])];
  const step = knowing(run, { known });
  expect(step("known", "", () => other)).toBe(known);
  expect(step("other", "", () => other)).toBe(other);
  expect(knowing(stepByStep, undefined)).toBe(stepByStep);
});
