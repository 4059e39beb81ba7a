import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readTable, toCsv } from "../../../../lib/grader/gradebook/csv.js";
import { NO_POLICY } from "../../../../lib/grader/gradebook/policy.js";
import { classPage } from "../../../../lib/grader/report/class-page.js";
import { feedbackPage } from "../../../../lib/grader/report/feedback-page.js";
import { fileNames } from "../../../../lib/grader/report/file-names.js";
import { gradescopeResults } from "../../../../lib/grader/report/gradescope.js";
import { html } from "../../../../lib/grader/report/html.js";
import { resultsCsv } from "../../../../lib/grader/report/results-csv.js";
import { standings } from "../../../../lib/grader/report/standing.js";
import {
  correlation,
  itemStatistics,
  misconceptions,
} from "../../../../lib/grader/report/statistics.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";
import { attemptOf, exercise, receiptOf, resultOf } from "./standing.js";

const evil = `<script>alert("1")</script><img src=x onerror='x()'>`;
const cause = "you divided by N − 1 instead of N";
const variance = {
  kind: "wrong",
  earned: 0,
  problem: "entry [0] should be 2, got 3",
  failing: "any shape, the usual eps",
  likelyCause: cause,
} as const;

const results = [
  resultOf("ada"),
  resultOf("grace", { "forward.variance": variance }),
  resultOf(evil, {
    "forward.variance": variance,
    "forward.y": { kind: "wrong", earned: 0, problem: evil },
  }),
  resultOf("=cmd()", { "forwardEval.xHat": { kind: "todo", earned: 0 } }),
];
results[2].remarks = [evil];
const all = standings(
  exercise,
  results.map((result) => attemptOf(result)),
  [],
  NO_POLICY,
);
const of = (student: string) =>
  all.find((each) => each.student === student) ?? expect.fail(student);

