import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readNotebook, writeNotebook } from "../../../kernel/notebook/format.js";
import { readTable } from "../../../lib/grader/gradebook/csv.js";
import { needs } from "../../support/needs.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { gradlab } from "./support/command.js";
import { releasedPath, replaced, solutionPath } from "./submissions.js";

/** The commands that the README tells teachers to type, in its order. */
function documented(): string[][] {
  const readme = readFileSync("README.md", "utf8");
  return (/## For teachers[^]*?```sh\n([^]*?)```/.exec(readme)?.[1] ?? "")
    .trim()
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim().split(/\s+/));
}

/** Runs one of them in a folder, as a shell would; what it printed. */
async function type(words: readonly string[], folder: string): Promise<string> {
  if (words[0] === "mkdir") {
    mkdirSync(join(folder, words[1]));
    return "";
  }
  expect(words.slice(0, 2)).toEqual(["npx", "gradlab"]);
  const { code, printed } = await gradlab(words.slice(2), folder);
  expect({ words, code, printed }).toMatchObject({ code: 0 });
  return printed;
}

test(
  "the four commands of the README lead from solutions to returned feedback, in a folder with a space in its name",
  { timeout: 180_000 },
  async (context) => {
    needs("bubblewrap", context);
    const course = join(temporaryFolder("teacher"), "my course");
    mkdirSync(course);
    const commands = documented();
    expect(commands.map(([first, , name]) => (first === "npx" ? name : first))).toEqual([
      "release",
      "mkdir",
      "grade",
      "report",
    ]);
    const [release, collect, grade, report] = commands;

    expect(await type(release, course)).toContain("06-batch-norm-forward.ipynb: up to date");
    await type(collect, course);
    const submissions = join(course, "submissions");
    writeNotebook(join(submissions, "ada.ipynb"), readNotebook(solutionPath));
    mkdirSync(join(submissions, "Bob Ross"));
    const wrong = replaced(["return xHat.mul(gamma).add(beta)", "return xHat.mul(gamma)"]);
    writeNotebook(join(submissions, "Bob Ross", "mine.ipynb"), wrong);
    writeNotebook(join(submissions, "çelik.ipynb"), readNotebook(releasedPath));

    const graded = await type(grade, course);
    expect(graded).toMatch(/ada +11\/11 +all right/);
    expect(graded).toMatch(/Bob Ross +9\/11 +first wrong: forward\.y, likely: you left beta out/);
    expect(graded).toMatch(/çelik +0\/11 +\d+ steps not written yet/);
    const said = await type(report, course);

    const results = join("results", "06-batch-norm-forward");
    expect(said).toContain(`Open ${join(results, "class.html")}`);
    const page = (name: string): string => readFileSync(join(course, results, name), "utf8");
    expect(page("class.html")).toContain("you left beta out");
    expect(page("feedback/Bob Ross.html")).toContain("you left beta out");
    expect(page("feedback/Bob Ross.html")).not.toContain("çelik");
    expect(page("feedback/ada.html")).not.toContain("left beta out");
    for (const name of ["similarity.html", "reflections.html", "gradescope/ada/results.json"])
      expect(existsSync(join(course, results, name))).toBe(true);

    // The table of the README: points for answers in words, and a report that counts them.
    const sheet = join(course, results, "reflections.csv");
    const [head, ...rows] = readFileSync(sheet, "utf8").trim().split("\r\n");
    const points = head.replace("\ufeff", "").split(",").indexOf("points");
    const entered = rows.map((row) =>
      row
        .split(",")
        .map((field, column) => (column === points ? "2" : field))
        .join(","),
    );
    writeFileSync(sheet, [head, ...entered].join("\r\n"));
    // Whoever reports again before entering them loses nothing.
    expect(await type(report, course)).toContain("not entered: it is left as it is");
    expect(readFileSync(sheet, "utf8")).toBe([head, ...entered].join("\r\n"));
    await type(
      ["npx", "gradlab", "grade", "--exercise", "06", "--manual", join(results, "reflections.csv")],
      course,
    );
    await type(report, course);
    const totals = readTable(join(course, results, "results.csv"), ["student", "total", "max"]);
    expect(totals.map(({ student, total, max }) => [student, total, max]).sort()).toEqual([
      ["Bob Ross", "11", "13"],
      ["ada", "13", "13"],
      ["çelik", "2", "13"],
    ]);
  },
);
