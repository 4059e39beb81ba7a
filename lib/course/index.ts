/** Exercises: what they consist of, and the check that a student runs. */
export { check } from "./check.js";
export { CheckReport } from "./check-report.js";
export { hint, Hint } from "./hint.js";
export { predict, Prediction, Comparison, type Guess } from "./predict.js";
export { todo, NotWrittenError } from "./todo.js";
export type { Exercise, Part, Check, Mistake, Hints, Reflection } from "./exercise.js";
export type { StepOutcome } from "./outcome.js";
export type { Kind } from "./judge.js";
export type { Counterexample } from "./counterexample.js";
