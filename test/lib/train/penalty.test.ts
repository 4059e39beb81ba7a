import { describe, expect, test } from "vitest";
import * as adamw from "../../../lib/optim/adamw.js";
import { Random } from "../../../lib/random.js";
import { fromData } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { fit } from "../../../lib/train/fit.js";
import { objective } from "../../../lib/train/objective.js";
import { isWeight, type Penalty } from "../../../lib/train/penalty.js";
import { clouds, net, quiet } from "./clouds.js";

/** A net whose biases are not 0, as they are at the start. */
function unlikeAtStart() {
  const model = net();
  const rng = new Random(5);
  const moved = Object.entries(model.params).map(([name, value]) => [
    name,
    fromData(
      Array.from(value.data, (x) => x + 0.3 + rng.uniform()),
      value.shape,
    ),
  ]);
  model.setParams(Object.fromEntries(moved) as Record<string, Tensor>);
  return model;
}

const sum = (values: ArrayLike<number>, of: (x: number) => number): number =>
  Array.from(values).reduce((total, x) => total + of(x), 0);

const penalties: { reg: Penalty; cost: (x: number) => number }[] = [
  { reg: { l2: 0.3 }, cost: (x) => 0.15 * x * x },
  { reg: { l2: 0.3, half: false }, cost: (x) => 0.3 * x * x },
  { reg: { l1: 0.2 }, cost: (x) => 0.2 * Math.abs(x) },
  { reg: { l1: 0.2, l2: 0.3, half: false }, cost: (x) => 0.2 * Math.abs(x) + 0.3 * x * x },
  { reg: { l1: 0.2, l2: 0.3, biases: true }, cost: (x) => 0.2 * Math.abs(x) + 0.15 * x * x },
];

describe.each(penalties)("the penalty $reg", ({ reg, cost }) => {
  test("costs what its formula says, of weights alone or of all", () => {
    const model = unlikeAtStart();
    const wanted = Object.entries(model.params)
      .filter(([name]) => reg.biases || isWeight(name))
      .reduce((total, [, { data }]) => total + sum(data, cost), 0);
    expect(objective(model, clouds(7, 1), reg).penalty).toBeCloseTo(wanted, 12);
  });

  test("has the gradient that central differences show", () => {
    const model = unlikeAtStart();
    const examples = clouds(7, 1);
    const grads = objective(model, examples, reg).gradients();
    const h = 1e-5;
    for (const [name, value] of Object.entries(model.params)) {
      const lossAt = (change: number): number => {
        const data = Float64Array.from(value.data);
        data[1] += change;
        model.setParams({ [name]: fromData(data, value.shape) });
        const { loss } = objective(model, examples, reg);
        model.setParams({ [name]: value });
        return loss;
      };
      expect(grads[name].data[1]).toBeCloseTo((lossAt(h) - lossAt(-h)) / (2 * h), 7);
    }
  });
});

test("a number is the strength of the halved L2 penalty over weights, to the last bit", () => {
  const model = unlikeAtStart();
  const [short, long] = [0.3, { l2: 0.3 }].map((reg) => objective(model, clouds(7, 1), reg));
  expect(short.loss).toBe(long.loss);
  expect(short.gradients()["linear1.W"].toArray()).toEqual(long.gradients()["linear1.W"].toArray());
});

describe("fit", () => {
  test("drives weights to 0 by L1 that L2 of the same strength leaves", async () => {
    const small = async (reg: Penalty): Promise<number> => {
      const model = net();
      await fit(model, clouds(60, 1), { ...quiet, epochs: 60, reg });
      return model.params["linear1.W"].data.filter((x) => Math.abs(x) < 0.02).length;
    };
    expect(await small({ l1: 0.05 })).toBeGreaterThan(2 * (await small({ l2: 0.05 })));
  });

  test("holds the weights into each unit to maxNorm, after every update", async () => {
    const model = net();
    const longest: number[] = [];
    const lengths = (W: Tensor): number => W.mul(W).sum(0).sqrt().max().item();
    const onStep = (): void => void longest.push(lengths(model.params["linear2.W"]));
    await fit(model, clouds(60, 1), { ...quiet, maxNorm: 0.5, callbacks: [{ onStep }] });
    expect(longest).toHaveLength(24);
    expect(Math.max(...longest)).toBeLessThanOrEqual(0.5 + 1e-12);
    expect(Math.max(...longest)).toBeGreaterThan(0.49);
  });

  test("shrinks biases by weight decay, unless it is of weights alone", async () => {
    const run = async (decayOf: "all" | "weights", weightDecay: number): Promise<number[][]> => {
      const model = unlikeAtStart();
      const options = { optimizer: adamw, optimizerOptions: { weightDecay }, decayOf };
      await fit(model, clouds(60, 1), { ...quiet, epochs: 1, batchSize: 60, ...options });
      return ["linear1.W", "linear1.b"].map((name) => [...model.params[name].data]);
    };
    const [[W, b], [decayedW, decayedB], [onlyW, freeB]] = [
      await run("all", 0),
      await run("all", 0.1),
      await run("weights", 0.1),
    ];
    expect(onlyW).toEqual(decayedW);
    expect(freeB).toEqual(b);
    expect(decayedW).not.toEqual(W);
    expect(decayedB).not.toEqual(b);
  });

  test.each([
    [{ reg: { l2: -1 } }, "fit: reg.l2 must be a finite number of at least 0, got -1"],
    [{ reg: { l1: NaN } }, "fit: reg.l1 must be a finite number of at least 0, got NaN"],
    [{ maxNorm: 0 }, "fit: maxNorm must be a finite number above 0, got 0"],
    [{ decayOf: "bias" as "all" }, 'fit: decayOf must be "all" or "weights", got "bias"'],
  ])("refuses %o", async (options, message) => {
    await expect(fit(net(), clouds(6, 1), { ...quiet, ...options })).rejects.toThrow(message);
  });

  test("goes on from a checkpoint only with the same penalty", async () => {
    let kept: Uint8Array | undefined;
    const checkpoint = {
      where: "memory",
      every: 1,
      save: (bytes: Uint8Array) => Promise.resolve(void (kept = bytes)),
      load: () => Promise.resolve(kept),
    };
    const options = { ...quiet, epochs: 1, checkpoint };
    await fit(net(), clouds(20, 1), { ...options, reg: { l1: 0.1 } });
    const again = { ...options, epochs: 2, resume: true };
    await expect(fit(net(), clouds(20, 1), { ...again, reg: { l2: 0.1 } })).rejects.toThrow(
      "fit: reg must be l2 0, l1 0.1, as in the run that is resumed from memory, got l2 0.1, l1 0",
    );
    const history = await fit(net(), clouds(20, 1), { ...again, reg: { l1: 0.1 } });
    expect(history.epochs.at(-1)?.epoch).toBe(2);
  });
});
