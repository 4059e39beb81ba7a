import type { Notebook } from "../../../kernel/notebook/format.js";
import type { Exercise } from "../../course/exercise.js";
import { roleOf } from "../cell-role.js";
import { html, type Html } from "./html.js";
import { markdownHtml } from "./markdown.js";
import { count, page, pointsText } from "./page.js";
import type { Standing } from "./standing.js";

/** What a notebook holds in answer to each question, by its id. */
export type Answers = ReadonlyMap<string, string>;

export const answersIn = ({ cells }: Notebook): Answers =>
  new Map(
    cells.flatMap((cell) => {
      const role = roleOf(cell);
      return role.role === "reflection" ? [[role.id, cell.source.trim()] as const] : [];
    }),
  );

/** The question before each reflection, by its id, without its heading. */
export const questionsIn = ({ cells }: Notebook): ReadonlyMap<string, string> =>
  new Map(
    cells.flatMap((cell, i) => {
      const role = roleOf(cell);
      const before = cells.at(i - 1);
      return role.role === "reflection" && i > 0 && before?.cell_type === "markdown"
        ? [[role.id, before.source.replace(/^#+ .*\n/, "").trim()] as const]
        : [];
    }),
  );

/** All answers to read, question by question, so that each is graded by the same measure. */
export function reflectionsPage(
  exercise: Exercise,
  standings: readonly Standing[],
  released: Notebook,
  answersOf: (standing: Standing) => Answers,
): string {
  const questions = questionsIn(released);
  const blanks = answersIn(released);
  const sections = exercise.reflections.map(({ id, points }) => {
    const all = standings.map((standing) => ({
      standing,
      answer: answersOf(standing).get(id),
    }));
    const isWritten = (answer: string | undefined): answer is string =>
      answer !== undefined && answer !== "" && answer !== blanks.get(id);
    const written = all.filter(({ answer }) => isWritten(answer));
    const empty = all.filter(({ answer }) => !isWritten(answer));
    const read = written.filter(({ standing }) => scoreOf(standing, id) !== undefined);
    const question = questions.get(id);
    return html`<h2>${id} <span class="quiet">${count(points, "point")}</span></h2>
      ${question === undefined ? undefined : html`<div class="box next">${markdownHtml(question)}</div>`}
      <p class="quiet">${count(written.length, "answer")}, ${read.length} read so far.</p>
      ${written.map(({ standing, answer }) => answerHtml(standing, id, answer ?? ""))}
      ${
        empty.length === 0
          ? undefined
          : html`<h3>Without an answer</h3>
              <ul>
                ${empty.map(({ standing, answer }) => html`<li>${standing.student}${answer === undefined ? html` <span class="quiet">(the cell is not in the notebook)</span>` : ""}</li>`)}
              </ul>`
      }`;
  });
  return page(
    `Answers: ${exercise.title}`,
    html`<h1>${exercise.title}</h1>
      <p class="quiet">${exercise.id} · answers to be read</p>
      <div class="box">
        <p>
          Enter points and comments in <code>reflections.csv</code> beside this page, then, with the
          same <code>--results</code> or <code>--database</code> as before:
        </p>
        <pre>
gradlab grade --exercise ${exercise.id} --manual …/reflections.csv
gradlab report --exercise ${exercise.id}</pre>
        <p class="quiet">
          A report writes the table anew, but not while it holds something that was not entered.
        </p>
      </div>
      ${sections}`,
  );
}

const scoreOf = ({ manual }: Standing, id: string): Standing["manual"][number]["score"] =>
  manual.find((each) => each.id === id)?.score;

function answerHtml(standing: Standing, id: string, answer: string): Html {
  const score = scoreOf(standing, id);
  const max = standing.manual.find((each) => each.id === id)?.max ?? 0;
  const given =
    score === undefined
      ? undefined
      : html` <span class="right">✓ ${pointsText(score.points)} of ${pointsText(max)}</span>`;
  return html`<section>
    <h3>${standing.student}${given}</h3>
    <div class="box">${markdownHtml(answer)}</div>
    ${score === undefined || score.comment === "" ? undefined : html`<p class="quiet">Your comment: ${score.comment}</p>`}
  </section>`;
}
