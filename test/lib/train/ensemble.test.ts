import { describe, expect, test } from "vitest";
import { averageOverMasks } from "../../../lib/layers/average-over-masks.js";
import { he } from "../../../lib/init/he.js";
import * as relu from "../../../lib/layers/relu.js";
import * as modules from "../../../lib/models/modules.js";
import { Sequential } from "../../../lib/models/sequential.js";
import * as schedules from "../../../lib/optim/schedules/index.js";
import { Random } from "../../../lib/random.js";
import { ones, rand, randn, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { averageOverNoise } from "../../../lib/train/average-over-noise.js";
import { ensemble, Ensemble, snapshotEnsemble } from "../../../lib/train/ensemble.js";
import { fit } from "../../../lib/train/fit.js";
import { evaluate } from "../../../lib/train/objective.js";
import { averageWeights, polyak } from "../../../lib/train/polyak.js";
import { snapshots } from "../../../lib/train/snapshots.js";
import { freeze } from "../../../lib/train/transfer.js";
import { bits, clouds, net, quiet } from "./clouds.js";

/** A member that gives each row the same scores. */
const always = (...scores: number[]) => ({
  params: {},
  forward: (x: Tensor) => ({ y: tensor([scores]).add(x.sum(1, true).mul(0)) }),
});

describe("an ensemble", () => {
  test("averages probabilities, not scores", () => {
    const votes = ensemble([always(0, 0), always(0, Math.log(3)), always(1000, 0)]);
    const [p, q] = votes.probabilities(ones([2, 3])).data;
    expect([p, q]).toEqual([
      expect.closeTo((0.5 + 0.25 + 1) / 3, 12),
      expect.closeTo(1.25 / 3, 12),
    ]);
    expect(Array.from(votes.predict(ones([2, 3])))).toEqual([0, 0]);
  });

  test("can be evaluated like a model: its loss is −log of the mean probability", () => {
    const found = evaluate(ensemble([always(0, 0), always(0, Math.log(3))]), {
      x: ones([1, 3]),
      labels: [1],
    });
    expect(found.loss).toBeCloseTo(-Math.log((0.5 + 0.75) / 2), 12);
    expect(found.accuracy).toBe(1);
  });

  test("keeps a finite loss when a class has probability 0", () => {
    const found = evaluate(ensemble([always(5000, 0)]), { x: ones([1, 3]), labels: [1] });
    expect(found.loss).toBeCloseTo(126 * Math.log(2), 9);
  });

  test("has a loss no higher than the mean of its members' losses", () => {
    const examples = clouds(30, 4);
    const models = [net(1), net(2), net(3)];
    const mean = models.reduce((sum, m) => sum + evaluate(m, examples).loss, 0) / 3;
    expect(evaluate(ensemble(models), examples).loss).toBeLessThanOrEqual(mean);
  });

  test("without members is refused", () => {
    expect(() => new Ensemble([])).toThrow("Ensemble: expected at least one member, got none");
  });
});

test("a snapshot ensemble holds the ends of the cycles and leaves the model as it is", async () => {
  const model = net(1, true);
  const cycles = snapshots({ every: 3 });
  const lr = schedules.warmRestarts({ lr: 0.1, epochs: 3 });
  const states: number[][][] = [];
  await fit(model, clouds(40, 1), {
    ...{ ...quiet, epochs: 10, lr, callbacks: [cycles] },
    onEpoch: () => states.push(bits(model)),
  });
  expect(cycles.taken).toHaveLength(3);
  const before = bits(model);
  const x = clouds(5, 9).x;
  const votes = snapshotEnsemble(model, cycles.taken).probabilities(x);
  expect(bits(model)).toEqual(before);
  const copies = cycles.taken.map((snapshot, i) => {
    const copy = net(1, true);
    copy.restore(snapshot);
    expect(bits(copy)).toEqual(states[3 * (i + 1)]);
    return copy;
  });
  expect(votes.toArray()).toEqual(ensemble(copies).probabilities(x).toArray());
});

describe("polyak", () => {
  test("is 0.995 of the average and 0.005 of the new weights at each step, from the first weights on", async () => {
    const model = net();
    const average = polyak();
    let expected = model.params["linear1.W"];
    const follow = {
      onStep: () => {
        expected = expected.mul(0.995).add(model.params["linear1.W"].mul(1 - 0.995));
      },
    };
    await fit(model, clouds(40, 1), { ...quiet, callbacks: [average, follow] });
    expect(average.params["linear1.W"].toArray()).toEqual(expected.toArray());
    average.into(model);
    expect(model.params["linear1.W"]).toBe(average.params["linear1.W"]);
  });

  test("refuses a share outside 0 … 1, and weights that it does not have", () => {
    const message = "averageWeights: keep must be a finite number from 0 to 1, got 2";
    expect(() => averageWeights(tensor([1]), tensor([1]), { keep: 2 })).toThrow(message);
    expect(() => polyak({ keep: -1 })).toThrow("polyak: keep must be a finite number from 0 to 1");
    expect(() => polyak().into(net())).toThrow("polyak: expected weights to average");
  });
});

describe("averageOverNoise", () => {
  test("comes as near to the exact average over all masks as its error says", () => {
    const W = randn([6, 3], new Random(2));
    const x = randn([4, 6], new Random(3));
    const noisy = (mask: Tensor): Tensor => relu.forward({ x: x.mul(mask).matmul(W) }).y;
    const exact = averageOverMasks(noisy, [6], 0.3);
    const { mean, error } = averageOverNoise(
      (sample) => noisy(rand([6], new Random(5, sample)).less(0.7)),
      { samples: 2000 },
    );
    const off = mean.sub(exact).abs().div(error.add(1e-12));
    expect(off.max().item()).toBeLessThan(4);
    expect(off.max().item()).toBeGreaterThan(0.1);
  });

  test("averages over a model's dropout alone if its batch norm is frozen, and moves nothing", () => {
    const rng = new Random(4);
    const linear = (outputs: number) => modules.linear({ inputs: 5, outputs, init: he() }, rng);
    const layers = [modules.batchNorm({ features: 5 }), modules.dropout({ p: 0.4 }), linear(3)];
    const model = new Sequential(layers);
    const x = randn([4, 5], rng).mul(2).add(1);
    model.forward(x, "train"); // running averages other than those of the start
    const averages = (): unknown => [
      model.buffers["batchNorm1.runningMean"].toArray(),
      model.buffers["batchNorm1.runningVar"].toArray(),
    ];
    const before = averages();
    const noisy = freeze(model, ["batchNorm1"]);
    const { mean, error } = averageOverNoise(() => noisy.forward(x, "train").y, { samples: 1000 });
    // What follows dropout is linear, so the mean over masks is what evaluation gives.
    const off = mean.sub(model.forward(x, "eval").y).abs().div(error);
    expect(off.max().item()).toBeLessThan(4);
    expect(error.min().item()).toBeGreaterThan(0);
    expect(averages()).toEqual(before);
  });

  test("gives mean, spread and error, without losing digits far from 0", () => {
    const samples = [1, 2, 4].map((value) => tensor([1e9 + value]));
    const { mean, std, error } = averageOverNoise((i) => samples[i], { samples: 3 });
    expect(mean.item() - 1e9).toBeCloseTo(7 / 3, 5);
    expect(std.item()).toBeCloseTo(Math.sqrt(7 / 3), 5);
    expect(error.item()).toBeCloseTo(Math.sqrt(7) / 3, 5);
    expect(averageOverNoise(() => tensor([3]), { samples: 1 }).std.toArray()).toEqual([0]);
    expect(() => averageOverNoise(() => tensor([3]), { samples: 0 })).toThrow(
      "averageOverNoise: samples must be an integer of at least 1, got 0",
    );
  });
});
