import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DataError } from "../../../lib/errors.js";
import * as adam from "../../../lib/optim/adam.js";
import { tensor } from "../../../lib/tensor/create.js";
import type { Callback } from "../../../lib/train/callbacks.js";
import { checkpoint, type CheckpointStore } from "../../../lib/train/checkpoint.js";
import { fit } from "../../../lib/train/fit.js";
import { decodeTree, encodeTree, type Tree } from "../../../lib/train/tree.js";
import { bits, clouds, net, quiet } from "./clouds.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const root = temporaryFolder("checkpoint");

const examples = clouds(50, 1);
const settings = { ...quiet, validation: clouds(20, 2), optimizer: adam, lr: 0.01, reg: 0.01 };
/** Ends a run in the middle of an epoch, as if it were interrupted. */
const endAt = (step: number): Callback => ({
  onStep: ({ history, stop }) => {
    if (history.stepLosses.length === step) stop("enough");
  },
});

test("a tree of tensors and odd numbers comes back to the last bit", () => {
  const tree: Tree = {
    odd: [NaN, -Infinity, -0, 5e-324, 0.1],
    state: { t: 3, v: tensor([[0.1, NaN, -0]], { dtype: "float32" }), none: null },
    text: "a/b",
  };
  const back = decodeTree(encodeTree(tree), "here");
  expect(back).toEqual(tree);
  expect((back as { state: { v: unknown } }).state.v).toMatchObject({ dtype: "float32" });
});

describe("a resumed run", () => {
  test.each([6, 9, 13, 23])("ended at step %i goes on to the same bits", async (step) => {
    const whole = net(1, true);
    const expected = await fit(whole, examples, settings);
    const store = checkpoint({ folder: join(root, `step-${step}`) });
    await fit(net(1, true), examples, { ...settings, checkpoint: store, callbacks: [endAt(step)] });
    // The weights it starts with do not matter any more.
    const resumed = net(7, true);
    const run = { ...settings, checkpoint: store, resume: true };
    const history = await fit(resumed, examples, run);
    expect(bits(resumed)).toEqual(bits(whole));
    history.seconds = expected.seconds;
    expect(history).toEqual(expected);
  });

  test("without a checkpoint yet is a new run", async () => {
    const [whole, other] = [net(), net()];
    await fit(whole, examples, settings);
    const store = checkpoint({ folder: join(root, "new") });
    await fit(other, examples, { ...settings, checkpoint: store, resume: true });
    expect(bits(other)).toEqual(bits(whole));
  });

  test("goes on for more epochs, at a rate that the history decides", async () => {
    const lr = (_epoch: number, history: { epochs: unknown[] }): number =>
      0.1 / history.epochs.length;
    const whole = net();
    await fit(whole, examples, { ...settings, lr, epochs: 9 });
    const store = checkpoint({ folder: join(root, "more"), every: 2 });
    await fit(net(), examples, { ...settings, lr, epochs: 5, checkpoint: store });
    const resumed = net();
    await fit(resumed, examples, { ...settings, lr, epochs: 9, checkpoint: store, resume: true });
    expect(bits(resumed)).toEqual(bits(whole));
  });

  test("gives callbacks back what they remember", async () => {
    const counter = () => {
      let steps = 0;
      return {
        name: "counter",
        onStep: () => {
          steps++;
        },
        save: () => steps,
        load: (memory: Tree) => {
          steps = Number(memory);
        },
      };
    };
    const store = checkpoint({ folder: join(root, "callback") });
    const run = { ...settings, checkpoint: store };
    await fit(net(), examples, { ...run, epochs: 2, callbacks: [counter()] });
    const second = counter();
    await fit(net(), examples, { ...run, epochs: 3, resume: true, callbacks: [second] });
    expect(second.save()).toBe(3 * 4);
  });

  test("stays ended if a callback ended it after an epoch", async () => {
    const store = checkpoint({ folder: join(root, "ended"), every: 10 });
    const callbacks = [{ onEpoch: ({ stop }: { stop: (why: string) => void }) => stop("enough") }];
    await fit(net(), examples, { ...settings, checkpoint: store, callbacks });
    const history = await fit(net(), examples, { ...settings, checkpoint: store, resume: true });
    expect([history.stopped, history.reason, history.stepLosses.length]).toEqual([
      "stopped",
      "enough",
      4,
    ]);
  });

  test.each([
    ["seed", { seed: 5 }, "fit: seed must be 0, as in the run that is resumed from"],
    ["batch size", { batchSize: 5 }, "fit: batchSize must be 16, as in the run"],
    ["penalty", { reg: 0 }, "fit: reg must be 0.01, as in the run"],
  ])("refuses another %s", async (_what, options, message) => {
    const store = checkpoint({ folder: join(root, "refused") });
    await fit(net(), examples, { ...settings, epochs: 1, checkpoint: store });
    const run = fit(net(), examples, { ...settings, ...options, checkpoint: store, resume: true });
    await expect(run).rejects.toThrow(message);
  });
});

