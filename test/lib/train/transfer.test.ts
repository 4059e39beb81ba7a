import { describe, expect, test } from "vitest";
import { he } from "../../../lib/init/he.js";
import { Graph } from "../../../lib/models/graph.js";
import type { Model } from "../../../lib/models/model.js";
import * as modules from "../../../lib/models/modules.js";
import { Sequential } from "../../../lib/models/sequential.js";
import * as adam from "../../../lib/optim/adam.js";
import { Random } from "../../../lib/random.js";
import { fit } from "../../../lib/train/fit.js";
import { evaluate } from "../../../lib/train/objective.js";
import { fineTune, freeze, replaceHead } from "../../../lib/train/transfer.js";
import { clouds, net, quiet } from "./clouds.js";

/** linear1, batchNorm1, relu1, linear2, relu2, linear3 */
function deep(): Sequential {
  const rng = new Random(1);
  const linear = (inputs: number, outputs: number) =>
    modules.linear({ inputs, outputs, init: he() }, rng);
  return new Sequential([
    ...[linear(3, 6), modules.batchNorm({ features: 6 }), modules.relu()],
    ...[linear(6, 5), modules.relu(), linear(5, 2)],
  ]);
}

/** A residual block inside a path of a graph. */
function nested(): Graph {
  const rng = new Random(1);
  const linear = (inputs: number, outputs: number) =>
    modules.linear({ inputs, outputs, init: he() }, rng);
  const block = modules.residual([linear(4, 4), modules.batchNorm({ features: 4 })]);
  return new Graph({
    branch: { module: new Sequential([linear(3, 4), modules.relu(), block]), from: "x" },
    both: { concat: ["branch", "x"] },
    head: { module: linear(7, 2), from: "both" },
  });
}

/** Which parameters and running averages a run changes; whatever might move them is on. */
async function moved(view: Model, model: Model): Promise<string[]> {
  const before = model.snapshot();
  await fit(view, clouds(40, 1), {
    ...{ ...quiet, epochs: 3, judgeBy: "trainAccuracy", lr: 0.01, reg: 0.1 },
    ...{ optimizer: adam, optimizerOptions: { weightDecay: 0.1 } },
    callbacks: [{ onEnd: () => view.restore(last), onStep: () => (last = view.snapshot()) }],
  });
  const after = model.snapshot();
  const all = { ...before.params, ...before.buffers };
  const now = { ...after.params, ...after.buffers };
  return Object.keys(all).filter(
    (name) => String(all[name].toArray()) !== String(now[name].toArray()),
  );
}
let last = deep().snapshot();

describe("freeze", () => {
  test("keeps layers and single parameters to the last bit, running averages too", async () => {
    const model = deep();
    expect(await moved(freeze(model, ["linear1", "batchNorm1", "linear2.b"]), model)).toEqual([
      "linear2.W",
      "linear3.W",
      "linear3.b",
    ]);
    const free = deep();
    expect(await moved(free, free)).toHaveLength(10);
  });

  test("keeps running averages inside a block of which other parts learn", async () => {
    const rng = new Random(1);
    const block = modules.residual([
      modules.linear({ inputs: 3, outputs: 3, init: he() }, rng),
      modules.batchNorm({ features: 3 }),
    ]);
    const model = new Sequential([
      block,
      modules.linear({ inputs: 3, outputs: 2, init: he() }, rng),
    ]);
    const frozen =
      Object.keys(model.params)
        .find((name) => name.endsWith("gamma"))
        ?.replace(".gamma", "") ?? "";
    const names = await moved(freeze(model, [frozen]), model);
    expect(names.some((name) => name.startsWith(frozen))).toBe(false);
    expect(names.length).toBeGreaterThan(2);
  });

  test("reaches single layers of blocks and graphs, which then run as at test time", async () => {
    const model = nested();
    const layers = ["branch.linear1", "branch.residual1.main.batchNorm1", "head.b"];
    const names = await moved(freeze(model, layers), model);
    expect(names.filter((name) => layers.some((layer) => name.startsWith(layer)))).toEqual([]);
    expect(names).toEqual([
      "branch.residual1.main.linear1.W",
      "branch.residual1.main.linear1.b",
      "head.W",
    ]);
    const norm = "branch.residual1.main.batchNorm1";
    const { x } = clouds(40, 1);
    const [train, test] = (["train", "eval"] as const).map((mode) =>
      String(freeze(model, [norm]).forward(x, mode).y.toArray()),
    );
    expect(train).toBe(test); // nothing else in the net tells the modes apart
    expect(String(model.forward(x, "train").y.toArray())).not.toBe(test);
  });

  test("freezes a block as a whole, noise and all, and leaves it as it is", () => {
    const block = modules.stochasticDepth(
      [modules.linear({ inputs: 3, outputs: 3, init: he() }, new Random(1))],
      { p: 0.5 },
    );
    const model = new Sequential([
      block,
      modules.linear({ inputs: 3, outputs: 2, init: he() }, new Random(2)),
    ]);
    const { x } = clouds(10, 1);
    const view = freeze(model, ["stochasticDepth1"]);
    const { y, backward } = view.forward(x, "train");
    expect(String(y.toArray())).toBe(String(model.forward(x).y.toArray()));
    expect(Object.keys(backward(y).grads)).toEqual(["linear1.W", "linear1.b"]);
    expect(model.buffers["stochasticDepth1.noise.passes"].item()).toBe(0);
    expect(view.describe([3])).toEqual(model.describe([3]));
  });

  test("refuses a name that is none of the model", () => {
    expect(() => freeze(net(), ["linear3"])).toThrow(
      "freeze: linear3 is not known, expected the name or the beginning of one of linear1.W, linear1.b",
    );
    expect(() => freeze(net(), ["linear"])).toThrow("freeze: linear is not known");
  });
});

