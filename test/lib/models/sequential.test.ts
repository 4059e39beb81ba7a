import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import { he } from "../../../lib/init/he.js";
import * as softmaxCrossEntropy from "../../../lib/losses/softmax-cross-entropy.js";
import type { Backward, Named } from "../../../lib/models/module.js";
import * as modules from "../../../lib/models/modules.js";
import { Sequential } from "../../../lib/models/sequential.js";
import { twoLayerNet } from "../../../lib/models/two-layer-net.js";
import { Random } from "../../../lib/random.js";
import { run, type Step } from "../../../lib/step.js";
import { full, randn, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

type Cache = { backward: Backward; cache: softmaxCrossEntropy.SoftmaxCrossEntropyCache };

const net = (): Sequential =>
  twoLayerNet({ inputs: 4, hidden: 6, classes: 3, init: he(), batchNorm: true, seed: 2 });

describe("Sequential", () => {
  test("gives every parameter a name, counted by kind", () => {
    expect(Object.keys(net().params)).toEqual([
      "linear1.W",
      "linear1.b",
      "batchNorm1.gamma",
      "batchNorm1.beta",
      "linear2.W",
      "linear2.b",
    ]);
  });

  test.each(["train", "eval"] as const)(
    "its gradients agree with central differences in %s mode",
    (mode) => {
      const model = net();
      const snapshot = model.snapshot();
      const options = { labels: [0, 2, 1, 1, 0] };
      const rng = new Random(4);
      const inputs: Named = { x: randn([5, 4], rng), ...model.params };
      const layer = {
        forward({ x, ...params }: Named): { loss: Tensor; cache: Cache } {
          model.restore(snapshot);
          model.setParams(params);
          const { y: scores, backward } = model.forward(x, mode);
          const { loss, cache } = softmaxCrossEntropy.forward({ scores }, options);
          return { loss, cache: { backward, cache } };
        },
        backward(dLoss: Tensor, { backward, cache }: Cache, step: Step = run) {
          const { dX, grads } = backward(softmaxCrossEntropy.backward(dLoss, cache).dScores);
          for (const [name, g] of Object.entries(grads)) step(`d${name}`, "", () => g);
          return { dX: step("dx", "", () => dX) };
        },
      };
      const report = gradCheck(layer, inputs, { dY: full([], 1.7) });
      expect(report.rows).toHaveLength(7);
      expect(report.worst).toBeLessThan(1e-7);
    },
  );

  test("a snapshot brings back parameters and running statistics", () => {
    const model = net();
    const x = randn([8, 4], new Random(1));
    const snapshot = model.snapshot();
    const before = model.forward(x).y.toArray();
    model.forward(x.add(3), "train");
    model.setParams({ "linear2.b": full([3], 5) });
    expect(model.forward(x).y.toArray()).not.toEqual(before);
    model.restore(snapshot);
    expect(model.forward(x).y.toArray()).toEqual(before);
  });

  test("evaluation does not touch the running statistics, training does", () => {
    const model = net();
    const x = randn([8, 4], new Random(1));
    const { buffers } = model.snapshot();
    model.forward(x, "eval");
    expect(model.snapshot().buffers).toEqual(buffers);
    model.forward(x, "train");
    expect(model.snapshot().buffers).not.toEqual(buffers);
  });

  test("predicts the class with the largest score", () => {
    const model = net();
    model.setParams({ "linear2.W": zeros([6, 3]), "linear2.b": randn([3], new Random(3)) });
    const bias = model.params["linear2.b"].argmax(0).item();
    expect(Array.from(model.predict(randn([2, 4], new Random(1))))).toEqual([bias, bias]);
  });

  test("refuses unknown names and wrong shapes before anything is changed", () => {
    const model = net();
    const before = model.params;
    expect(() => model.setParams({ "linear2.b": full([3], 1), "linear3.W": zeros([1]) })).toThrow(
      "Sequential: params linear3.W is not known, expected one of linear1.W, linear1.b",
    );
    expect(() =>
      model.setParams({ "linear1.b": full([6], 1), "linear1.W": zeros([4, 5]) }),
    ).toThrow("Sequential: linear1.W must have shape (4, 6), got (4, 5)");
    expect(model.params).toEqual(before);
    expect(() => new Sequential([])).toThrow("Sequential: expected at least one module, got none");
    expect(() => modules.relu().forward(zeros([2]), "eval")).not.toThrow();
  });
});
