import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient } from "../../kernel/notebook/client.js";
import {
  readNotebook,
  writeNotebook,
  type CodeCell,
  type Notebook,
} from "../../kernel/notebook/format.js";
import { runNotebook } from "../../kernel/notebook/run.js";
import { VISIBLE_SEED } from "../../lib/course/check.js";
import { CheckReport } from "../../lib/course/check-report.js";
import {
  checkNotebook,
  exerciseNamed,
  gradeAll,
  trustedSource,
  withHiddenChecks,
} from "../../lib/grader/index.js";
import { roleOf } from "../../lib/grader/cell-role.js";
import { outputText } from "../support/output-text.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const ids = readdirSync("solutions")
  .filter((name) => name.endsWith(".ipynb"))
  .map((name) => name.replace(".ipynb", ""));

/** What a student writes instead, the steps that then are not right in order, and a part of what is said about it. */
interface Mistakes {
  changes: [from: string, to: string][];
  wrong: string[];
  says: string;
}

/** Mistakes of all kinds, in exercises of all kinds. */
const mistakes: Partial<Record<string, Mistakes>> = {
  "01-numeric-gradient": {
    changes: [
      ["right.sub(left).div(2 * h)", "right.sub(left).div(h)"],
      [".maximum(1);", ";"],
    ],
    wrong: ["dX", "scale"],
    says: "Likely cause: you divided by h; the two points are 2h apart.",
  },
  // A step that throws, and one that forgets an argument.
  "03-softmax-svm": {
    changes: [
      ["return shifted.exp().sum(1, true);", 'throw new Error("how?");'],
      ["scores.sub(correct).add(margin)", "scores.sub(correct)"],
    ],
    wrong: ["sumExp", "gaps"],
    says: "it threw Error: how?",
  },
  // A name that is misspelt, a step that is not written, and a result that is not the step's value.
  "06-batch-norm-forward": {
    changes: [
      ['step("invStd", tex`r = (\\sigma^2 +', 'step("invstd", tex`r = (\\sigma^2 +'],
      [
        "return running.mean.mul(1 - momentum).add(batch.mean.mul(momentum));",
        'return todo("the running mean");',
      ],
      [
        "return { y, cache: { gamma, invStd, xHat } };",
        "return { y: y.mul(2), cache: { gamma, invStd, xHat } };",
      ],
    ],
    wrong: ["invStd", "runningMean", "y"],
    says: 'did you mean "invStd"?',
  },
  // The other one of p and 1 − p, and a shape that is wrong.
  "11-dropout": {
    changes: [
      ["x.mul(keep).div(1 - p)", "x.mul(keep).div(p)"],
      ["chance.reshape(-1, 1).mul(outputs).sum(0)", "chance.reshape(-1, 1).mul(outputs)"],
    ],
    wrong: ["y", "average"],
    says: "The smallest input that shows it:",
  },
  // Functions without steps: one epoch off, nothing returned, not a number, an input that is changed.
  "14-schedules": {
    changes: [
      ["factor ** (epoch - 1)", "factor ** epoch"],
      ["return lr / (1 + k * (epoch - 1));", "return undefined as never;"],
      ["rates[epoch - warm - 1]", "rates[epoch + 1000]"],
      ["let best = 1;", "let best = 1; losses[0] += 1e3;"],
    ],
    wrong: ["exponential", "inverse", "warmup", "stopped"],
    says: "Likely cause: you used the epoch itself",
  },
};

const home = temporaryFolder("exercises");

/** Runs a notebook from top to bottom; the text of each code cell with its role. */
async function run(
  client: KernelClient,
  folder: string,
  id: string,
  change: (notebook: Notebook) => Notebook = (notebook) => notebook,
): Promise<{ role: string; text: string; cell: CodeCell }[]> {
  const path = join(home, `${folder}-${id}.ipynb`);
  const notebook = change(readNotebook(join(folder, `${id}.ipynb`)));
  writeNotebook(path, notebook);
  const { failure } = await runNotebook(client, notebook, { timeout: 60 });
  expect(failure && `${failure.cell.id}: ${failure.error.evalue}`).toBeUndefined();
  return notebook.cells.flatMap((cell) =>
    cell.cell_type === "code" ? [{ role: roleOf(cell).role, text: outputText(cell), cell }] : [],
  );
}

/** What checks need of a notebook, with each change made once. */
function withMistakes(notebook: Notebook, changes: readonly [string, string][]): Notebook {
  const needed = notebook.cells.filter((cell) =>
    ["setup", "solution", "check"].includes(roleOf(cell).role),
  );
  const cells = needed.map((cell) => ({
    ...cell,
    source: changes.reduce((text, [from, to]) => text.replace(from, () => to), cell.source),
  }));
  const whole = cells.map(({ source }) => source).join("\n");
  for (const [, to] of changes) expect(whole).toContain(to);
  return { ...notebook, cells };
}

