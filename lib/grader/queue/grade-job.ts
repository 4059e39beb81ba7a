import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../kernel/paths.js";
import type { Exercise } from "../../course/exercise.js";
import { exerciseNamed, trustedSource, type TrustedSource } from "../exercises.js";
import type { StoredGrade, StoredSubmission } from "../gradebook/gradebook.js";
import type { Grader } from "../grader.js";
import { withHiddenChecks } from "../hidden/index.js";
import { unpack } from "./collect.js";
import { fingerprint } from "./fingerprint.js";
import type { Job } from "./job.js";

/** An exercise as it is graded. */
export interface Gradable {
  exercise: Exercise;
  trusted: TrustedSource;
  /** The hash of its tests and of all that judges by them. */
  tests: string;
}

const known = new Map<string, Promise<Gradable>>();

/** The exercise of this name with its hidden checks; read once. */
export function gradable(name: string): Promise<Gradable> {
  const found = known.get(name) ?? load(name);
  known.set(name, found);
  return found;
}

async function load(name: string): Promise<Gradable> {
  const exercise = withHiddenChecks(await exerciseNamed(name));
  const released = join(packageRoot, "exercises");
  const notebook = readFileSync(join(released, `${exercise.id}.ipynb`), "utf8");
  const tests = fingerprint(exercise, notebook);
  return { exercise, trusted: trustedSource(exercise, released), tests };
}

/** Grades a submission of the gradebook. */
export async function gradeJob(
  grader: Grader,
  job: Job,
  { student, content, problem }: StoredSubmission,
): Promise<Omit<StoredGrade, "gradedAt">> {
  const start = performance.now();
  const { limits, seed, key } = job;
  const assignment = { ...(await gradable(job.exercise)), limits, seed };
  const text = content === undefined ? "" : unpack(content);
  const submission = { student, text, ...(problem === undefined ? {} : { problem }) };
  const result = await grader.grade(submission, assignment);
  const worker = `${hostname()}:${process.pid}`;
  return { key, result, seconds: (performance.now() - start) / 1000, worker };
}
