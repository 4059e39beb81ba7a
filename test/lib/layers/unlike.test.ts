import { describe, expect, it } from "vitest";
import { reference } from "../../../lib/backend/reference/reference.js";
import { wasm } from "../../../lib/backend/wasm/wasm.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as conv2d from "../../../lib/layers/conv2d.js";
import * as layerNorm from "../../../lib/layers/layer-norm.js";
import * as maxPool from "../../../lib/layers/max-pool.js";
import * as spatialBatchNorm from "../../../lib/layers/spatial-batch-norm.js";
import * as softmaxCrossEntropy from "../../../lib/losses/softmax-cross-entropy.js";
import { Random } from "../../../lib/random.js";
import { randn, type TensorOptions } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { BACKENDS } from "../backend/backends.js";
import { layerCases } from "../trace/layers.js";

type Draw = (...shape: number[]) => Tensor;

/** Passes of layers that a backend may do by one kernel, of inputs and of what comes beside them or from behind. */
const passes: Readonly<Record<string, (draw: Draw, other: Draw) => unknown>> = {
  "batchNorm.forward": (draw, other) =>
    batchNorm.forward({ x: draw(200, 30), gamma: other(30), beta: draw(30) }),
  "batchNorm.backward": (draw, other) => {
    const { cache } = batchNorm.forward({ x: draw(200, 30), gamma: draw(30), beta: draw(30) });
    return batchNorm.backward(other(200, 30), cache);
  },
  "layerNorm.backward": (draw, other) => {
    const { cache } = layerNorm.forward({ x: draw(200, 30), gamma: draw(30) });
    return layerNorm.backward(other(200, 30), cache);
  },
  "spatialBatchNorm.backward": (draw, other) => {
    const inputs = { x: draw(4, 3, 20, 20), gamma: draw(3), beta: draw(3) };
    return spatialBatchNorm.backward(
      other(4, 3, 20, 20),
      spatialBatchNorm.forward(inputs, {}).cache,
    );
  },
  "conv2d.forward": (draw, other) =>
    conv2d.forward({ x: draw(2, 3, 30, 30), W: draw(4, 3, 3, 3), b: other(4) }, {}),
  "conv2d.backward": (draw, other) => {
    const { cache } = conv2d.forward({ x: draw(2, 3, 30, 30), W: draw(4, 3, 3, 3) }, {});
    return conv2d.backward(other(2, 4, 28, 28), cache);
  },
  "maxPool.backward": (draw, other) => {
    const { cache } = maxPool.forward({ x: draw(2, 3, 30, 30) }, { kernel: 2 });
    return maxPool.backward(other(2, 3, 15, 15), cache);
  },
  "softmaxCrossEntropy.backward": (draw, other) => {
    const labels = Array.from({ length: 200 }, () => 1);
    const { cache } = softmaxCrossEntropy.forward({ scores: draw(200, 30) }, { labels });
    return softmaxCrossEntropy.backward(other(), cache);
  },
};

describe.each(BACKENDS.map((backend) => [backend.name, backend] as const))(
  "on %s",
  (_, backend) => {
    const rng = new Random(3);
    const drawn =
      (options: TensorOptions): Draw =>
      (...shape) =>
        randn(shape, rng, options);
    const draw = drawn({ dtype: "float32", backend });

    it.each(Object.entries(passes))("%s refuses a tensor of another dtype", (name, pass) => {
      expect(() => pass(draw, drawn({ dtype: "float64", backend }))).toThrow(
        new RegExp(`^${name}: \\w+ must have the dtype of \\w+, float(32|64), got float(32|64);`),
      );
    });

    it.each(Object.entries(passes))("%s refuses a tensor of another backend", (_name, pass) => {
      const another = drawn({
        dtype: "float32",
        backend: backend === reference ? wasm : reference,
      });
      expect(() => pass(draw, another)).toThrow("expected two tensors of one backend");
    });
  },
);

/** Layers whose backward pass needs nothing of the forward pass but a shape: any dtype is right. */
const keepsNothing = /^(flatten|globalAveragePool|dropout|dropout2d|stochasticDepth)\b/;

describe.each(layerCases.filter(({ name }) => !keepsNothing.test(name)))(
  "$name",
  ({ layer, inputs, options }) => {
    it("refuses a gradient of another dtype by its own name", () => {
      const out = layer.forward(inputs, options);
      const { shape, dtype } = "y" in out ? out.y : out.loss;
      const other = dtype === "float32" ? "float64" : "float32";
      const wanted = `\\.backward\\w*: d(Y|Loss) must have the dtype of \\w+, ${dtype}, got ${other};`;
      expect(() =>
        layer.backward(randn(shape, new Random(2), { dtype: other }), out.cache),
      ).toThrow(new RegExp(wanted));
    });
  },
);
