import { beforeEach, describe, expect, it } from "vitest";
import type { Backend } from "../../../../lib/backend/backend.js";
import { reference } from "../../../../lib/backend/reference/reference.js";
import { wasm } from "../../../../lib/backend/wasm/wasm.js";
import { webgpu } from "../../../../lib/backend/webgpu/webgpu.js";
import { gradCheck } from "../../../../lib/check/grad-check.js";
import * as batchNorm from "../../../../lib/layers/batch-norm.js";
import * as linear from "../../../../lib/layers/linear.js";
import * as modules from "../../../../lib/models/modules.js";
import { Sequential } from "../../../../lib/models/sequential.js";
import { twoLayerNet } from "../../../../lib/models/two-layer-net.js";
import * as adam from "../../../../lib/optim/adam.js";
import * as sgd from "../../../../lib/optim/sgd.js";
import { Random } from "../../../../lib/random.js";
import { fromData, randn } from "../../../../lib/tensor/create.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";
import { fit } from "../../../../lib/train/fit.js";
import { noGpu } from "./gpu.js";

beforeEach((context) => {
  if (noGpu !== "") context.skip(noGpu);
});

const on = (backend: Backend) => ({ dtype: "float32", backend }) as const;

/** The same examples on any backend. */
const examplesOn = (backend: Backend, ...shape: number[]) => ({
  x: randn(shape, new Random(3), on(backend)),
  labels: Array.from({ length: shape[0] }, (_, i) => i % 3),
});

/** ‖got − want‖ / ‖want‖ */
function distance(got: Tensor, want: Tensor): number {
  let [difference, size] = [0, 0];
  want.data.forEach((value, i) => {
    difference += (got.data[i] - value) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / size);
}

const settings = { batchSize: 20, progress: false } as const;

describe("a training run", () => {
  const small = (backend: Backend) =>
    twoLayerNet({ inputs: 40, hidden: 30, classes: 3, batchNorm: true, ...on(backend) });

  it("of a net with batch norm gives the weights that it gives on the reference", async () => {
    const [own, plain] = [small(webgpu), small(reference)];
    const run = { ...settings, optimizer: adam, lr: 1e-3, epochs: 4 };
    await fit(own, examplesOn(webgpu, 60, 40), run);
    await fit(plain, examplesOn(reference, 60, 40), run);
    for (const [name, value] of Object.entries(own.params)) {
      // Batch norm takes this bias away: its gradient is nothing but rounding, which Adam makes as large as others.
      if (name === "linear1.b") continue;
      expect(distance(value, plain.params[name]), name).toBeLessThan(1e-3);
    }
  });

  it("of a ConvNet with norms and dropout gives the weights that it gives on the reference", async () => {
    const net = (backend: Backend) => {
      const [rng, options] = [new Random(5), on(backend)];
      return new Sequential([
        modules.conv2d({ channels: 3, filters: 4, kernel: 3, padding: 1 }, rng, options),
        modules.groupNorm({ features: 4, groups: 2 }, options),
        modules.relu(),
        modules.maxPool({ kernel: 2 }),
        modules.dropout({ p: 0.3, seed: 1 }),
        modules.flatten(),
        modules.layerNorm({ features: 64 }, options),
        modules.linear({ inputs: 64, outputs: 3 }, rng, options),
      ]);
    };
    const [own, plain] = [net(webgpu), net(reference)];
    const run = { ...settings, optimizer: sgd, lr: 1e-2, epochs: 3 };
    await fit(own, examplesOn(webgpu, 40, 3, 8, 8), run);
    await fit(plain, examplesOn(reference, 40, 3, 8, 8), run);
    for (const [name, value] of Object.entries(own.params))
      expect(distance(value, plain.params[name]), name).toBeLessThan(1e-4);
  });

  it("that diverges ends in NaN, as it does on the reference", () => {
    for (const backend of [reference, wasm, webgpu]) {
      let w = fromData([1, -2, 3], [3], on(backend));
      for (let i = 0; i < 200; i++) w = w.sub(w.mul(w).mul(w).mul(10));
      expect([...w.maximum(0).data]).toEqual([NaN, NaN, NaN]);
      expect(w.sum().item()).toBeNaN();
      expect(w.max().item()).toBeNaN();
    }
  });
});

describe("float64, which no GPU has", () => {
  const rng = new Random(3);
  const draw = (...shape: number[]) => randn(shape, rng, { backend: webgpu });

  it("is worked out by plain loops: gradients agree with central differences", () => {
    const inputs = { x: draw(3, 5), W: draw(5, 4), b: draw(4) };
    expect(gradCheck(linear, inputs).worst).toBeLessThan(1e-8);
    const normed = { x: draw(6, 4), gamma: draw(4), beta: draw(4) };
    expect(gradCheck(batchNorm, normed, { options: { eps: 0.1 } }).worst).toBeLessThan(1e-6);
  });

  it("goes to float32 and back", () => {
    const x = draw(30, 7);
    const there = x.to("float32").mul(2).to("float64").div(2);
    expect([...there.data]).toEqual(Array.from(x.data, Math.fround));
  });
});
