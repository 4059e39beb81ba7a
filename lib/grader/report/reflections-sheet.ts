import type { Exercise } from "../../course/exercise.js";
import { toCsv } from "../gradebook/csv.js";
import { html } from "./html.js";
import { page, pointsText } from "./page.js";
import type { Standing } from "./standing.js";

/** What a student answered to each question, by its id. */
export type Answers = ReadonlyMap<string, string>;

/** The table to fill in: a row for each answer, with the points it has so far. */
export const reflectionsCsv = (standings: readonly Standing[]): string =>
  toCsv([
    ["student", "item", "points", "max", "comment"],
    ...standings.flatMap(({ student, manual }) =>
      manual.map(({ id, max, score }) => [
        student,
        id,
        score?.points ?? "",
        max,
        score?.comment ?? "",
      ]),
    ),
  ]);

/** All answers to read, question by question, so that each is graded by the same measure. */
export function reflectionsPage(
  exercise: Exercise,
  standings: readonly Standing[],
  answers: (standing: Standing) => Answers,
): string {
  const sections = exercise.reflections.map(({ id, points }) => {
    const own = standings.map((standing) => {
      const score = standing.manual.find((each) => each.id === id)?.score;
      const given = score === undefined ? "" : ` · ${pointsText(score.points)} points`;
      return html`<h3>${standing.student}<span class="quiet">${given}</span></h3>
        <pre>${answers(standing).get(id)?.trim() ?? "(the cell is not in the notebook)"}</pre>`;
    });
    return html`<h2>${id} <span class="quiet">(${pointsText(points)} points)</span></h2>
      ${own}`;
  });
  return page(
    `Answers: ${exercise.title}`,
    html`<h1>${exercise.title}: answers to be read</h1>
      <p>
        Enter the points in <code>reflections.csv</code>, then run
        <code>gradlab grade --exercise ${exercise.id} --manual …/reflections.csv</code> and
        <code>gradlab report</code> again.
      </p>
      ${sections}`,
  );
}