describe("html", () => {
  test("escapes what is put in, but not pieces of itself", () => {
    expect(html`<b title="${`"'<>&`}">${[html`<i>${"<"}</i>`, "&"]}${undefined}</b>`.text).toBe(
      `<b title="&quot;&#39;&lt;&gt;&amp;"><i>&lt;</i>&amp;</b>`,
    );
  });

  test("shows marks that would turn the writing around", () => {
    expect(html`${"a\u202eb\u0000"}`.text).toBe("a�b�");
  });
});

describe("a student's page", () => {
  const text = feedbackPage(exercise, of("grace"));

  test("says what is right, what goes wrong first, the likely cause as likely, and one next thing", () => {
    expect(text).toContain("What is right");
    expect(text).toContain("<b>variance</b> in <b>forward</b>");
    expect(text).toContain("entry [0] should be 2, got 3");
    expect(text).toContain(`<b>Likely cause:</b> ${cause}.`);
    expect(text.match(/<b>Next:<\/b>/g)).toHaveLength(1);
    const { next } = exercise.parts[0].mistakes.find((each) => each.cause === cause) ?? {
      next: "?",
    };
    expect(text).toContain(next.replaceAll("'", "&#39;"));
    expect(text).toContain("<math");
  });

  test("needs no other file and no script, fits a phone, and is dark where the reader wants it", () => {
    expect(text).not.toMatch(/<script|<link|src=|url\(|@import/);
    expect(text).toContain('name="viewport" content="width=device-width');
    expect(text).toContain("prefers-color-scheme: dark");
  });

  test("of someone with everything right names no mistake", () => {
    const right = feedbackPage(exercise, of("ada"));
    expect(right).toContain("Everything: all 11 steps.");
    expect(right).not.toContain("Likely cause");
    expect(right).not.toContain("goes wrong");
  });

  test("does not show the seed, from which the hidden inputs could be drawn", () => {
    const attempt = attemptOf({ ...resultOf("ada"), receipt: receiptOf(987_654_321) });
    attempt.submission.seed = 987_654_321;
    const [standing] = standings(exercise, [attempt], [], NO_POLICY);
    expect(feedbackPage(exercise, standing)).not.toContain("987654321");
    expect(gradescopeResults(exercise, standing)).not.toContain("987654321");
  });
});

describe("names and messages from students", () => {
  const links = { feedback: () => "x.html", similarity: "y.html" };

  test("are text and nothing else on every page", () => {
    for (const text of [
      feedbackPage(exercise, of(evil)),
      classPage(exercise, all, NO_POLICY, links),
    ]) {
      expect(text).toContain("&lt;script&gt;");
      expect(text).not.toMatch(/<script|<img/);
    }
  });

  test("are no formulas in a spreadsheet", () => {
    const csv = resultsCsv(exercise, all);
    expect(csv).toContain("'=cmd()");
    expect(csv).not.toMatch(/(^|,)"?\s*[=+@-]/m);
    expect(toCsv([["+1", "-1", "@x", "\t=1", " =1", "＝1", 'a"b', -1]])).toBe(
      `"'+1","'-1","'@x","'\t=1","' =1","'＝1","a""b",-1\r\n`,
    );
  });

  test("come back from a table as they were written", () => {
    const path = join(temporaryFolder(), "points.csv");
    const names = ["=cmd()", 'a "b", c', "O'Neil", "'quoted'", "two\nlines", "Zoë"];
    writeFileSync(
      path,
      `\uFEFF${toCsv([["Student", "points"], ...names.map((name) => [name, 1])])}`,
    );
    expect(readTable(path, ["student", "points"]).map(({ student }) => student)).toEqual(names);
  });

  test("make file names that are good on every system, and one for each", () => {
    const names = [
      "ada",
      "Ada",
      "../../etc/passwd",
      "con",
      "a/b",
      "a\\b",
      "",
      "李明",
      ".x",
      "x".repeat(300),
    ];
    const files = [...fileNames(names).values()];
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(names.length);
    for (const file of files) expect(file).toMatch(/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.@ -]{0,80}$/u);
    expect(files[7]).toBe("李明");
    expect(files[3]).not.toBe("con");
  });
});

describe("the table", () => {
  test("takes semicolons, and says which column is missing", () => {
    const path = join(temporaryFolder(), "t.csv");
    writeFileSync(path, "student;points\nada;1,5\n");
    expect(readTable(path, ["student", "points"])).toEqual([
      { student: "ada", points: "1,5", line: 2 },
    ]);
    expect(() => readTable(path, ["student", "item"])).toThrow(
      `${path}: expected the columns student, item, got student, points`,
    );
  });
});

describe("the class's statistics", () => {
  const items = itemStatistics(exercise, results);
  const variances = items.find(({ part, step }) => part === "forward" && step === "variance");

  test("count who has a step right, wrong and open, and the share of its points", () => {
    expect(variances).toMatchObject({ right: 2, wrong: 2, open: 0, share: 0.5 });
    expect(items.find(({ part, step }) => part === "forwardEval" && step === "xHat")).toMatchObject(
      { right: 3, wrong: 0, open: 1 },
    );
  });

  test("correlate a step with all others: 1 for a rising line, −1 for a falling one, none for a constant", () => {
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(correlation([1, 1, 1], [3, 2, 1])).toBeUndefined();
    // By hand: the deviations are (−1, 0, 1) and (−2, 1, 1), so 3 / √(2 · 6).
    expect(correlation([0, 1, 2], [0, 3, 3])).toBeCloseTo(3 / Math.sqrt(12), 12);
  });

  test("name what several got wrong first in the same way, the most frequent first", () => {
    expect(misconceptions(results)).toEqual([
      { part: "forward", step: "variance", cause, students: ["grace", evil] },
    ]);
  });

  test("are drawn", () => {
    const links = { feedback: () => "x.html", similarity: "y.html" };
    expect(classPage(exercise, all, NO_POLICY, links).match(/<svg/g)).toHaveLength(2);
  });
});

describe("Gradescope's results.json", () => {
  test("holds what its format asks for", () => {
    const { score, tests, ...rest } = JSON.parse(gradescopeResults(exercise, of("grace"))) as {
      score: number;
      tests: { name: string; score: number; max_score: number; status: string; output: string }[];
    };
    expect(score).toBe(10);
    expect(tests).toHaveLength(11);
    expect(tests.reduce((sum, each) => sum + each.score, 0)).toBe(10);
    expect(tests.filter(({ status }) => status === "failed")).toEqual([
      expect.objectContaining({
        name: "forward: variance",
        score: 0,
        max_score: 1,
        output: expect.stringContaining(`Likely cause: ${cause}.`) as string,
      }),
    ]);
    expect(rest).toMatchObject({ output_format: "text", execution_time: 2, visibility: "visible" });
  });
});
