import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Random } from "../../../../lib/random.js";
import { fit } from "../../../../lib/train/fit.js";
import { quitAbove } from "../../../../lib/train/quit-above.js";
import { randomSearch } from "../../../../lib/train/search/random-search.js";
import {
  choice,
  draw,
  linearUniform,
  logUniform,
  narrow,
} from "../../../../lib/train/search/space.js";
import type { Trial, TrialRecord } from "../../../../lib/train/search/trial.js";
import { clouds, net, quiet } from "../clouds.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

const root = temporaryFolder("search");

const space = { lr: logUniform(1e-6, 1), reg: linearUniform(-1, 3), hidden: choice([5, 50]) };
/** Best at lr 1e-3, reg 1, 50 hidden units. */
const hill: Trial = ({ lr, reg, hidden }) => ({
  score: -(((Math.log10(lr) + 3) / 3) ** 2) - ((reg - 1) / 2) ** 2 + (hidden === 50 ? 0.1 : 0),
});

describe("a space", () => {
  test("is drawn from uniformly, learning rates by their exponent", () => {
    const draws = Array.from({ length: 3000 }, (_, i) => draw(space, new Random(1, i)));
    const share = (ok: (p: (typeof draws)[0]) => boolean): number => draws.filter(ok).length / 3000;
    for (const decade of [-6, -5, -4, -3, -2, -1])
      expect(share(({ lr }) => lr >= 10 ** decade && lr < 10 ** (decade + 1))).toBeCloseTo(
        1 / 6,
        1,
      );
    expect(share(({ reg }) => reg < 0)).toBeCloseTo(0.25, 1);
    expect(share(({ hidden }) => hidden === 5)).toBeCloseTo(0.5, 1);
    expect(share(({ lr, reg }) => lr < 1e-6 || lr > 1 || reg < -1 || reg > 3)).toBe(0);
  });

  test("is narrowed to the good values and a tenth beyond, past its border if need be", () => {
    const good = [
      { lr: 1e-3, reg: 3, hidden: 50 },
      { lr: 1e-2, reg: 2, hidden: 50 },
    ];
    const { lr, reg, hidden } = narrow(space, good);
    expect(lr).toMatchObject({
      min: expect.closeTo(10 ** -3.6, 9) as number,
      max: expect.closeTo(10 ** -1.4, 9) as number,
    });
    expect(reg).toMatchObject({
      min: expect.closeTo(1.6, 9) as number,
      max: expect.closeTo(3.4, 9) as number,
    });
    expect(hidden).toEqual(choice([50]));
  });

  test.each([
    [() => logUniform(0, 1), "logUniform: min must be a finite number of at least 5e-324, got 0"],
    [() => linearUniform(2, 2), "linearUniform: max must be above min, 2, got 2"],
    [() => choice([]), "choice: expected at least one value, got none"],
  ])("refuses what is no range (%#)", (make, message) => {
    expect(make).toThrow(message);
  });
});

describe("randomSearch", () => {
  test("finds the hill, coarse to fine", async () => {
    const report = await randomSearch(hill, { space, seed: 3 });
    expect(report.records).toHaveLength(30);
    expect(Math.abs(Math.log10(report.best.params.lr) + 3)).toBeLessThan(0.7);
    expect(report.best.params.hidden).toBe(50);
    expect(report.atBorder).toEqual({});
    const fine = report.records.filter(({ round }) => round === 1);
    expect(fine.every(({ epochs }) => epochs === 5)).toBe(true);
    const mean = (records: readonly TrialRecord[]): number =>
      records.reduce((sum, { score }) => sum + score, 0) / records.length;
    expect(mean(fine)).toBeGreaterThan(mean(report.records.filter(({ round }) => round === 0)));
    expect(String(report)).toMatch(
      /^search: best of 30 trials: .* with lr .*, reg .*, hidden 50\n/,
    );
  });

  test("flags a best value at the border of its range", async () => {
    const rising: Trial = ({ lr }) => ({ score: Math.log(lr) });
    const report = await randomSearch(rising, { space: { lr: logUniform(1e-6, 1e-3) } });
    expect(report.atBorder).toEqual({ lr: "high" });
    expect(String(report)).toContain(
      "; lr lies at the high border of its range: search on beyond it",
    );
  });

  test("puts what has no score last, and says how many were given up", async () => {
    const trial: Trial = (_, { trial }) => ({
      score: trial % 2 ? NaN : -trial,
      quit: trial % 2 === 1,
    });
    const report = await randomSearch(trial, { space, rounds: [{ trials: 6, epochs: 1 }] });
    expect(report.records.map(({ trial }) => trial)).toEqual([0, 2, 4, 1, 3, 5]);
    expect(String(report)).toContain("best of 6 trials, 3 given up early");
  });

  test("trains nets, and gives those up whose loss goes over 3 times the first", async () => {
    const trial: Trial = async ({ lr }, { epochs, trial: seed }) => {
      const settings = { ...quiet, epochs, lr, seed, validation: clouds(30, 2) };
      const history = await fit(net(), clouds(60, 1), { ...settings, callbacks: [quitAbove()] });
      const quit = history.stopped === "stopped" || history.stopped === "diverged";
      return { score: history.best?.valAccuracy ?? NaN, quit };
    };
    const rounds = [{ trials: 16, epochs: 8 }];
    const report = await randomSearch(trial, { space: { lr: logUniform(1e-4, 1e4) }, rounds });
    const given = report.records.filter(({ quit }) => quit);
    expect(given.length).toBeGreaterThan(1);
    expect(Math.min(...given.map(({ params }) => params.lr))).toBeGreaterThan(0.5);
    expect(report.best.score).toBeGreaterThan(0.85);
  });
});

