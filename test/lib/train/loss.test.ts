import { describe, expect, test } from "vitest";
import { he } from "../../../lib/init/he.js";
import * as absoluteError from "../../../lib/losses/absolute-error.js";
import * as multiclassSvm from "../../../lib/losses/multiclass-svm.js";
import * as smoothL1 from "../../../lib/losses/smooth-l1.js";
import * as softmaxCrossEntropy from "../../../lib/losses/softmax-cross-entropy.js";
import * as squaredError from "../../../lib/losses/squared-error.js";
import * as modules from "../../../lib/models/modules.js";
import type { Named } from "../../../lib/models/module.js";
import { Sequential } from "../../../lib/models/sequential.js";
import { twoLayerNet } from "../../../lib/models/two-layer-net.js";
import { Random } from "../../../lib/random.js";
import { oneHot, randn, tensor } from "../../../lib/tensor/create.js";
import { fit } from "../../../lib/train/fit.js";
import type { Loss } from "../../../lib/train/loss.js";
import {
  evaluate,
  objective,
  type Examples,
  type TargetExamples,
} from "../../../lib/train/objective.js";

const net = (): Sequential =>
  twoLayerNet({ inputs: 3, hidden: 4, classes: 3, init: he(), seed: 3 });
const x = randn([6, 3], new Random(1));
const byLabel: Examples = { x, labels: [0, 1, 2, 2, 1, 0] };
const byTarget: TargetExamples = { x, target: randn([6, 3], new Random(2)) };

/** The largest distance between a model's gradients and the central differences of its objective. */
function error(loss: Loss | undefined, examples: Examples | TargetExamples): number {
  const model = net();
  const at = (params: Named): number => {
    model.setParams(params);
    return objective(model, examples, 0.3, "train", loss).loss;
  };
  const { params } = model;
  const gradients = objective(model, examples, 0.3, "train", loss).gradients();
  const h = 1e-6;
  let worst = 0;
  for (const [name, value] of Object.entries(params)) {
    const direction = randn(value.shape, new Random(9));
    const up = at({ ...params, [name]: value.add(direction.mul(h)) });
    const down = at({ ...params, [name]: value.sub(direction.mul(h)) });
    const slope = gradients[name].dot(direction);
    worst = Math.max(worst, Math.abs(slope - (up - down) / (2 * h)));
  }
  return worst;
}

/** One of one's own: the mean of the fourth powers. */
const fourthPower: Loss = {
  forward({ x, target }) {
    const off = x.sub(target);
    return { loss: off.pow(4).mean(), cache: off };
  },
  backward: (dLoss, off: typeof x) => ({
    dX: off
      .pow(3)
      .mul(4 / off.size)
      .mul(dLoss),
  }),
};

describe("a loss for fit", () => {
  test.each<[string, Loss | undefined, Examples | TargetExamples]>([
    ["nothing asked for", undefined, byLabel],
    ["softmax cross-entropy", softmaxCrossEntropy, byLabel],
    ["a multiclass SVM", multiclassSvm, byLabel],
    ["squared error of classes", squaredError, byLabel],
    ["squared error of numbers", squaredError, byTarget],
    ["absolute error", absoluteError, byTarget],
    ["smooth L1", smoothL1, byTarget],
    ["one of one's own", fourthPower, byTarget],
  ])("%s: the gradients of the objective are those of its differences", (_name, loss, examples) => {
    expect(error(loss, examples)).toBeLessThan(1e-7);
  });

  test("squared error of labels is that of their one-hot rows", () => {
    const [a, b] = [
      evaluate(net(), byLabel, { loss: squaredError }),
      evaluate(net(), { x, target: oneHot(byLabel.labels, 3) }, { loss: squaredError }),
    ];
    expect(a.loss).toBe(b.loss);
    expect(a.accuracy).toBeGreaterThanOrEqual(0);
    expect(b.accuracy).toBeNaN();
  });

  test("evaluates in batches what it evaluates at once", () => {
    const at = (batchSize: number) =>
      evaluate(net(), byTarget, { loss: smoothL1, batchSize }).dataLoss;
    expect(Math.abs(at(4) - at(6))).toBeLessThan(1e-15);
  });

  test("an SVM trains, and its options are set by wrapping it", async () => {
    const wide: Loss = {
      forward: (inputs, { labels }) => multiclassSvm.forward(inputs, { labels, margin: 3 }),
      backward: multiclassSvm.backward,
    };
    for (const loss of [multiclassSvm, wide]) {
      const settings = { loss, epochs: 200, lr: 0.1, progress: false };
      const history = await fit(net(), byLabel, settings);
      expect(history.best?.trainAccuracy).toBe(1);
    }
    const first = async (loss: Loss) =>
      (await fit(net(), byLabel, { loss, epochs: 1, progress: false })).stepLosses[0];
    expect(await first(wide)).toBeGreaterThan((await first(multiclassSvm)) + 1);
  });

  test("numbers are fitted without accuracies, and the best epoch is that of the lowest loss", async () => {
    const line = new Sequential([modules.linear({ inputs: 1, outputs: 1 }, new Random(1))]);
    const points = { x: tensor([[0], [1], [2]]), target: tensor([[1], [3], [5]]) };
    const history = await fit(line, points, {
      ...{ loss: squaredError, validation: points, epochs: 300, lr: 0.2, progress: false },
    });
    const { W, b } = { W: line.params["linear1.W"].item(), b: line.params["linear1.b"].item() };
    expect([W, b].map((value) => value.toFixed(6))).toEqual(["2.000000", "1.000000"]);
    expect(history.best?.trainAccuracy).toBeNaN();
    expect(String(history)).not.toContain("accuracy");
    expect(history.best?.valLoss).toBe(
      Math.min(...history.epochs.map(({ valLoss = 1 }) => valLoss)),
    );
  });

  test("is refused where it does not fit", async () => {
    const of = (examples: Examples | TargetExamples, settings: object) =>
      fit(net(), examples, { progress: false, ...settings });
    await expect(of(byTarget, {})).rejects.toThrow(
      "softmaxCrossEntropy.forward: labels must have shape (6), got (0)",
    );
    await expect(of({ x, target: x.slice(1) }, { loss: squaredError })).rejects.toThrow(
      "fit: target must have shape (6, …), got (5, 3)",
    );
    await expect(of({ x, target: x.mul(NaN) }, { loss: squaredError })).rejects.toThrow(
      "fit: target must hold finite numbers, got NaN",
    );
    await expect(of(byTarget, { judgeBy: "trainAccuracy" })).rejects.toThrow(
      `fit: judgeBy "trainAccuracy" must come with labels, got a target`,
    );
    await expect(of(byLabel, { loss: "svm" })).rejects.toThrow(
      "fit: loss must have functions forward and backward, got svm",
    );
  });
});