/** No error, and nothing on the error stream. */
const complaints = (cells: readonly { cell: CodeCell }[]): unknown[] =>
  cells
    .flatMap(({ cell }) => cell.outputs)
    .filter(
      (each) =>
        each.output_type === "error" || (each.output_type === "stream" && each.name === "stderr"),
    );

describe.each(ids)("%s", (id) => {
  // One kernel for both, as for a student who opens the notebook and solves it.
  let client: KernelClient;
  beforeAll(async () => {
    client = await KernelClient.start({ cwd: resolve(".") });
  });
  afterAll(() => client.close());

  test(
    "as released it runs, its checks say that nothing is written yet, as gradlab check does",
    { timeout: 120_000 },
    async () => {
      const cells = await run(client, "exercises", id);
      expect(complaints(cells)).toEqual([]);
      const texts = cells.filter(({ role }) => role === "check").map(({ text }) => text);
      for (const text of texts)
        expect(text).toMatch(/^.*: 0 of (\d+) steps.* right, \1 not written yet/);
      const exercise = await exerciseNamed(id);
      const path = join("exercises", `${id}.ipynb`);
      const { report } = await checkNotebook(path, exercise, trustedSource(exercise, "exercises"));
      expect(report).toBeInstanceOf(CheckReport);
      expect(texts.at(-1)).toBe(String(report));
    },
  );

  test(
    "solved, it runs, passes every check, and shows predictions beside results",
    { timeout: 120_000 },
    async () => {
      const cells = await run(client, "solutions", id);
      expect(complaints(cells)).toEqual([]);
      const checks = cells.filter(({ role }) => role === "check" || role === "hidden");
      for (const { text } of checks)
        expect(text).toMatch(/All visible checks.* passed; hidden checks run when graded\./);
      expect(cells.filter(({ text }) => /you said .* it is /.test(text)).length).toBeGreaterThan(0);
      for (const { text } of cells) expect(text).not.toContain("Come back when");
    },
  );

  test(
    "the solution gets every point, hidden checks too, and gradlab check says the same as the notebook",
    { timeout: 120_000 },
    async () => {
      const exercise = await exerciseNamed(id);
      const trusted = trustedSource(exercise, "exercises");
      const path = join("solutions", `${id}.ipynb`);
      const { report, remarks } = await checkNotebook(path, exercise, trusted);
      expect([report.passed, remarks]).toEqual([true, []]);
      const [result] = await gradeAll(
        [{ student: "author", path }],
        withHiddenChecks(exercise),
        trusted,
      );
      expect(result.steps.filter(({ kind }) => kind !== "ok")).toEqual([]);
      expect(result).toMatchObject({ status: "graded", total: result.max, remarks: [] });
    },
  );

  const planted = mistakes[id];
  if (planted === undefined) return;
  test(
    "with mistakes in it, gradlab check, the check in the notebook and the grade agree on what is wrong",
    { timeout: 120_000 },
    async () => {
      const { changes, wrong, says } = planted;
      const cells = await run(client, "solutions", id, (notebook) =>
        withMistakes(notebook, changes),
      );
      const text = cells.findLast(({ role }) => role === "check")?.text;
      const exercise = await exerciseNamed(id);
      const trusted = trustedSource(exercise, "exercises");
      const path = join(home, `solutions-${id}.ipynb`);
      const { report, remarks } = await checkNotebook(path, exercise, trusted);
      const [grade] = await gradeAll([{ student: "ada", path }], exercise, trusted, {
        seed: VISIBLE_SEED,
      });
      expect(remarks).toEqual([]);
      expect(text).toBe(String(report));
      expect(text).toContain(`First step that goes wrong: ${wrong[0]} in `);
      expect(text).toContain(says);
      expect(grade.firstWrong).toBe(`${report.firstWrong?.part}.${wrong[0]}`);
      expect(grade.likelyCause).toBe(report.firstWrong?.cause?.cause ?? "");
      expect(grade.total).toBe(report.earned);
      expect(grade.steps.map(({ step, kind, problem }) => [step, kind, problem])).toEqual(
        report.outcomes.map(({ step, kind, problem }) => [step, kind, problem]),
      );
      expect(grade.steps.filter(({ kind }) => kind !== "ok").map(({ step }) => step)).toEqual(
        wrong,
      );
      const { shape, value } = grade.counterexample?.expected ?? { shape: "", value: "" };
      if (value !== "")
        expect(text).toContain(["expected", shape, value].filter(Boolean).join(" "));
    },
  );
});
