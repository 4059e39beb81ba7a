/** Releasing and grading exercises: for teachers, on Node alone. */
export { releaseAll, releasedText } from "./release/release.js";
export { findSubmissions } from "./submission/find.js";
export { exerciseNamed, trustedSource } from "./exercises.js";
export { withHiddenChecks } from "./hidden/index.js";
export { gradeAll } from "./grade.js";
export { checkNotebook } from "./check-notebook.js";
export { writeGradebook } from "./gradebook.js";
export { isolationText } from "./sandbox/isolation.js";
export type { Released } from "./release/release.js";
export type { Submission } from "./submission/find.js";
export type { TrustedSource } from "./exercises.js";
export type { GradeOptions } from "./grade.js";
export type { Gradebook } from "./gradebook.js";
export type { Limits } from "./sandbox/limits.js";
export type { Status, StepResult, SubmissionResult } from "./scoring/result.js";
