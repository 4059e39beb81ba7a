import { group } from "d3-array";
import type { ExampleRow, ExampleTexts } from "../../course/example-rows.js";
import type { Exercise } from "../../course/exercise.js";
import type { Kind } from "../../course/judge.js";
import { formulaHtml } from "../../display/formula-html.js";
import { Random } from "../../random.js";
import { record, type Entry } from "../../step.js";
import type { StepResult, SubmissionResult } from "../scoring/result.js";
import { html, Html } from "./html.js";
import { firstWrongStep, nextAction } from "./next-action.js";
import { count, page, pointsText, timeText } from "./page.js";
import type { Standing } from "./standing.js";

const WORDS: Record<Kind, string> = {
  ok: "right",
  wrong: "wrong",
  todo: "not written yet",
  missing: "missing",
};

/** What a student gets back: a page for one exercise. */
export function feedbackPage(exercise: Exercise, standing: Standing): string {
  const { student, total, max, attempt } = standing;
  const title = `${exercise.title}: ${student}`;
  const result = attempt.grade?.result;
  const body = html`<h1>${exercise.title}</h1>
    <p class="quiet">${student}</p>
    <p class="score">
      ${pointsText(total)} <span class="quiet">of ${pointsText(max)} points</span>
    </p>
    ${sumHtml(standing)}
    ${result === undefined ? html`<p>Your submission is not graded yet.</p>` : resultHtml(exercise, result)}
    ${reflectionsHtml(standing)} ${receiptHtml(standing)}`;
  return page(title, body);
}

/** How the points come about, where they are more than one number. */
function sumHtml({ automatic, manual, late, attempts }: Standing): Html {
  const open = manual.filter(({ score }) => score === undefined).length;
  const lines: string[] = [];
  if (manual.length > 0) lines.push(`${pointsText(automatic)} for your functions`);
  for (const { id, max, score } of manual)
    if (score) lines.push(`${pointsText(score.points)} of ${pointsText(max)} for “${id}”`);
  if (open > 0) lines.push(`${count(open, "answer")} still to be read`);
  if (late.percent > 0)
    lines.push(`${late.percent} % off: ${count(late.days, "day")} after the deadline`);
  else if (late.minutes > 0) lines.push("late, within the grace time: nothing off");
  if (attempts > 1) lines.push(`${count(attempts, "submission")}; this one counts`);
  return html`<p class="quiet">${lines.join(" · ")}</p>`;
}

function resultHtml(exercise: Exercise, result: SubmissionResult): Html {
  const remarks = result.remarks.map((remark) => html`<li>${remark}</li>`);
  return html` ${result.status === "graded" ? undefined : html`<p class="wrong"><b>${result.status === "unreadable" ? "Your notebook could not be read." : "The grader failed on your submission."}</b></p>`}
    ${rightHtml(result)} ${wrongHtml(exercise, result)}
    <div class="box next"><b>Next:</b> ${nextAction(exercise, result)}</div>
    ${
      remarks.length === 0
        ? undefined
        : html`<h2>Noticed</h2>
            <ul>
              ${remarks}
            </ul>`
    }
    ${result.steps.length === 0 ? undefined : stepsHtml(result.steps)}`;
}

function rightHtml({ steps }: SubmissionResult): Html {
  const right = steps.filter(({ kind }) => kind === "ok");
  if (right.length === 0) return html``;
  const parts = [...group(right, ({ part }) => part)].map(([part, own]) => {
    const all = steps.every((step) => step.part !== part || step.kind === "ok");
    const names = own.map(({ step }) => step).join(", ");
    return html`<li><b>${part}</b>: ${all ? "all of it" : names}</li>`;
  });
  const whole = right.length === steps.length;
  return html`<h2><span class="right">✓</span> What is right</h2>
    ${
      whole
        ? html`<p>Everything: all ${count(steps.length, "step")}.</p>`
        : html`<ul>
            ${parts}
          </ul>`
    }`;
}

