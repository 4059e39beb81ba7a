import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { shapes } from "../../../lib/data/shapes.js";
import { flatten } from "../../../lib/data/dataset.js";
import { he } from "../../../lib/init/he.js";
import { twoLayerNet } from "../../../lib/models/two-layer-net.js";
import * as momentum from "../../../lib/optim/momentum.js";
import { tensor } from "../../../lib/tensor/create.js";
import { fit } from "../../../lib/train/fit.js";
import type { History } from "../../../lib/train/history.js";
import { evaluate, type Examples } from "../../../lib/train/objective.js";
import { clouds, net, quiet } from "./clouds.js";

const weights = (model: ReturnType<typeof net>): number[][] =>
  Object.values(model.params).map((value) => Array.from(value.data));

describe("fit", () => {
  test("lowers the loss, starting its history before the first update", async () => {
    const model = net();
    const before = evaluate(model, clouds(60, 1)).loss;
    const history = await fit(model, clouds(60, 1), quiet);
    expect(history.epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(history.epochs[0].trainLoss).toBeCloseTo(before, 12);
    expect(history.epochs[6].trainLoss).toBeLessThan(before / 3);
    expect(history.stepLosses).toHaveLength(6 * 4);
    expect(history.stopped).toBe("finished");
  });

  test("repeats to the last bit with the same seed, and differs with another", async () => {
    const run = async (seed: number): Promise<number[][]> => {
      const model = net();
      await fit(model, clouds(50, 1), { ...quiet, seed, optimizer: momentum });
      return weights(model);
    };
    expect(await run(3)).toEqual(await run(3));
    expect(await run(3)).not.toEqual(await run(4));
  });

  test("leaves the weights of the best validation epoch in the model", async () => {
    const model = net();
    const validation = clouds(40, 2);
    // The rate grows until training falls apart, so the last epoch is not the best one.
    const lr = (epoch: number): number => (epoch < 4 ? 0.1 : 30);
    const history = await fit(model, clouds(60, 1), { ...quiet, epochs: 8, lr, validation });
    const accuracies = history.epochs.map(({ valAccuracy }) => valAccuracy ?? 0);
    expect(history.best?.valAccuracy).toBe(Math.max(...accuracies));
    expect(accuracies.at(-1)).toBeLessThan(Math.max(...accuracies));
    expect(evaluate(model, validation).accuracy).toBe(history.best?.valAccuracy);
  });

  test("a learning rate that is far too high ends in divergence and keeps finite weights", async () => {
    const model = net();
    const history = await fit(model, clouds(60, 1), { ...quiet, lr: 1e200 });
    expect(history.stopped).toBe("diverged");
    expect(history.stepLosses.at(-1)).not.toSatisfy(Number.isFinite);
    expect(String(history)).toMatch(/diverged at step \d+: the loss is .*learning rate is likely/);
    expect(weights(model).flat().every(Number.isFinite)).toBe(true);
  });

  test("stops at a signal and keeps the best weights so far", async () => {
    const model = net();
    const stop = new AbortController();
    const seen: History[] = [];
    const history = await fit(model, clouds(60, 1), {
      ...quiet,
      epochs: 1000,
      signal: stop.signal,
      onEpoch: (now) => {
        seen.push(now);
        if (now.epochs.length === 3) stop.abort();
      },
    });
    expect(history.stopped).toBe("interrupted");
    expect(history.epochs.length).toBe(3);
    expect(seen.length).toBe(4); // three epochs and the end
    expect(evaluate(model, clouds(60, 1)).loss).toBeCloseTo(history.best?.trainLoss ?? NaN, 12);
  });

  test("the penalty shrinks the weights but not the biases' share of the loss", async () => {
    const free = net();
    const held = net();
    await fit(free, clouds(60, 1), quiet);
    await fit(held, clouds(60, 1), { ...quiet, reg: 0.5 });
    const size = (model: typeof free): number => model.params["linear1.W"].pow(2).sum().item();
    expect(size(held)).toBeLessThan(size(free) / 2);
    const biases = { ...held.params, "linear1.b": held.params["linear1.b"].add(5) };
    const penalty = evaluate(held, clouds(60, 1), { reg: 0.5 }).penalty;
    held.setParams(biases);
    expect(evaluate(held, clouds(60, 1), { reg: 0.5 }).penalty).toBe(penalty);
  });

  test("works in float32, with a batch norm, on images", async () => {
    const { images, labels } = shapes({ count: 40, seed: 2, dtype: "float32" });
    const model = twoLayerNet({ batchNorm: true, dtype: "float32", init: he() });
    const examples = { x: flatten(images), labels };
    const history = await fit(model, examples, { ...quiet, epochs: 30, batchSize: 40, lr: 0.5 });
    expect(history.epochs.at(-1)?.trainAccuracy).toBe(1);
  });
});

describe("fit refuses", () => {
  const examples = clouds(4, 1);
  test.each<[string, Examples, object, string]>([
    [
      "counts that differ",
      { x: examples.x, labels: [0, 1] },
      {},
      "fit: labels must have shape (4), got (2)",
    ],
    [
      "labels that are no class",
      { x: examples.x, labels: [0, 1, 2, 0] },
      {},
      "labels[2] must be an integer from 0 to 1, got 2",
    ],
    [
      "NaN in the data",
      {
        x: tensor([
          [1, 2, 3],
          [4, NaN, 6],
        ]),
        labels: [0, 1],
      },
      {},
      "fit: x must hold finite numbers, got NaN in example 1",
    ],
    [
      "images that are not flat",
      { x: examples.x.reshape(4, 3, 1), labels: [0, 1, 0, 1] },
      {},
      "linear.forward: x must have shape (…, 3), got (4, 3, 1)",
    ],
    [
      "a batch size of 0",
      examples,
      { batchSize: 0 },
      "fit: batchSize must be an integer of at least 1, got 0",
    ],
    [
      "a negative penalty",
      examples,
      { reg: -1 },
      "fit: reg must be a finite number of at least 0, got -1",
    ],
    [
      "a learning rate of NaN",
      examples,
      { lr: NaN },
      "sgd.update: lr must be a finite number of at least 0, got NaN",
    ],
  ])("%s, and leaves the model as it was", async (_what, data, options, message) => {
    const model = net();
    const before = weights(model);
    await expect(fit(model, data, { ...quiet, ...options })).rejects.toThrow(message);
    expect(weights(model)).toEqual(before);
  });
});

test("Ctrl-C in a plain script ends the training, and the script goes on with the best weights", async () => {
  const library = join(import.meta.dirname, "../../../dist/lib/index.js");
  const script = `
    import { fit, randn, Random, twoLayerNet } from ${JSON.stringify(library)};
    const model = twoLayerNet({ inputs: 3, classes: 2 });
    const examples = { x: randn([400, 3], new Random(1)), labels: Array.from({ length: 400 }, (_, i) => i % 2) };
    console.log("ready");
    const history = await fit(model, examples, { epochs: 1e6, progress: false });
    console.log(history.stopped, history.best !== undefined);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (output === "ready\n") setTimeout(() => child.kill("SIGINT"), 300);
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, output]).toEqual([0, "ready\ninterrupted true\n"]);
});
