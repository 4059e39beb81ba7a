import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BinaryOp, Storage, UnaryOp, View } from "../../../../lib/backend/backend.js";
import { limitTo } from "../../../../lib/backend/webgpu/pool.js";
import { storageOf } from "../../../../lib/backend/webgpu/storage.js";
import { webgpu } from "../../../../lib/backend/webgpu/webgpu.js";
import * as conv2d from "../../../../lib/layers/conv2d.js";
import { keepMask } from "../../../../lib/layers/keep-mask.js";
import * as layerNorm from "../../../../lib/layers/layer-norm.js";
import * as maxPool from "../../../../lib/layers/max-pool.js";
import { slidingWindows } from "../../../../lib/layers/windows.js";
import * as softmaxCrossEntropy from "../../../../lib/losses/softmax-cross-entropy.js";
import { Random } from "../../../../lib/random.js";
import { randn, zeros } from "../../../../lib/tensor/create.js";
import { sizeOf, stridesOf } from "../../../../lib/tensor/shape.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";
import { noGpu } from "./gpu.js";

/** Bytes that a kernel may see of a buffer: 960 numbers, and what it takes to begin at one where a binding may. */
const LITTLE = 4096;

const rng = new Random(11);
const options = { dtype: "float32", backend: webgpu } as const;
const draw = (...shape: number[]): Tensor => randn(shape, rng, options);

beforeEach((context) => {
  if (noGpu !== "") context.skip(noGpu);
});
afterEach(() => {
  limitTo();
});

/** What came of some work, without and with a limit of what a kernel sees. */
function bothWays(work: () => Storage): [ArrayLike<number>, ArrayLike<number>] {
  limitTo();
  const whole = webgpu.read(work());
  limitTo({ binding: LITTLE });
  const parts = webgpu.read(work());
  limitTo();
  return [parts, whole];
}

const exactly = (work: () => Storage): void => {
  const [parts, whole] = bothWays(work);
  expect(parts).toEqual(whole);
};

/** Sums may run in another order. */
function closely(work: () => Storage): void {
  const [parts, whole] = bothWays(work);
  expect(parts).toHaveLength(whole.length);
  let [gap, size] = [0, 0];
  for (let i = 0; i < whole.length; i++) {
    gap += (parts[i] - whole[i]) ** 2;
    size += whole[i] ** 2;
  }
  expect(Math.sqrt(gap / size)).toBeLessThan(1e-5);
}

/** Numbers that are on the device alone, from the fifth of a storage on. */
function view(shape: readonly number[]): View {
  const length = sizeOf(shape) + 5;
  const x = webgpu.upload(
    Float32Array.from({ length }, () => rng.normal()),
    "float32",
  );
  const flat = { storage: x, shape: [length], strides: [1], offset: 0 };
  const storage = webgpu.unary("copy", flat, "float32");
  return { storage, shape, strides: stridesOf(shape), offset: 5 };
}

const turned = (x: View): View => ({
  ...x,
  shape: [...x.shape].reverse(),
  strides: [...x.strides].reverse(),
});

const repeated = (x: View, shape: readonly number[]): View => ({
  ...x,
  shape,
  strides: shape.map((_, axis) => (axis === 0 ? 0 : (x.strides[axis - 1] ?? 0))),
});

