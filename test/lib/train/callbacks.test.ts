import { describe, expect, test } from "vitest";
import type { Callback } from "../../../lib/train/callbacks.js";
import { earlyStopping } from "../../../lib/train/early-stopping.js";
import { fit } from "../../../lib/train/fit.js";
import { evaluate } from "../../../lib/train/objective.js";
import { quitAbove } from "../../../lib/train/quit-above.js";
import { bits, clouds, net, quiet } from "./clouds.js";

describe("callbacks", () => {
  test("are called in the order of a run, and see the weights before and after each step", async () => {
    const seen: string[] = [];
    const spy: Callback = {
      onStart: ({ epoch }) => seen.push(`start ${epoch}`),
      onStep: ({ before, gradients, model, rate }) => {
        const name = "linear1.W";
        const expected = before[name].sub(gradients[name].mul(rate));
        expect(model.params[name].toArray()).toEqual(expected.toArray());
        seen.push("step");
      },
      onEpoch: ({ epoch }) => seen.push(`epoch ${epoch}`),
      onEnd: ({ history }) => seen.push(history.stopped),
    };
    await fit(net(), clouds(32, 1), { ...quiet, epochs: 2, callbacks: [spy] });
    expect(seen).toEqual(
      ["start 0", "step", "step", "epoch 1", "step", "step", "epoch 2", "finished"].map(String),
    );
  });

  test.each(["onStart", "onStep", "onEpoch"] as const)("%s may end the run", async (moment) => {
    const stopper: Callback = {
      [moment]: ({ stop }: Parameters<NonNullable<Callback["onStep"]>>[0]) => stop("enough"),
    };
    const history = await fit(net(), clouds(32, 1), { ...quiet, callbacks: [stopper] });
    expect([history.stopped, history.reason]).toEqual(["stopped", "enough"]);
    expect(history.stepLosses).toHaveLength({ onStart: 0, onStep: 1, onEpoch: 2 }[moment]);
    expect(String(history)).toMatch(/stopped after \d epochs \(enough\)/);
  });
});

describe("earlyStopping", () => {
  test("ends when the validation set has not become better for so long, and the best weights come back", async () => {
    const model = net();
    const validation = clouds(40, 2);
    // From the fifth epoch on the rate ruins what was learned.
    const lr = (epoch: number): number => (epoch < 5 ? 0.05 : 30);
    const settings = { ...quiet, epochs: 50, lr, validation, judgeBy: "valLoss" as const };
    const history = await fit(model, clouds(60, 1), {
      ...settings,
      callbacks: [earlyStopping({ patience: 3 })],
    });
    const losses = history.epochs.map(({ valLoss }) => valLoss ?? NaN);
    const best = losses.indexOf(Math.min(...losses));
    expect(history.best?.epoch).toBe(best);
    expect(history.epochs.at(-1)?.epoch).toBe(best + 3);
    expect(history.stopped).toBe("stopped");
    expect(evaluate(model, validation).loss).toBe(losses[best]);
  });

  test("needs a validation set", async () => {
    await expect(
      fit(net(), clouds(9, 1), { ...quiet, callbacks: [earlyStopping()] }),
    ).rejects.toThrow("earlyStopping: fit must have a validation set, got none");
    expect(() => earlyStopping({ patience: 0 })).toThrow(
      "earlyStopping: patience must be an integer of at least 1, got 0",
    );
  });
});

test("quitAbove ends a run whose loss is over 3 times the first", async () => {
  const history = await fit(net(), clouds(60, 1), { ...quiet, lr: 1e3, callbacks: [quitAbove()] });
  expect(history.stopped).toBe("stopped");
  expect(history.reason).toMatch(/^a loss of .*, over 3 × the first, /);
  expect(history.stepLosses.at(-1)).toBeGreaterThan(3 * history.stepLosses[0]);
  expect(history.stepLosses.slice(0, -1).every((l) => l <= 3 * history.stepLosses[0])).toBe(true);
});

describe("clipping", () => {
  const largest = async (clip: { norm: number } | { value: number } | undefined) => {
    let [norm, value] = [0, 0];
    const watch: Callback = {
      onStep: ({ gradients }) => {
        const all = Object.values(gradients).flatMap(({ data }) => Array.from(data));
        norm = Math.max(norm, Math.hypot(...all));
        value = Math.max(value, ...all.map(Math.abs));
      },
    };
    const history = await fit(net(), clouds(60, 1), { ...quiet, clip, callbacks: [watch] });
    return { norm, value, history };
  };

  test("bounds the norm of all gradients together, or each entry", async () => {
    const free = await largest(undefined);
    expect(free.norm).toBeGreaterThan(0.1);
    expect((await largest({ norm: 0.1 })).norm).toBeLessThanOrEqual(0.1);
    expect((await largest({ value: 0.02 })).value).toBe(0.02);
  });

  test("lets a rate far too high do little harm", async () => {
    const wild = { ...quiet, lr: 1e200 };
    const { stopped } = await fit(net(), clouds(60, 1), { ...wild, clip: { norm: 1e-200 } });
    expect(stopped).toBe("finished");
  });
});

test("a run that diverges says in which layer numbers were first not finite", async () => {
  const model = net();
  const before = bits(model);
  const history = await fit(model, clouds(60, 1), { ...quiet, lr: 1e200 });
  expect(history.divergedIn).toBe("the output of linear2");
  expect(String(history)).toContain("first not finite: the output of linear2");
  expect(bits(model)).toEqual(before);
});

test.each([
  [{ judgeBy: "valLoss" }, 'fit: judgeBy "valLoss" must come with a validation set, got none'],
  [{ judgeBy: "luck" }, 'fit: judgeBy must be "valAccuracy" or "valLoss" or'],
  [{ resume: true }, "fit: resume must come with a checkpoint, got none"],
  [{ clip: { norm: 0 } }, "fit: clip.norm must be a finite number above 0, got 0"],
  [{ measureOn: 0 }, "fit: measureOn must be an integer of at least 1, got 0"],
  [
    { callbacks: [{ save: (): number => 1 }] },
    "fit: a callback that can save must have a name, got none",
  ],
  [
    {
      callbacks: [
        { name: "a", save: (): number => 1 },
        { name: "a", save: (): number => 2 },
      ],
    },
    "fit: callbacks that save must have different names, got a twice",
  ],
])("fit refuses %j", async (options, message) => {
  await expect(fit(net(), clouds(4, 1), { ...quiet, ...(options as object) })).rejects.toThrow(
    message,
  );
});
