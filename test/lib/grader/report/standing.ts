import type { Attempt } from "../../../../lib/grader/gradebook/gradebook.js";
import {
  DEFAULT_LIMITS,
  gradable,
  type Receipt,
  type StepResult,
  type SubmissionResult,
} from "../../../../lib/grader/index.js";

/** Without its reflections, which tests add where they are about them. */
export const exercise = { ...(await gradable("06")).exercise, reflections: [] };

/** A receipt of a seed. */
export const receiptOf = (seed: number): Receipt => ({
  exercise: exercise.id,
  seed,
  cells: {},
  program: "",
  isolation: "none",
  limits: DEFAULT_LIMITS,
  versions: { gradlab: "", node: "", typescript: "" },
});

/** Every step of the exercise right, but for the changes given by `part.step`. */
export function resultOf(
  student: string,
  changes: Record<string, Partial<StepResult>> = {},
): SubmissionResult {
  const steps = exercise.parts.flatMap(({ name: part, points: all }) =>
    Object.entries(all).map(([step, points]): StepResult => {
      const right: StepResult = {
        part,
        step,
        points,
        earned: points,
        kind: "ok",
        problem: "",
        failing: "",
        likelyCause: "",
      };
      return { ...right, ...changes[`${part}.${step}`] };
    }),
  );
  const wrong = steps.find(({ kind }) => kind === "wrong");
  return {
    student,
    status: "graded",
    total: steps.reduce((sum, { earned }) => sum + earned, 0),
    max: steps.reduce((sum, { points }) => sum + points, 0),
    steps,
    firstWrong: wrong ? `${wrong.part}.${wrong.step}` : "",
    likelyCause: wrong?.likelyCause ?? "",
    remarks: [],
    receipt: receiptOf(1),
  };
}

let id = 0;

/** A graded submission of a result. */
export function attemptOf(
  result: SubmissionResult,
  submittedAt = new Date("2026-05-01T10:00:00Z"),
): Attempt {
  id++;
  const { student } = result;
  return {
    submission: { id, exercise: exercise.id, student, hash: String(id), submittedAt, seed: 1 },
    grade: { key: `key-${id}`, result, seconds: 2, worker: "w:1", gradedAt: submittedAt },
  };
}