function wrongHtml(exercise: Exercise, result: SubmissionResult): Html {
  const wrong = firstWrongStep(result);
  if (wrong === undefined) return html``;
  const formula = formulaOf(exercise, wrong);
  const example = result.counterexample;
  return html`<h2><span class="wrong">✗</span> The first step that goes wrong</h2>
    <div class="box wrong">
      <p><b>${wrong.step}</b> in <b>${wrong.part}</b></p>
      ${formula}
      <p>
        ${example?.problem ?? wrong.problem}${wrong.failing === "" || example ? "" : ` (on: ${wrong.failing})`}
      </p>
      ${example === undefined ? undefined : exampleHtml(wrong.step, wrong.failing, example)}
      ${wrong.likelyCause === "" ? undefined : html`<p><b>Likely cause:</b> ${wrong.likelyCause}.</p>`}
    </div>`;
}

function exampleHtml(
  step: string,
  failing: string,
  { inputs, before, expected, got }: ExampleTexts,
): Html {
  const row = ({ name, shape, value }: ExampleRow, kind = ""): Html =>
    html`<tr class="${kind}">
      <td>${name}</td>
      <td class="quiet">${shape}</td>
      <td><code>${value}</code></td>
    </tr>`;
  const head = (title: string): Html =>
    html`<tr class="sub">
      <th colspan="3">${title}</th>
    </tr>`;
  return html`<p>The smallest input that shows it:</p>
    <div class="scroll">
      <table>
        ${inputs.map((each) => row(each))}
        ${before.length === 0 ? undefined : [head("right so far"), ...before.map((each) => row(each))]}
        ${head(step)} ${row(expected, "right")} ${got && row(got, "wrong")}
      </table>
    </div>
    ${failing === "" ? undefined : html`<p class="quiet">The first check that it fails: ${failing}.</p>`}`;
}

/** A step's formula. */
function formulaOf(exercise: Exercise, { part: name, step }: StepResult): Html | undefined {
  const part = exercise.parts.find((each) => each.name === name);
  if (part === undefined) return undefined;
  const entries: Entry[] = [];
  part.reference(part.small(new Random(0), { rows: 2, columns: 1 }), record(entries));
  const formula = entries.find((entry) => entry.name === step)?.formula ?? "";
  if (formula === "") return undefined;
  return html`<p>${new Html(formulaHtml(formula))}</p>`;
}

function stepsHtml(steps: readonly StepResult[]): Html {
  const rows = [...group(steps, ({ part }) => part)].map(([part, own]) => [
    html`<tr class="sub">
      <th colspan="3">${part}</th>
    </tr>`,
    ...own.map(
      ({ step, kind, earned, points }) =>
        html`<tr>
          <td>${step}</td>
          <td class="${kind === "ok" ? "right" : kind === "todo" ? "quiet" : "wrong"}">
            ${kind === "ok" ? "✓ " : kind === "todo" ? "○ " : "✗ "}${WORDS[kind]}
          </td>
          <td class="number">${pointsText(earned)} / ${pointsText(points)}</td>
        </tr>`,
    ),
  ]);
  return html`<h2>Every step</h2>
    <p class="quiet">
      Each step was judged on the right values of the steps before it, so one mistake costs its own
      step alone.
    </p>
    <div class="scroll">
      <table>
        ${rows.flat()}
      </table>
    </div>`;
}

function reflectionsHtml({ manual }: Standing): Html {
  const read = manual.flatMap(({ id, max, score }) =>
    score === undefined
      ? []
      : [
          html`<h3>${id}: ${pointsText(score.points)} of ${pointsText(max)}</h3>
            <p>${score.comment}</p>`,
        ],
  );
  return read.length === 0
    ? html``
    : html`<h2>Your answers in words</h2>
        ${read}`;
}

function receiptHtml({ attempt: { submission, grade } }: Standing): Html {
  const parts = [`handed in ${timeText(submission.submittedAt)}`];
  if (grade) parts.push(`graded ${timeText(grade.gradedAt)}`, `receipt ${grade.key.slice(0, 12)}`);
  return html`<p class="quiet" style="margin-top:2.5rem">${parts.join(" · ")}</p>`;
}
