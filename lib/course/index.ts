/** Exercises: what they consist of, and the check that a student runs. */
export { check } from "./check.js";
export { CheckReport } from "./check-report.js";
export { todo, NotWrittenError } from "./todo.js";
export type { Exercise, Part, Check, Mistake } from "./exercise.js";
export type { StepOutcome } from "./outcome.js";
export type { Kind } from "./judge.js";
export type { Counterexample } from "./counterexample.js";
export { batchNormExercise } from "./exercises/batch-norm.js";
