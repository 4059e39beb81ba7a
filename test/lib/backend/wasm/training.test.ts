import { describe, expect, it } from "vitest";
import { storeSize } from "../../../../lib/backend/wasm/store.js";
import { reference } from "../../../../lib/backend/reference/reference.js";
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
import { changeModel, withForward } from "../../../../lib/models/parts.js";
import { twoLayerNet } from "../../../../lib/models/two-layer-net.js";
import * as adam from "../../../../lib/optim/adam.js";
import { ones, randn, zeros } from "../../../../lib/tensor/create.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";
import type { StepMoment } from "../../../../lib/train/callbacks.js";
import { fit } from "../../../../lib/train/fit.js";

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

  it("learns, and takes no more memory after 2,200 steps than after 1,000", () => {
    const step = trainer();
    const first = step();
    for (let i = 0; i < 1000; i++) step(); // by now what the memory may hold is full
    const before = process.memoryUsage();
    for (let i = 0; i < 1200; i++) step();
    const after = process.memoryUsage();
    expect(step()).toBeLessThan(first / 2);
    // A step makes about 0.7 MB of tensors: kept, they would be 840 MB. V8 collects when it sees fit.
    expect(storeSize().taken).toBeLessThan(700e6);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(200e6);
    expect(after.rss - before.rss).toBeLessThan(300e6);
  });
});

describe("a training run", () => {
  const examples = {
    x: randn([60, 40], rng, { dtype: "float32", backend: wasm }),
    labels: Array.from({ length: 60 }, (_, i) => i % 3),
  };
  const net = () =>
    twoLayerNet({ ...{ inputs: 40, hidden: 30, classes: 3 }, dtype: "float32", backend: wasm });
  const settings = { batchSize: 20, optimizer: adam, lr: 1e-3, progress: false };

  it("takes no more memory after 10,000 steps than after 30", async () => {
    const model = net();
    await fit(model, examples, { ...settings, epochs: 10 });
    await new Promise((resolve) => setTimeout(resolve));
    const before = storeSize();
    await fit(model, examples, { ...settings, epochs: 3334 });
    const after = storeSize();
    // A step makes some 0.1 MB: kept, they would be a gigabyte. What outlives an epoch is the garbage collector's.
    expect(after.taken - before.taken).toBeLessThan(150e6);
  });

  it("gives the numbers that it gives without scopes, to the last bit", async () => {
    const [scoped, free] = [net(), net()];
    // Who may keep what passes through it is left to the garbage collector.
    const seen: Tensor[] = [];
    const watched = changeModel(free, (_name, module) =>
      withForward(module, (x, mode, step) => {
        seen.push(x);
        return module.forward(x, mode, step);
      }),
    );
    await fit(scoped, examples, { ...settings, epochs: 3 });
    await fit(watched, examples, { ...settings, epochs: 3 });
    for (const [name, value] of Object.entries(scoped.params))
      expect(value.data).toEqual(free.params[name].data);
    for (const x of seen) expect(x.data).toHaveLength(x.size);
  });

  it("leaves a callback what it was shown", async () => {
    const shown: Tensor[] = [];
    const onStep = ({ gradients, before, model }: StepMoment): void => {
      for (const named of [gradients, before, model.params]) shown.push(...Object.values(named));
    };
    await fit(net(), examples, { ...settings, epochs: 2, callbacks: [{ onStep }] });
    for (const value of shown) expect(value.data).toHaveLength(value.size);
  });
});

describe("a scope", () => {
  it("frees what is not kept, and says so to whoever reads it", () => {
    const scope = wasm.scope?.();
    const x = draw(40, 40);
    const [kept, lost] = [x.mul(2), x.matmul(x)];
    const waits = lost.add(1);
    scope?.free([kept.view.storage]);
    scope?.end();
    expect(kept.data).toHaveLength(1600);
    for (const gone of [lost, waits])
      expect(() => gone.data).toThrow("wasm: these numbers were let go at the end of a scope");
  });

  it("passes over what another backend keeps", () => {
    const scope = wasm.scope?.();
    const kept = draw(40, 40);
    const other = ones([300], { backend: reference });
    scope?.free([other.view.storage, kept.view.storage]);
    scope?.end();
    expect([kept.data.length, other.data.length]).toEqual([1600, 300]);
  });

  it("that nobody ended is over with the turn", async () => {
    wasm.scope?.();
    const scope = wasm.scope?.();
    const x = draw(40, 40);
    await Promise.resolve();
    scope?.free([]);
    scope?.end();
    expect(x.data).toHaveLength(1600);
  });
});
