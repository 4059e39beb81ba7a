import { describe, expect, it } from "vitest";
import { workbench } from "../../../../lib/backend/wasm/memory.js";
import { wasm } from "../../../../lib/backend/wasm/wasm.js";
import { gradCheck } from "../../../../lib/check/grad-check.js";
import * as batchNorm from "../../../../lib/layers/batch-norm.js";
import * as conv2d from "../../../../lib/layers/conv2d.js";
import * as layerNorm from "../../../../lib/layers/layer-norm.js";
import * as linear from "../../../../lib/layers/linear.js";
import * as maxPool from "../../../../lib/layers/max-pool.js";
import * as relu from "../../../../lib/layers/relu.js";
import * as softmaxCrossEntropy from "../../../../lib/losses/softmax-cross-entropy.js";
import { Random } from "../../../../lib/random.js";
import { ones, randn, zeros } from "../../../../lib/tensor/create.js";

const rng = new Random(3);
const draw = (...shape: number[]) => randn(shape, rng, { backend: wasm });

describe("every named intermediate agrees with central differences on wasm", () => {
  // Wide enough that rows go over the workbench and not by plain loops.
  it("linear", () => {
    const inputs = { x: draw(3, 5), W: draw(5, 130), b: draw(130) };
    expect(gradCheck(linear, inputs).worst).toBeLessThan(1e-8);
  });
  it("batch norm", () => {
    const inputs = { x: draw(3, 130), gamma: draw(130), beta: draw(130) };
    expect(gradCheck(batchNorm, inputs, { options: { eps: 0.1 } }).worst).toBeLessThan(1e-6);
  });
  it("convolution", () => {
    const inputs = { x: draw(2, 2, 5, 6), W: draw(3, 2, 3, 3), b: draw(3) };
    const report = gradCheck(conv2d, inputs, { options: { padding: 1 } });
    expect(report.worst).toBeLessThan(1e-8);
  });
  it("max pooling", () => {
    const report = gradCheck(maxPool, { x: draw(2, 2, 4, 6) }, { options: { kernel: 2 } });
    expect(report.worst).toBeLessThan(1e-8);
  });
  it("layer norm", () => {
    const inputs = { x: draw(3, 130), gamma: draw(130), beta: draw(130) };
    expect(gradCheck(layerNorm, inputs, { options: { eps: 0.1 } }).worst).toBeLessThan(1e-6);
  });
});

describe("a training loop that never waits", () => {
  /** A step of a small net, in float32. */
  function trainer(): () => number {
    const options = { dtype: "float32", backend: wasm } as const;
    const x = randn([100, 300], rng, options);
    const labels = Array.from({ length: 100 }, (_, i) => i % 10);
    let W = randn([300, 50], rng, options).mul(0.01);
    let V = randn([50, 10], rng, options).mul(0.1);
    let [b, c] = [zeros([50], options), zeros([10], options)];
    return () => {
      const hidden = linear.forward({ x, W, b });
      const active = relu.forward({ x: hidden.y });
      const scores = linear.forward({ x: active.y, W: V, b: c });
      const { loss, cache } = softmaxCrossEntropy.forward({ scores: scores.y }, { labels });
      const { dScores } = softmaxCrossEntropy.backward(ones([], options), cache);
      const outer = linear.backward(dScores, scores.cache);
      const inner = linear.backward(relu.backward(outer.dX, active.cache).dX, hidden.cache);
      [V, W] = [V.sub(outer.dW.mul(0.1)), W.sub(inner.dW.mul(0.1))];
      if (outer.dB && inner.dB) [c, b] = [c.sub(outer.dB.mul(0.1)), b.sub(inner.dB.mul(0.1))];
      return loss.item();
    };
  }

  it("learns, and takes no more memory after 1,500 steps than after 300", () => {
    const step = trainer();
    const first = step();
    for (let i = 0; i < 300; i++) step();
    const bench = workbench().kernels.memory.buffer.byteLength;
    const before = process.memoryUsage();
    for (let i = 0; i < 1200; i++) step();
    const after = process.memoryUsage();
    expect(step()).toBeLessThan(first / 2);
    expect(workbench().kernels.memory.buffer.byteLength).toBe(bench);
    // A step makes about 0.7 MB of tensors: kept, they would be 840 MB. V8 collects when it sees fit.
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(200e6);
    expect(after.rss - before.rss).toBeLessThan(300e6);
  });
});

describe("the workbench", () => {
  it("is bounded however large the matrices are", () => {
    const options = { dtype: "float32", backend: wasm } as const;
    const wide = zeros([3, 40_000], options);
    const tall = zeros([40_000, 600], options);
    expect(wide.matmul(tall).shape).toEqual([3, 600]);
    expect(workbench().kernels.memory.buffer.byteLength).toBeLessThan(40e6);
  });
});
