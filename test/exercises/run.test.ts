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
});

test(
  "gradlab check, the check in the notebook and the grade agree on what is wrong",
  { timeout: 120_000 },
  async () => {
    const id = "01-numeric-gradient";
    const client = await KernelClient.start({ cwd: resolve(".") });
    const cells = await run(client, "solutions", id, (notebook) => ({
      ...notebook,
      cells: notebook.cells.map((cell) => ({
        ...cell,
        source: cell.source
          .replace("right.sub(left).div(2 * h)", "right.sub(left).div(h)")
          .replace(".maximum(1);", ";"),
      })),
    })).finally(() => client.close());
    const text =
      cells.find(({ role, cell }) => role === "check" && cell.id === "check")?.text ?? "";
    const exercise = await exerciseNamed(id);
    const trusted = trustedSource(exercise, "exercises");
    const path = join(home, `solutions-${id}.ipynb`);
    const { report } = await checkNotebook(path, exercise, trusted);
    const [grade] = await gradeAll([{ student: "ada", path }], exercise, trusted, {
      seed: VISIBLE_SEED,
    });
    expect(String(report)).toBe(text);
    expect(text).toContain("First step that goes wrong: dX in numericGradient");
    expect(text).toContain("The smallest input that shows it:");
    expect(text).toContain("Likely cause: you divided by h; the two points are 2h apart.");
    expect(grade.counterexample?.expected.value).toBe(/dX: expected \(.*?\) (.*)/.exec(text)?.[1]);
    expect(grade.total).toBe(report.earned);
    expect(grade.firstWrong).toBe("numericGradient.dX");
    expect(grade.steps.map(({ step, kind }) => [step, kind])).toEqual(
      report.outcomes.map(({ step, kind }) => [step, kind]),
    );
    expect(grade.steps.filter(({ kind }) => kind === "wrong").map(({ step }) => step)).toEqual([
      "dX",
      "scale",
    ]);
  },
);
