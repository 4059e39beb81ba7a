import type { Exercise } from "../../course/exercise.js";
import { toCsv } from "../gradebook/csv.js";
import type { Standing } from "./standing.js";

/** All results as a table for a spreadsheet: a row a student, a column a step. */
export function resultsCsv(exercise: Exercise, standings: readonly Standing[]): string {
  const steps = exercise.parts.flatMap(({ name, points }) =>
    Object.keys(points).map((step) => ({ part: name, step })),
  );
  const head = [
    "student",
    "total",
    "max",
    "automatic",
    ...exercise.reflections.map(({ id }) => id),
    "penalty_percent",
    "days_late",
    "submitted_at",
    "submissions",
    "status",
    ...steps.map(({ part, step }) => `${part}.${step}`),
    "first_wrong_step",
    "likely_cause",
    "remarks",
  ];
  const rows = standings.map((standing): (string | number)[] => {
    const { attempt, late } = standing;
    const result = attempt.grade?.result;
    return [
      standing.student,
      standing.total,
      standing.max,
      standing.automatic,
      ...standing.manual.map(({ score }) => score?.points ?? ""),
      late.percent,
      late.days,
      attempt.submission.submittedAt.toISOString(),
      standing.attempts,
      result?.status ?? "not graded",
      ...steps.map(
        ({ part, step }) =>
          result?.steps.find((each) => each.part === part && each.step === step)?.earned ?? 0,
      ),
      result?.firstWrong ?? "",
      result?.likelyCause ?? "",
      result?.remarks.join("; ") ?? "",
    ];
  });
  return toCsv([head, ...rows]);
}
