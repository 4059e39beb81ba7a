import { mean, median } from "d3-array";
import type { Exercise } from "../../course/exercise.js";
import type { Figure } from "../../plot/figure.js";
import type { Policy } from "../gradebook/policy.js";
import { scoresFigure, stepsFigure } from "./class-figures.js";
import { html, Html } from "./html.js";
import { count, page, pointsText, timeText } from "./page.js";
import type { Standing } from "./standing.js";
import {
  itemStatistics,
  judgedResults,
  misconceptions,
  type ItemStatistics,
  type Misconception,
} from "./statistics.js";

/** What the teacher sees: how the class did, which steps are hard, what was misunderstood, and every student. */
export function classPage(
  exercise: Exercise,
  standings: readonly Standing[],
  policy: Policy,
  links: { feedback: (student: string) => string; similarity: string; reflections?: string },
): string {
  const results = judgedResults(standings);
  const items = itemStatistics(exercise, results);
  const body = html`<h1>${exercise.title}</h1>
    <p class="quiet">
      ${exercise.id} · ${count(standings.length, "student")} · ${policyText(policy)}
    </p>
    ${summaryHtml(standings)}
    ${
      results.length === 0
        ? undefined
        : html` ${figureHtml(scoresFigure(standings))}
            <h2>Steps</h2>
            <p class="quiet">
              The share of a step's points that the class got. Discrimination is the correlation
              with the points of all other steps: near 0, a step does not tell those who understood
              from those who did not; below 0, look at the step itself.
            </p>
            ${figureHtml(stepsFigure(items))} ${itemsHtml(items)}
            <h2>Likely misconceptions</h2>
            <p class="quiet">
              What went wrong first, as far as the numbers tell: another mistake may give the same
              ones.
            </p>
            ${misconceptionsHtml(misconceptions(results), results.length)}`
    }
    <h2>Students</h2>
    ${studentsHtml(standings, links.feedback)}
    <p>
      <a href="${links.similarity}">Similar submissions</a
      >${links.reflections === undefined ? "" : html` · <a href="${links.reflections}">Answers to be read</a>`}
    </p>`;
  return page(`${exercise.title}: class`, body);
}

function policyText({ take, deadline, graceMinutes, percentPerDay, capPercent }: Policy): string {
  const which = take === "last" ? "the last submission counts" : "the best submission counts";
  if (deadline === undefined) return `${which}, no deadline`;
  const grace = graceMinutes === 0 ? "" : `, ${graceMinutes} min of grace`;
  return `${which}, deadline ${timeText(new Date(deadline))}${grace}, ${percentPerDay} % off a day, ${capPercent} % at most`;
}

function summaryHtml(standings: readonly Standing[]): Html {
  const totals = standings.map(({ total }) => total);
  const max = standings[0]?.max ?? 0;
  const statuses = standings.map(({ attempt }) => attempt.grade?.result.status);
  const lines = [
    `mean ${pointsText(mean(totals) ?? 0)}, median ${pointsText(median(totals) ?? 0)} of ${pointsText(max)} points`,
  ];
  const say = (n: number, words: string): void => {
    if (n > 0) lines.push(`${n} ${words}`);
  };
  say(
    statuses.filter((status) => status === "unreadable").length,
    "with a notebook that cannot be read",
  );
  say(
    statuses.filter((status) => status === "could not grade").length,
    "could not be graded; grade again",
  );
  say(statuses.filter((status) => status === undefined).length, "not graded yet");
  say(standings.filter(({ late }) => late.days > 0).length, "late");
  say(
    standings.filter(({ manual }) => manual.some(({ score }) => score === undefined)).length,
    "with answers still to be read",
  );
  return html`<p>${lines.join(" · ")}</p>`;
}

/** A figure as a still image. */
const figureHtml = (figure: Figure): Html =>
  html`<figure role="img" aria-label="${figure.text}">${new Html(figure.toSvg())}</figure>`;

function itemsHtml(items: readonly ItemStatistics[]): Html {
  const rows = items.map(
    ({ part, step, points, right, wrong, open, share, discrimination }) =>
      html`<tr>
        <td>${part}</td>
        <td>${step}</td>
        <td class="number">${pointsText(points)}</td>
        <td class="number">${Math.round(share * 100)} %</td>
        <td class="number">${right}</td>
        <td class="number">${wrong}</td>
        <td class="number">${open}</td>
        <td class="number">${discrimination === undefined ? "–" : discrimination.toFixed(2)}</td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <tr>
        <th>part</th>
        <th>step</th>
        <th class="number">points</th>
        <th class="number">share</th>
        <th class="number">right</th>
        <th class="number">wrong</th>
        <th class="number">open</th>
        <th class="number">discrimination</th>
      </tr>
      ${rows}
    </table>
  </div>`;
}

/** A bar for each, as long as the share of the class. */
function misconceptionsHtml(found: readonly Misconception[], all: number): Html {
  if (found.length === 0) return html`<p>None: nobody has a wrong step.</p>`;
  const rows = found.map(
    ({ part, step, cause, students }) =>
      html`<tr>
        <td class="number">
          ${students.length}
          <span class="quiet">(${Math.round((100 * students.length) / all)} %)</span>
        </td>
        <td class="bar">
          <div style="width: ${((100 * students.length) / all).toFixed(1)}%"></div>
        </td>
        <td class="name">${part}.<wbr />${step}</td>
        <td>${cause === "" ? html`<span class="quiet">no typical mistake</span>` : cause}</td>
        <td>${students.slice(0, 8).join(", ")}${students.length > 8 ? ", …" : ""}</td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <tr>
        <th class="number">students</th>
        <th></th>
        <th>step</th>
        <th>likely cause</th>
        <th>who</th>
      </tr>
      ${rows}
    </table>
  </div>`;
}

function studentsHtml(standings: readonly Standing[], feedback: (student: string) => string): Html {
  const rows = standings.map(({ student, total, max, late, attempts, attempt }) => {
    const status = attempt.grade?.result.status;
    const notes = [
      status === undefined ? "not graded yet" : status === "graded" ? "" : status,
      late.days > 0 ? `${count(late.days, "day")} late, ${late.percent} % off` : "",
      attempts > 1 ? count(attempts, "submission") : "",
      attempt.grade?.result.firstWrong ? `first wrong: ${attempt.grade.result.firstWrong}` : "",
    ];
    return html`<tr>
      <td><a href="${feedback(student)}">${student}</a></td>
      <td class="number">${pointsText(total)} / ${pointsText(max)}</td>
      <td class="quiet">${notes.filter(Boolean).join(" · ")}</td>
    </tr>`;
  });
  return html`<div class="scroll">
    <table>
      <tr>
        <th>student</th>
        <th class="number">points</th>
        <th></th>
      </tr>
      ${rows}
    </table>
  </div>`;
}
