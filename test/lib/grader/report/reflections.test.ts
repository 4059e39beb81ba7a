import { describe, expect, test } from "vitest";
import { readNotebook, type Notebook } from "../../../../kernel/notebook/format.js";
import { gradable } from "../../../../lib/grader/index.js";
import { NO_POLICY } from "../../../../lib/grader/gradebook/policy.js";
import { markdownHtml } from "../../../../lib/grader/report/markdown.js";
import {
  answersIn,
  questionsIn,
  reflectionsPage,
} from "../../../../lib/grader/report/reflections-sheet.js";
import { standings } from "../../../../lib/grader/report/standing.js";
import { releasedPath } from "../submissions.js";
import { attemptOf, resultOf } from "./standing.js";

const { exercise } = await gradable("06");
const released = readNotebook(releasedPath);
const [{ id }] = exercise.reflections;

/** What a student hands in who wrote this answer, or took the cell away. */
function answered(answer: string | undefined): Notebook {
  const cells = released.cells.map((cell) =>
    (cell.metadata.gradlab as { id?: string } | undefined)?.id === id
      ? { ...cell, source: answer ?? "", metadata: answer === undefined ? {} : cell.metadata }
      : cell,
  );
  return { ...released, cells };
}

const given: Record<string, string | undefined> = {
  ada: "The variance of **two** rows is noise: $\\hat x$ is ±1.",
  blank: "*Write your answer here.*",
  empty: "  \n",
  gone: undefined,
  mallory: '<img src=x onerror="x()"> [here](javascript:x()) ![](https://a.b/c.png) <https://a.b>',
};
const score = { student: "ada", item: id, points: 1.5, comment: "and what <else>?" };
const all = standings(
  exercise,
  Object.keys(given).map((student) => attemptOf(resultOf(student))),
  [score],
  NO_POLICY,
);
const page = reflectionsPage(exercise, all, released, ({ student }) =>
  answersIn(answered(given[student])),
);
const section = (student: string): string =>
  page.split("<section>").find((text) => text.includes(`<h3>${student}`)) ?? "";

describe("the page of answers", () => {
  test("shows the question that every exercise asks before its cell, without the heading", async () => {
    expect(page).toContain("Somebody trains with batches of two images");
    expect(page).not.toContain("graded by hand");
    for (let i = 1; i <= 20; i++) {
      const { exercise: each } = await gradable(String(i).padStart(2, "0"));
      const questions = questionsIn(readNotebook(`exercises/${each.id}.ipynb`));
      for (const reflection of each.reflections)
        expect(questions.get(reflection.id) ?? each.id).toMatch(/[?.]$/);
    }
  });

  test("shows an answer as its Markdown says, with the points and the comment it has", () => {
    expect(section("ada")).toContain("<strong>two</strong>");
    expect(section("ada")).toContain("<math");
    expect(section("ada")).toContain("1.5 of 2");
    expect(section("ada")).toContain("and what &lt;else&gt;?");
    expect(page).toContain("2 answers, 1 read so far");
  });

  test("names those who wrote nothing, and asks nobody to read it", () => {
    const [, without] = page.split("Without an answer");
    for (const student of ["blank", "empty", "gone"]) {
      expect(section(student)).toBe("");
      expect(without).toContain(`<li>${student}`);
    }
    expect(without).toContain("the cell is not in the notebook");
    expect(without).not.toContain("ada");
  });

  test("takes no HTML, no link and no image from an answer", () => {
    expect(section("mallory")).toContain("&lt;img src=x");
    expect(page).not.toMatch(/<img|<a |<script|href=|src="/);
  });
});

describe("a stranger's Markdown", () => {
  test.each([
    ["a formula that calls itself", "$\\def\\a{\\a\\a}\\a$"],
    ["a formula nested thousands deep", `$${"{".repeat(3000)}x${"}".repeat(3000)}$`],
    ["quotes nested thousands deep", `${"> ".repeat(3000)}x`],
    ["a book", "word ".repeat(200_000)],
    ["a formula that leads somewhere", "$\\href{https://a.b}{x} \\includegraphics{https://a.b}$"],
    ["an error with HTML in it", "$\\frac{<img src=x>}$ \\"],
  ])("of %s is written in a moment, and is text", (_title, text) => {
    const start = performance.now();
    const { text: written } = markdownHtml(text);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(written.length).toBeLessThan(100_000);
    expect(written).not.toMatch(/<img|<a |href=/);
  });

  test("is not turned around by invisible marks", () => {
    expect(markdownHtml("a\u202eb").text).toContain("a�b");
  });
});