describe("a checkpoint", () => {
  test("that is damaged anywhere is refused, and the model stays as it was", async () => {
    const folder = join(root, "damaged");
    const store = checkpoint({ folder });
    await fit(net(), examples, { ...settings, epochs: 1, checkpoint: store });
    const path = join(folder, "training.safetensors");
    const bytes = readFileSync(path);
    for (const at of [3, 40, bytes.length - 1]) {
      const bad = Buffer.from(bytes);
      bad[at] ^= 4;
      writeFileSync(path, bad);
      const model = net();
      const run = fit(model, examples, { ...settings, checkpoint: store, resume: true });
      await expect(run).rejects.toThrow(DataError);
      expect(bits(model)).toEqual(bits(net()));
    }
    writeFileSync(path, bytes.subarray(0, bytes.length - 9));
    const run = fit(net(), examples, { ...settings, checkpoint: store, resume: true });
    await expect(run).rejects.toThrow(DataError);
  });

  test("of another version is refused", async () => {
    const kept = encodeTree({ version: 99 });
    const store: CheckpointStore = {
      ...{ every: 1, where: "memory" },
      save: () => Promise.resolve(),
      load: () => Promise.resolve(kept),
    };
    const run = fit(net(), examples, { ...settings, checkpoint: store, resume: true });
    await expect(run).rejects.toThrow("memory: expected a checkpoint of version 1, got 99");
  });

  test("leaves nothing half written behind", async () => {
    const folder = join(root, "clean");
    const store = checkpoint({ folder });
    await fit(net(), examples, { ...settings, epochs: 2, checkpoint: store });
    writeFileSync(join(folder, "training.safetensors.0badf00d.part"), "cut off");
    await fit(net(), examples, { ...settings, epochs: 3, checkpoint: store, resume: true });
    expect(readdirSync(folder)).toEqual(["training.safetensors"]);
  });
});

describe("kill -9", () => {
  const library = join(import.meta.dirname, "../../../dist/lib/index.js");
  /** Trains in a process of its own, prints each epoch, at the end the weights. */
  const script = (folder: string, resume: boolean): string => `
    import { adam, checkpoint, fit, init, randn, Random, twoLayerNet } from ${JSON.stringify(library)};
    const model = twoLayerNet({ inputs: 3, hidden: 40, classes: 2, init: init.he(), batchNorm: true });
    const x = randn([400, 3], new Random(1));
    const examples = { x, labels: Array.from({ length: 400 }, (_, i) => i % 2) };
    await fit(model, examples, {
      epochs: 40, batchSize: 8, lr: 1e-3, optimizer: adam, progress: false, resume: ${resume},
      checkpoint: checkpoint({ folder: ${JSON.stringify(folder)} }),
      onEpoch: (_, end) => { if (!end) console.log("epoch"); },
    });
    const { params, buffers } = model.snapshot();
    const hex = (t) => Buffer.from(t.data.buffer, t.data.byteOffset, t.data.byteLength).toString("hex");
    console.log("weights " + [...Object.values(params), ...Object.values(buffers)].map(hex).join(" "));`;

  const train = (folder: string, resume: boolean, killAfter: number): Promise<string> => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script(folder, resume)]);
    let output = "";
    let killing = false;
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (killing || output.split("epoch").length <= killAfter) return;
      killing = true;
      setTimeout(() => child.kill("SIGKILL"), 7 * killAfter); // somewhere in an epoch, or in a write
    });
    return new Promise((resolve) => child.on("close", () => resolve(output)));
  };
  const weightsIn = (output: string): string => /weights (.*)/.exec(output)?.[1] ?? output;

  test("three times in one run, resumed each time, ends on the same bits", async () => {
    const whole = await train(join(root, "whole"), false, Infinity);
    expect(weightsIn(whole)).toMatch(/^[0-9a-f]{100}/);
    const folder = join(root, "killed");
    for (const epochs of [3, 5, 4]) {
      const killed = await train(folder, true, epochs);
      expect(killed).not.toContain("weights");
    }
    const resumed = await train(folder, true, Infinity);
    expect(weightsIn(resumed)).toBe(weightsIn(whole));
    expect(resumed.split("epoch").length).toBeLessThan(whole.split("epoch").length);
  });
});