describe("a log", () => {
  test("lets a search that was cut off go on as if nothing had happened", async () => {
    const whole = await randomSearch(hill, { space, seed: 5 });
    const log = join(root, "deep", "search.jsonl");
    let runs = 0;
    const dying: Trial = (params, context) => {
      if (++runs > 24) throw new Error("killed");
      return hill(params, context);
    };
    await expect(randomSearch(dying, { space, seed: 5, log })).rejects.toThrow("killed");
    const text = readFileSync(log, "utf8");
    writeFileSync(log, text.slice(0, -20)); // in the middle of its last line
    let again = 0;
    const counted: Trial = (params, context) => (again++, hill(params, context));
    const report = await randomSearch(counted, { space, seed: 5, log });
    expect(again).toBe(30 - 23);
    expect(report.records).toEqual(whole.records);
    await randomSearch(counted, { space, seed: 5, log });
    expect(again).toBe(30 - 23);
  });

  test("of another search, or damaged, is refused", async () => {
    const log = join(root, "other.jsonl");
    await randomSearch(hill, { space, seed: 1, log });
    await expect(randomSearch(hill, { space, seed: 2, log })).rejects.toThrow(
      "must be of this search",
    );
    const lines = readFileSync(log, "utf8").split("\n");
    writeFileSync(log, [...lines.slice(0, 3), "{", ...lines.slice(3)].join("\n"));
    await expect(randomSearch(hill, { space, seed: 1, log })).rejects.toThrow(
      "other.jsonl: line 4: expected a trial in JSON, got {",
    );
  });
});

describe("on worker threads", () => {
  test("a module's trials end as in this thread, whichever thread is faster", async () => {
    const module = join(root, "trial.mjs");
    writeFileSync(
      module,
      `import { threadId } from "node:worker_threads";
       export default async ({ lr, reg, hidden }, { trial }) => {
         await new Promise((resolve) => setTimeout(resolve, (trial * 7) % 20));
         return { score: -(((Math.log10(lr) + 3) / 3) ** 2) - ((reg - 1) / 2) ** 2 + (hidden === 50 ? 0.1 : 0) };
       };`,
    );
    const alone = await randomSearch(hill, { space, seed: 4 });
    const report = await randomSearch(module, { space, seed: 4, threads: 3 });
    expect(report.records.map(({ trial, score }) => [trial, score])).toEqual(
      alone.records.map(({ trial, score }) => [trial, score]),
    );
  });

  test.each([
    ["throws", "export default () => { throw new Error('bad luck'); };", /got Error: bad luck/],
    [
      "ends its thread",
      "export default () => process.exit(3);",
      /got the end of its thread, code 3/,
    ],
    ["is not there", "export const other = 1;", /must return an outcome, got TypeError/],
  ])("a trial that %s ends the search", async (name, code, message) => {
    const module = join(root, `${name.replaceAll(" ", "-")}.mjs`);
    writeFileSync(module, code);
    await expect(randomSearch(module, { space, threads: 2 })).rejects.toThrow(message);
  });
});

test.each([
  [{ space: {} }, "randomSearch: space must have at least one range, got none"],
  [{ rounds: [] }, "randomSearch: rounds must hold at least one round, got none"],
  [{ rounds: [{ trials: 0, epochs: 1 }] }, "randomSearch: trials must be an integer of at least 1"],
  [{ keep: 2 }, "randomSearch: keep must be a finite number from 0 to 1, got 2"],
  [{ threads: 0 }, "randomSearch: threads must be an integer of at least 1, got 0"],
])("randomSearch refuses %j", async (options, message) => {
  await expect(randomSearch(hill, { space, ...options })).rejects.toThrow(message);
});
