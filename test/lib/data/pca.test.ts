import { describe, expect, it } from "vitest";
import { fitColorPca, fitPca } from "../../../lib/data/pca.js";
import { shapes } from "../../../lib/data/shapes.js";
import { ShapeError, ValueError } from "../../../lib/errors.js";
import { Random } from "../../../lib/random.js";
import { fromData, ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

const identity = (n: number): Tensor =>
  fromData(
    Array.from({ length: n * n }, (_, at) => Number(at % (n + 1) === 0)),
    [n, n],
  );
const furthest = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

function covariance(x: Tensor): Tensor {
  const centered = x.sub(x.mean(0));
  return centered.T.matmul(centered).div(x.shape[0]);
}

/** Data that vary in `rank` directions, most in the first. */
function data(N: number, D: number, rank = D, seed = N * D): Tensor {
  const rng = new Random(seed);
  const sizes = fromData(
    Array.from({ length: rank }, (_, k) => 1 / (1 + k)),
    [1, rank],
  );
  const mixed = randn([N, rank], rng)
    .mul(sizes)
    .matmul(randn([rank, D], rng));
  return mixed.add(randn([D], rng).mul(10));
}

describe("fitPca", () => {
  it.each([
    ["tall", 40, 7, 7],
    ["square", 8, 8, 7],
    ["wide", 6, 30, 5],
    ["of one column", 9, 1, 1],
    ["of two rows", 2, 5, 1],
  ])("diagonalizes the covariance of data that are %s", (_, N, D, K) => {
    const x = data(N, D);
    const { mean, components, variances, apply, whiten, invert } = fitPca(x);
    expect(components.shape).toEqual([D, K]);
    expect(furthest(mean, x.mean(0))).toBe(0);
    expect(furthest(components.T.matmul(components), identity(K))).toBeLessThan(1e-12);
    const spread = covariance(x).matmul(components);
    expect(furthest(spread, components.mul(variances))).toBeLessThan(1e-12);
    expect(furthest(covariance(apply(x)), identity(K).mul(variances))).toBeLessThan(1e-12);
    expect(furthest(covariance(whiten(x)), identity(K))).toBeLessThan(1e-9);
    expect(furthest(invert(apply(x)), x)).toBeLessThan(1e-11);
  });

  it("agrees with numpy's eigh of cov(bias=True), largest first", () => {
    const x = tensor([
      [2, 1, 0],
      [1, 5, 3],
      [0, 2, 7],
      [4, 4, 1],
    ]);
    const { components, variances } = fitPca(x);
    const expected = [
      [-0.4302736385098632, 0.19749057455475238, 0.8808303292720554],
      [-0.034991003485231986, 0.9713924108628771, -0.23488808780588122],
      [0.9020200805295745, 0.13188728930431726, 0.41105415366029235],
    ];
    expect(
      furthest(variances, tensor([8.648346655611958, 2.601653344388044, 0.6250000000000004])),
    ).toBeLessThan(1e-13);
    expect(furthest(components, tensor(expected))).toBeLessThan(1e-13);
  });

  it("has a direction's largest entry positive", () => {
    const { components } = fitPca(data(30, 6));
    const largest = components.abs().argmax(0).data;
    largest.forEach((row, k) => expect(components.at(row, k)).toBeGreaterThan(0));
  });

  it("finds the same directions in x and in more copies of x, tall and wide", () => {
    const x = data(5, 12);
    const wide = fitPca(x);
    const tall = fitPca(x.take(Array.from({ length: 20 }, (_, i) => i % 5)));
    expect(furthest(tall.variances, wide.variances)).toBeLessThan(1e-12);
    expect(furthest(tall.components, wide.components)).toBeLessThan(1e-10);
  });

  it("keeps as many directions as asked for, the largest", () => {
    const x = data(40, 7);
    const few = fitPca(x, { components: 2 });
    expect(furthest(few.components.T, fitPca(x).components.T.slice(0, 2))).toBe(0);
    expect(few.apply(x).shape).toEqual([40, 2]);
    expect(few.invert(few.apply(x)).shape).toEqual([40, 7]);
  });

  it.each([
    [50, 9],
    [9, 50],
  ])("leaves out directions in which (%i, %i) does not vary", (N, D) => {
    const x = data(N, D, 3);
    const { components, whiten } = fitPca(x);
    expect(components.shape).toEqual([D, 3]);
    expect(furthest(covariance(whiten(x)), identity(3))).toBeLessThan(1e-9);
    expect(() => fitPca(x, { components: 4 })).toThrow(
      new ValueError(
        "fitPca: components must be at most 3, the directions in which x varies, got 4",
      ),
    );
  });

  it("has orthonormal directions where their variances lie far apart", () => {
    const sizes = tensor([[1, 1e-3, 1e-6, 1e-7]]);
    const rng = new Random(4);
    const x = randn([5, 4], rng)
      .mul(sizes)
      .matmul(randn([4, 40], rng));
    const { components } = fitPca(x);
    const K = components.shape[1];
    expect(K).toBeGreaterThan(2);
    expect(furthest(components.T.matmul(components), identity(K))).toBeLessThan(1e-12);
  });

  it("holds down directions that hardly vary by epsilon", () => {
    const { whiten, apply, variances } = fitPca(data(30, 4));
    const x = data(3, 4);
    const expected = apply(x).div(variances.add(0.5).sqrt());
    expect(furthest(whiten(x, { epsilon: 0.5 }), expected)).toBe(0);
  });

  it("does not look at what it is applied to, and takes no or one example", () => {
    const { mean, apply, whiten, invert } = fitPca(data(30, 4));
    expect(apply(mean.reshape(1, 4)).toArray()).toEqual([[0, 0, 0, 0]]);
    expect(whiten(mean.reshape(1, 4)).toArray()).toEqual([[0, 0, 0, 0]]);
    expect(invert(zeros([0, 4])).shape).toEqual([0, 4]);
  });

  it("keeps float32, and takes a transposed view", () => {
    const x = data(12, 5);
    const { components, variances, apply } = fitPca(x.to("float32"));
    expect([components.dtype, variances.dtype]).toEqual(["float32", "float32"]);
    expect(apply(x.to("float32")).dtype).toBe("float32");
    const view = x.T.reshape(5, 12).T;
    expect(furthest(fitPca(view).components, fitPca(x).components)).toBeLessThan(1e-12);
  });

  it("refuses what it cannot mean", () => {
    expect(() => fitPca(zeros([3]))).toThrow(
      new ShapeError("fitPca: x must have shape (N, D) with at least two examples, got (3)"),
    );
    expect(() => fitPca(zeros([1, 3]))).toThrow(ShapeError);
    expect(() => fitPca(ones([4, 3]))).toThrow(
      new ValueError("fitPca: x must vary, got the same numbers in every example"),
    );
    expect(() => fitPca(tensor([[1], [NaN]]))).toThrow(
      new ValueError("fitPca: x must hold finite numbers, got NaN in example 1"),
    );
    for (const components of [0, 1.5, NaN])
      expect(() => fitPca(data(5, 3), { components })).toThrow(/^fitPca: components must be/);
    const { apply, whiten, invert } = fitPca(data(5, 3), { components: 2 });
    expect(() => apply(zeros([2, 4]))).toThrow(
      new ShapeError("Pca.apply: x must have shape (2, 3), got (2, 4)"),
    );
    expect(() => whiten(zeros([3]))).toThrow(
      new ShapeError("Pca.whiten: x must have shape (3, 3), got (3)"),
    );
    expect(() => whiten(zeros([1, 3]), { epsilon: -1 })).toThrow(ValueError);
    expect(() => invert(zeros([2, 3]))).toThrow(
      new ShapeError("Pca.invert: projected must have shape (2, 2), got (2, 3)"),
    );
  });
});

describe("fitColorPca", () => {
  it("takes every pixel as a point", () => {
    const { images } = shapes({ count: 6, seed: 1 });
    const { mean, variances, components } = fitColorPca(images);
    expect(furthest(mean, images.mean([0, 2, 3]))).toBeLessThan(1e-10);
    expect(components.shape).toEqual([3, 3]);
    const all = images.sub(images.mean([0, 2, 3], true));
    expect(variances.sum().item()).toBeCloseTo((3 * all.dot(all)) / images.size, 6);
  });

  it("refuses what are not images", () => {
    expect(() => fitColorPca(zeros([2, 3]))).toThrow(
      new ShapeError("fitColorPca: expected images of shape (N, C, H, W), got (2, 3)"),
    );
  });
});