describe("what is larger than a kernel sees is worked out in parts:", () => {
  it("arithmetic entry by entry, of dense, turned and repeated numbers", () => {
    const [row, matrix] = [view([2000]), view([3, 2000])];
    for (const shape of [[961], [5000], [41, 67], [3, 40, 31]]) {
      const [a, b] = [view(shape), view([...shape].reverse())];
      for (const op of ["copy", "exp", "neg"] satisfies UnaryOp[])
        for (const x of [a, turned(a)]) exactly(() => webgpu.unary(op, x, "float32"));
      for (const op of ["add", "maximum", "greater"] satisfies BinaryOp[]) {
        exactly(() => webgpu.binary(op, a, turned(b)));
        exactly(() => webgpu.binary(op, repeated(row, [3, 2000]), matrix));
      }
      const two = { storage: webgpu.upload([2], "float32"), shape, offset: 0 };
      exactly(() => webgpu.binary("mul", a, { ...two, strides: shape.map(() => 0) }));
    }
  });

  it("reductions over any axes, with the place of the first of equal maxima and of a NaN", () => {
    for (const shape of [[5000], [70, 61], [7, 30, 23], [2, 1, 5000]])
      for (const x of [view(shape), turned(view(shape))]) {
        for (let mask = 1; mask < 2 ** shape.length; mask++) {
          const axes = shape.map((_, axis) => axis).filter((axis) => (mask >> axis) & 1);
          closely(() => webgpu.reduce("sum", webgpuAbs(x), axes));
          for (const op of ["max", "min"] as const) exactly(() => webgpu.reduce(op, x, axes));
        }
        shape.forEach((_, axis) => exactly(() => webgpu.reduce("argmax", x, [axis])));
      }
    for (const [i, j] of [
      [100, 4000],
      [4000, 4500],
      [100, 200],
    ])
      for (const value of [NaN, 9]) {
        const numbers = new Float32Array(5000);
        numbers[i] = numbers[j] = value;
        const x = { storage: webgpu.upload(numbers, "float32"), shape: [5000], strides: [1] };
        limitTo({ binding: LITTLE });
        expect([...webgpu.read(webgpu.reduce("argmax", { ...x, offset: 0 }, [0]))]).toEqual([i]);
        numbers[4999] = NaN;
        const last = { ...x, storage: webgpu.upload(numbers, "float32"), offset: 0 };
        const want = Number.isNaN(value) ? i : 4999;
        expect([...webgpu.read(webgpu.reduce("argmax", last, [0]))]).toEqual([want]);
      }
  });

  it("matrix products, by rows, columns, sums and stacks", () => {
    for (const [m, k, n] of [
      [100, 30, 5],
      [5, 30, 100],
      [3, 3000, 3],
      [60, 3, 70],
      [50, 60, 70],
      [1, 2, 3000],
    ]) {
      const [a, b] = [view([m, k]), view([k, n])];
      const [at, bt] = [turned(view([k, m])), turned(view([n, k]))];
      closely(() => webgpu.matmul(a, b));
      closely(() => webgpu.matmul(at, bt));
    }
    const [a, b] = [view([5, 20, 30]), view([5, 30, 40])];
    closely(() => webgpu.matmul(a, b));
    closely(() => webgpu.matmul({ ...a, strides: [0, 30, 1] }, b));
  });

  it("rows by index, and joined views", () => {
    const x = view([50, 67]);
    for (const indices of [[49, 0, 0, 31, 7, 8, 49, 25, 24], [3], [40, 41], [1, 0]])
      exactly(() => webgpu.take(x, indices));
    const [wide, none, few] = [view([3, 2000]), view([0]), view([3])];
    exactly(() => webgpu.take(wide, [2, 0, 2]));
    exactly(() => webgpu.concat([turned(x), none, x, few]));
  });

  it("windows, out and back", () => {
    for (const shape of [
      [3, 2, 19, 20],
      [1, 5, 14, 15],
    ]) {
      const size = [shape[2], shape[3]] as const;
      const { rows, columns } = slidingWindows(size, { kernel: [3, 2], padding: 1 }, "test");
      const x = view(shape);
      exactly(() => webgpu.im2col(x, rows, columns, -1));
      const height = shape[1] * rows.entries * columns.entries;
      const matrix = view([height, shape[0] * rows.windows * columns.windows]);
      closely(() => webgpu.col2im(matrix, shape, rows, columns));
    }
  });

  it("masks, with the same bits", () => {
    exactly(() => keepMask([5003], 0.4, { seed: 2 ** 40, counter: 9 }, options).view.storage);
  });

  it("layers, both ways", () => {
    const x = draw(4, 3, 20, 21);
    const W = draw(7, 3, 3, 3);
    const labels = Array.from({ length: 50 }, (_, i) => i % 30);
    const scores = draw(50, 30);
    const rows = draw(40, 50);
    const layers: (() => Tensor[])[] = [
      () => {
        const { y, cache } = conv2d.forward({ x, W, b: W.reshape(7, -1).sum(1) }, { padding: 1 });
        const { dX, dW, dB } = conv2d.backward(y, cache);
        return [y, dX, dW, dB as Tensor];
      },
      () => {
        const { y, cache } = maxPool.forward({ x }, { kernel: 2 });
        return [y, maxPool.backward(y, cache).dX];
      },
      () => {
        const { loss, cache } = softmaxCrossEntropy.forward({ scores }, { labels });
        return [loss, softmaxCrossEntropy.backward(loss, cache).dScores];
      },
      () => {
        const { y, cache } = layerNorm.forward({ x: rows });
        return [y, layerNorm.backward(rows.mul(rows), cache).dX];
      },
    ];
    for (const layer of layers)
      layer().forEach((_, i) => {
        closely(() => layer()[i].mul(1).view.storage);
      });
  });
});

it("tensors of 200 MB, more than a binding's 128 MiB, stay on the device", () => {
  const n = 50_000_000;
  const scope = webgpu.scope?.();
  const x = zeros([n], options)
    .add(1)
    .mul(0.5)
    .reshape(2, n / 2);
  expect(x.sum().item()).toBe(n / 2);
  scope?.free([x.view.storage]);
  scope?.end();
  const y = x.mul(2).sub(x);
  expect([...y.sum(1).data]).toEqual([n / 4, n / 4]);
  const { host, block } = storageOf(y.view);
  expect([host === undefined, block !== undefined]).toEqual([true, true]);
  expect(y.T.max(0).data).toEqual(Float32Array.of(0.5, 0.5));
  const product = y.reshape(5000, 10_000).matmul(zeros([10_000, 2], options).add(1));
  expect(product.min().item()).toBe(5000);
  expect(product.max().item()).toBe(5000);
});

const webgpuAbs = (x: View): View => ({
  ...x,
  strides: stridesOf(x.shape),
  offset: 0,
  storage: webgpu.unary("abs", x, "float32"),
});
