import { describe, expect, test } from "vitest";
import { he } from "../../../lib/init/he.js";
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

/** Which parameters and running averages a run changes; whatever might move them is on. */
async function moved(view: Sequential, model: Sequential): Promise<string[]> {
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