describe("fineTune", () => {
  test.each([
    [1, ["linear3.W", "linear3.b"]],
    [2, ["linear2.W", "linear2.b", "linear3.W", "linear3.b"]],
  ])("at depth %i moves the last layers only", async (depth, names) => {
    const model = deep();
    expect(await moved(fineTune(model, depth), model)).toEqual(names);
  });

  test("at full depth moves all, and refuses more", async () => {
    const model = deep();
    expect(await moved(fineTune(model, 4), model)).toHaveLength(10);
    expect(() => fineTune(model, 5)).toThrow(
      "fineTune: depth must be an integer from 1 to 4, got 5",
    );
  });
});

describe("fineTune of blocks and graphs", () => {
  test.each([
    [1, ["head.W", "head.b"]],
    ["head", ["head.W", "head.b"]],
    [2, ["norm.gamma", "norm.beta", "head.W", "head.b", "norm.runningMean", "norm.runningVar"]],
    [
      "branch.residual1.main.batchNorm1",
      ["norm.gamma", "norm.beta", "head.W", "head.b", "norm.runningMean", "norm.runningVar"],
    ],
  ])("at depth %s moves the last layers only", async (depth, names) => {
    const model = nested();
    const full = names.map((name) => name.replace("norm", "branch.residual1.main.batchNorm1"));
    expect(await moved(fineTune(model, depth), model)).toEqual(full);
  });

  test("from a block on moves all of it, and refuses a name that is none", async () => {
    const model = nested();
    expect(await moved(fineTune(model, "branch.residual1"), model)).toHaveLength(8);
    expect(() => fineTune(nested(), 6)).toThrow("fineTune: depth must be an integer from 1 to 4");
    expect(() => fineTune(nested(), "relu1")).toThrow(
      "fineTune: depth must be a number, or the name or the beginning of one of branch.linear1, branch.residual1.main.linear1, branch.residual1.main.batchNorm1, head, got relu1",
    );
  });
});

test("a graph gets a new head too, unless it ends on a sum", () => {
  const model = nested();
  const head = modules.linear({ inputs: 7, outputs: 5, init: he() }, new Random(2));
  const other = replaceHead(model, head);
  const { x } = clouds(4, 1);
  expect(other.forward(x).y.shape).toEqual([4, 5]);
  expect(other.params["branch.linear1.W"]).toBe(model.params["branch.linear1.W"]);
  expect(model.forward(x).y.shape).toEqual([4, 2]);
  const sum = new Graph({
    a: { module: modules.relu(), from: "x" },
    b: { module: modules.relu(), from: "x" },
    end: { sum: ["a", "b"] },
  });
  expect(() => replaceHead(sum, head)).toThrow(
    "replaceHead: model must end on a layer, got the sum or concat end at its end",
  );
});

test("a new head on a trained body learns new classes while the body stays", async () => {
  const model = net();
  await fit(model, clouds(60, 1), quiet);
  const body = model.params["linear1.W"];
  const head = modules.linear({ inputs: 7, outputs: 3, init: he() }, new Random(2));
  const other = replaceHead(model, head);
  const { x, labels } = clouds(60, 5);
  const examples = { x, labels: Array.from(labels, (label) => (label === 0 ? 2 : 1)) };
  await fit(fineTune(other, 1), examples, { ...quiet, epochs: 20 });
  expect(evaluate(other, examples).accuracy).toBeGreaterThan(0.9);
  expect(other.params["linear1.W"]).toBe(body);
  expect(() => replaceHead(new Sequential([head]), head)).toThrow("replaceHead: model must have");
});
