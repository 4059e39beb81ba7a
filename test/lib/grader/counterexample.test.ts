import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeNotebook, type Notebook } from "../../../kernel/notebook/format.js";
import { smallInputs } from "../../../lib/course/counterexample.js";
import { exampleTexts } from "../../../lib/course/example-rows.js";
import { Judge } from "../../../lib/course/judge.js";
import { checkNotebook, exerciseNamed, trustedSource } from "../../../lib/grader/index.js";
import { NO_POLICY } from "../../../lib/grader/gradebook/policy.js";
import { feedbackPage } from "../../../lib/grader/report/feedback-page.js";
import { gradescopeResults } from "../../../lib/grader/report/gradescope.js";
import { standings } from "../../../lib/grader/report/standing.js";
import type { SubmissionResult } from "../../../lib/grader/scoring/result.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { attemptOf, exercise } from "./report/standing.js";
import { changed, grade, replaced } from "./submissions.js";

const biased = "centered.pow(2).mean(0)";
const unbiased = "centered.pow(2).sum(0).div(x.shape[0] - 1)";

/** The solution with its variance computed in another way. */
const withVariance = (code: string): Notebook => replaced([biased, code]);

/** What a student is sent back, and what Gradescope shows. */
function pagesOf(result: SubmissionResult): { page: string; gradescope: string } {
  const [standing] = standings(exercise, [attemptOf(result)], [], NO_POLICY);
  return {
    page: feedbackPage(exercise, standing),
    gradescope: gradescopeResults(exercise, standing),
  };
}

/** Exercise 06's small inputs are the only ones with an eps of 1. */
const onSmallInputs = "eps === 1";

describe.concurrent("a planted mistake", () => {
  const planted = withVariance(unbiased);

  test("is shown on its smallest input in the grade, with the right steps before it", async () => {
    const result = await grade(planted);
    expect(result.firstWrong).toBe("forward.variance");
    expect(result.counterexample).toEqual({
      problem: "the shape (1) is right; entry [0] should be 1, got 2",
      inputs: [
        { name: "x", shape: "(2, 1)", value: "[[2], [0]]" },
        { name: "gamma", shape: "(1)", value: "[1]" },
        { name: "beta", shape: "(1)", value: "[0]" },
        { name: "eps", shape: "", value: "1" },
      ],
      before: [
        { name: "mean", shape: "(1)", value: "[1]" },
        { name: "centered", shape: "(2, 1)", value: "[[1], [-1]]" },
      ],
      expected: { name: "expected", shape: "(1)", value: "[1]" },
      got: { name: "got", shape: "(1)", value: "[2]" },
    });
    expect((await grade(planted)).counterexample).toEqual(result.counterexample);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test("is shown on it on the student's page and by Gradescope", async () => {
    const { page, gradescope } = pagesOf(await grade(planted));
    const text = page.replace(/<style>[^]*<\/style>|<[^>]*>/g, " ").replace(/\s+/g, " ");
    expect(text).toContain(
      "The smallest input that shows it: x (2, 1) [[2], [0]] gamma (1) [1] beta (1) [0] eps 1 " +
        "right so far mean (1) [1] centered (2, 1) [[1], [-1]] " +
        "variance expected (1) [1] got (1) [2]",
    );
    const { tests } = JSON.parse(gradescope) as { tests: { name: string; output: string }[] };
    const shown = tests.filter(({ output }) => output.includes("The smallest input"));
    expect(shown.map(({ name }) => name)).toEqual(["forward: variance"]);
    expect(shown[0].output).toContain("variance: expected (1) [1]\n          got      (1) [2]");
  });

  test("is shown on it by gradlab check", async () => {
    const path = join(temporaryFolder(), "mine.ipynb");
    writeNotebook(path, planted);
    const open = await exerciseNamed("06");
    const { report } = await checkNotebook(path, open, trustedSource(open, "exercises"));
    const text = String(report);
    expect(text).toContain("    x (2, 1)           = [[2], [0]]");
    expect(text).toContain("  variance: expected (1) [1]\n            got      (1) [2]\n");
  });
});

describe.concurrent("a submission has no counterexample", () => {
  test("where it is right", async () => {
    expect(await grade(changed((notebook) => notebook))).not.toHaveProperty("counterexample");
  });

  test.each([
    ["hangs on the small inputs", "for (;;);"],
    ["waits on the small inputs", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);"],
    ["floods on the small inputs", 'for (;;) step("flood", "", () => x);'],
    ["takes all memory on the small inputs", "for (const all = [x]; ; ) all.push(...all);"],
  ])("where it %s, and loses nothing but that", { timeout: 60_000 }, async (_title, code) => {
    const start = "const mean =";
    const notebook = replaced(
      [biased, unbiased],
      [start, `if (${onSmallInputs}) { ${code} }\n  ${start}`],
    );
    const how = { part: "forward", limits: { seconds: 1 } };
    const { counterexample, ...rest } = await grade(notebook, { ...how, seed: 1 });
    const { counterexample: shown, ...plain } = await grade(withVariance(unbiased), {
      ...how,
      seed: 1,
    });
    expect(counterexample).toBeUndefined();
    expect(shown).toBeDefined();
    expect({ ...rest, receipt: plain.receipt }).toEqual(plain);
    expect(pagesOf(rest).page).not.toContain("The smallest input");
  });

  test("where no small input shows the mistake", async () => {
    const result = await grade(withVariance(`${onSmallInputs} ? ${biased} : ${unbiased}`));
    expect(result).toMatchObject({ firstWrong: "forward.variance", total: 10 });
    expect(result).not.toHaveProperty("counterexample");
  });
});

describe.concurrent("a student's own wrong value", () => {
  const shownFor = async (code: string): Promise<{ value?: string; page: string }> => {
    const result = await grade(withVariance(code), { part: "forward" });
    return { value: result.counterexample?.got?.value, page: pagesOf(result).page };
  };

  test("is text and nothing else on the page", async () => {
    const { value, page } = await shownFor("`<img src=x onerror='x()'>\u202e${centered.size}`");
    expect(value).toContain("<img src=x");
    expect(page).toContain("&lt;img src=x");
    expect(page).not.toMatch(/<img|\u202e/);
  });

  test.each([
    ["a large tensor", "tensor(new Array(200_000).fill(1))"],
    ["a large array of words", 'new Array(4000).fill("word") as never'],
    ["a tensor of many rows without numbers", "tensor([]).reshape(1_000_000_000, 0)"],
  ])("is not written out where it is %s", async (_title, code) => {
    expect((await shownFor(code)).value).toBe("too large to show");
  });

  test("is still shown where a later step stops the program", async () => {
    const hang = `if (${onSmallInputs}) for (;;);`;
    const start = "const xHat =";
    const notebook = replaced([biased, unbiased], [start, `${hang}\n  ${start}`]);
    const result = await grade(notebook, { part: "forward", limits: { seconds: 1 } });
    expect(result.counterexample?.got?.value).toBe("[2]");
  });
});

test("every small input of every exercise, and what comes of it, is small enough to be shown", async () => {
  const numbers = Array.from({ length: 20 }, (_, i) => String(i + 1).padStart(2, "0"));
  for (const number of numbers)
    for (const part of (await exerciseNamed(number)).parts)
      for (const args of smallInputs(part)) {
        const judge = new Judge(part, args);
        for (const [i, { value }] of judge.entries.entries()) {
          const before = judge.entries.slice(0, i);
          const texts = exampleTexts(part, { args, before, want: value, problem: "" });
          expect(JSON.stringify(texts), `${number}, ${part.name}`).not.toContain("too large");
        }
      }
});
