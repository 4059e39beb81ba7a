import { exampleTexts, type ExampleRow, type ExampleTexts } from "./example-rows.js";
import { partNamed } from "./exercise.js";
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
    const texts = exampleTexts(partNamed(report.exercise, wrong.part), example);
    lines.push(...exampleLines(wrong.step, texts).map((line) => `  ${line}`));
  }
  if (wrong.cause !== undefined) lines.push(`  Likely cause: ${wrong.cause.cause}.`);
  return lines;
}

/** A step's counterexample for a terminal. */
export function exampleLines(
  step: string,
  { inputs, before, expected, got }: ExampleTexts,
): string[] {
  const line = ({ name, shape, value }: ExampleRow): string =>
    `  ${`${name}${shape === "" ? "" : ` ${shape}`}`.padEnd(18)} = ${value}`;
  const compared = (word: string, { shape, value }: ExampleRow): string =>
    [word, shape, value].filter(Boolean).join(" ");
  const blank = " ".repeat(step.length);
  return [
    "The smallest input that shows it:",
    ...inputs.map(line),
    ...(before.length === 0 ? [] : ["Right so far:", ...before.map(line)]),
    `${step}: ${compared("expected", expected)}`,
    ...(got === undefined ? [] : [`${blank}  ${compared("got     ", got)}`]),
  ];
}
