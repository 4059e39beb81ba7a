import type { Exercise } from "../../course/exercise.js";
import { nextForMissing } from "../../course/next-for-missing.js";
import type { StepResult, SubmissionResult } from "../scoring/result.js";

/** The first step of a result that goes wrong; steps not written yet do not count. */
export const firstWrongStep = ({ steps }: SubmissionResult): StepResult | undefined =>
  steps.find(({ kind }) => kind === "wrong" || kind === "missing");

/** The one thing that a student should do next. */
export function nextAction(exercise: Exercise, result: SubmissionResult): string {
  if (result.status === "unreadable")
    return "Open your notebook in Jupyter, save it and hand in that file.";
  if (result.status === "could not grade")
    return "Nothing for now: it was the grader that failed, and it will be run again.";
  const wrong = firstWrongStep(result);
  if (wrong === undefined) {
    const open = result.steps.find(({ kind }) => kind === "todo");
    return open === undefined
      ? "Go on to the next exercise."
      : `Write the step “${open.step}” of ${open.part}.`;
  }
  const { part, step, likelyCause } = wrong;
  const mistake = exercise.parts
    .find(({ name }) => name === part)
    ?.mistakes.find((each) => each.step === step && each.cause === likelyCause);
  if (mistake !== undefined) return mistake.next;
  if (wrong.kind === "missing") return nextForMissing(part, `“${step}”`, wrong.problem);
  const which = result.counterexample === undefined ? "a" : "this";
  return `Work “${step}” of ${part} out by hand for ${which} small input, beside its formula.`;
}
