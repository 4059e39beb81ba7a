import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileWhole } from "../../kernel/files.js";
import type { Exercise } from "../course/exercise.js";
import type { SubmissionResult } from "./scoring/result.js";

/** What is written to results.json. */
export interface Gradebook {
  format: 1;
  exercise: string;
  isolation: string;
  results: readonly SubmissionResult[];
}

/** Writes results.json and results.csv to a folder. */
export function writeGradebook(folder: string, gradebook: Gradebook, exercise: Exercise): void {
  mkdirSync(folder, { recursive: true });
  writeFileWhole(join(folder, "results.json"), `${JSON.stringify(gradebook, null, 2)}\n`);
  writeFileWhole(join(folder, "results.csv"), csv(gradebook.results, exercise));
}

function csv(results: readonly SubmissionResult[], exercise: Exercise): string {
  const steps = exercise.parts.flatMap(({ name, points }) =>
    Object.keys(points).map((step) => ({ part: name, step })),
  );
  const head = [
    "student",
    "total",
    "max",
    ...steps.map(({ part, step }) => `${part}.${step}`),
    "status",
    "first wrong step",
    "likely cause",
    "remarks",
  ];
  const rows = results.map((result) => [
    result.student,
    result.total,
    result.max,
    ...steps.map(
      ({ part, step }) =>
        result.steps.find((each) => each.part === part && each.step === step)?.earned ?? 0,
    ),
    result.status,
    result.firstWrong,
    result.likelyCause,
    result.remarks.join("; "),
  ]);
  return [head, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** A quoted field (RFC 4180). A spreadsheet would take a leading = + - or @ for a formula: it gets an apostrophe. */
function field(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
