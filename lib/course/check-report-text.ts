import { partNamed, type Plain } from "./exercise.js";
import {
  beforeRows,
  comparedTexts,
  inputRows,
  shapeOf,
  valueText,
  type ExampleRow,
} from "./example-rows.js";
import type { Findings } from "./findings.js";
import type { Kind } from "./judge.js";

/** How a kind of outcome is called. */
export const KIND_WORDS: Record<Kind, string> = {
  ok: "ok",
  wrong: "wrong",
  todo: "not written yet",
  missing: "missing",
};

/** The report for a terminal. */
export function reportText(report: Findings): string {
  const { exercise, outcomes, earned, points } = report;
  return [
    `${exercise.title}: ${report.summary}`,
    `${earned} of ${points} points on the visible checks`,
    "",
    ...report.parts.flatMap(({ name }) => [
      name,
      ...outcomes
        .filter(({ part }) => part === name)
        .map(
          (o) =>
            `  ${o.step.padEnd(12)} ${`${o.earned}/${o.points}`.padEnd(5)} ${KIND_WORDS[o.kind]}`,
        ),
    ]),
    ...wrongLines(report),
    "",
    `Next: ${report.next}`,
  ].join("\n");
}

function wrongLines(report: Findings): string[] {
  const { firstWrong: wrong, counterexample: example } = report;
  if (wrong === undefined) return [];
  const lines = [
    "",
    `First step that goes wrong: ${wrong.step} in ${wrong.part}`,
    `  ${example?.problem ?? wrong.problem}`,
  ];
  if (example !== undefined) {
    const line = ({ name, shape, value }: ExampleRow): string =>
      `    ${`${name}${shape === "" ? "" : ` ${shape}`}`.padEnd(18)} = ${value}`;
    lines.push("  The smallest input that shows it:");
    lines.push(...inputRows(partNamed(report.exercise, wrong.part), example).map(line));
    if (example.before.length > 0) lines.push("  Right so far:", ...beforeRows(example).map(line));
    const { want, got } = example;
    const [wantText, gotText] =
      got === undefined ? [valueText(want), ""] : comparedTexts(want, got);
    const compared = (word: string, value: Plain, text: string): string =>
      [word, shapeOf(value), text].filter(Boolean).join(" ");
    lines.push(`  ${wrong.step}: ${compared("expected", want, wantText)}`);
    if (got !== undefined)
      lines.push(`  ${" ".repeat(wrong.step.length)}  ${compared("got     ", got, gotText)}`);
  }
  if (wrong.cause !== undefined) lines.push(`  Likely cause: ${wrong.cause.cause}.`);
  return lines;
}
