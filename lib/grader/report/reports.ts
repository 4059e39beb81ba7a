import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileWhole } from "../../../kernel/files.js";
import { parseNotebook, readNotebook } from "../../../kernel/notebook/format.js";
import { packageRoot } from "../../../kernel/paths.js";
import type { Gradebook } from "../gradebook/gradebook.js";
import { unpack } from "../queue/collect.js";
import { gradable } from "../queue/grade-job.js";
import { extractSolutions } from "../submission/extract.js";
import { classPage } from "./class-page.js";
import { feedbackPage } from "./feedback-page.js";
import { fileNames } from "./file-names.js";
import { gradescopeResults } from "./gradescope.js";
import { answersIn, reflectionsPage, type Answers } from "./reflections-sheet.js";
import { holdsMore, reflectionsCsv } from "./reflections-table.js";
import { resultsCsv } from "./results-csv.js";
import { similarPairs, type SimilarityText } from "./similarity/similar-pairs.js";
import { similarityPage } from "./similarity/similarity-page.js";
import { standings, type Standing } from "./standing.js";

/** What a report was made of. */
export interface Reported {
  folder: string;
  standings: Standing[];
  /** A table of points by hand that was left as it is: not all in it has been entered. */
  left?: string;
}

export async function writeAll(
  gradebook: Gradebook,
  name: string,
  folder: string,
): Promise<Reported> {
  const { exercise, trusted } = await gradable(name);
  const all = standings(
    exercise,
    await gradebook.attempts(exercise.id),
    await gradebook.manualScores(exercise.id),
    await gradebook.policy(exercise.id),
  );
  const contents = await readContents(gradebook, all, trusted.solutionIds);
  const names = fileNames(all.map(({ student }) => student));
  const nameOf = (student: string): string => names.get(student) ?? "student";
  const write = (path: string, text: string): void => writeFileWhole(join(folder, path), text);
  mkdirSync(folder, { recursive: true });
  cleared(join(folder, "feedback"), /\.html$/);
  cleared(join(folder, "gradescope"), /[\\/]results\.json$/);
  for (const standing of all) {
    write(join("feedback", `${nameOf(standing.student)}.html`), feedbackPage(exercise, standing));
    mkdirSync(join(folder, "gradescope", nameOf(standing.student)), { recursive: true });
    write(
      join("gradescope", nameOf(standing.student), "results.json"),
      gradescopeResults(exercise, standing),
    );
  }
  const released = readNotebook(join(packageRoot, "exercises", `${exercise.id}.ipynb`));
  const template = extractSolutions(released, trusted.solutionIds).cells;
  const pairs = similarPairs([...contents.values()], template);
  write("similarity.html", similarityPage(exercise.title, pairs, template));
  write("results.csv", resultsCsv(exercise, all));
  const hasReflections = exercise.reflections.length > 0;
  const table = join(folder, "reflections.csv");
  const isLeft = hasReflections && holdsMore(table, all);
  if (hasReflections) {
    if (!isLeft) write("reflections.csv", reflectionsCsv(all));
    const answers = ({ student }: Standing): Answers => contents.get(student)?.answers ?? new Map();
    write("reflections.html", reflectionsPage(exercise, all, released, answers));
  }
  const page = classPage(exercise, all, await gradebook.policy(exercise.id), {
    feedback: (student) => `feedback/${encodeURIComponent(nameOf(student))}.html`,
    similarity: "similarity.html",
    ...(hasReflections ? { reflections: "reflections.html" } : {}),
  });
  write("class.html", page);
  return { folder, standings: all, ...(isLeft ? { left: table } : {}) };
}

/** Makes a folder without what an earlier report wrote there for students who may be gone; other files stay. */
function cleared(folder: string, written: RegExp): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (written.test(name)) rmSync(join(folder, name));
}

/** What the submissions that count hold: solution cells and answers in words. */
async function readContents(
  gradebook: Gradebook,
  all: readonly Standing[],
  solutionIds: readonly string[],
): Promise<Map<string, SimilarityText & { answers: Answers }>> {
  const contents = new Map<string, SimilarityText & { answers: Answers }>();
  for (const { student, attempt } of all) {
    const content = (await gradebook.submission(attempt.submission.id))?.content;
    if (content === undefined) continue;
    const notebook = parseNotebook(unpack(content));
    const { cells } = extractSolutions(notebook, solutionIds);
    contents.set(student, { student, cells, answers: answersIn(notebook) });
  }
  return contents;
}
