import { join } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import type { SubmissionResult } from "../../lib/grader/index.js";
import { packageRoot } from "../paths.js";

interface Options {
  exercise: string;
  output: string;
  jobs?: number;
  timeout: number;
  seed?: number;
  unsafeSandbox?: boolean;
}

/** `gradlab grade`: grades a folder of submissions. */
export function grade(program: Command): void {
  program
    .command("grade")
    .description("grade a folder of submissions (NAME.ipynb, or NAME/ with one notebook in it)")
    .argument("<folder>", "the submissions")
    .requiredOption("--exercise <name>", "which exercise they are of: its number, such as 06")
    .option("--output <folder>", "where results.json and results.csv go", "results")
    .option("--jobs <n>", "submissions at a time (default: one for each core)", whole)
    .option("--timeout <seconds>", "the time one check may take", positive, 5)
    .option("--seed <n>", "grade again on the numbers of an earlier receipt", whole)
    .option(
      "--unsafe-sandbox",
      "grade where bubblewrap is missing; only for submissions you trust, or on a machine that may be lost",
    )
    .action(async (folder: string, options: Options) => {
      // Loaded here, since the TypeScript compiler comes with it and other commands should not wait for that.
      const grader = await import("../../lib/grader/index.js");
      const exercise = grader.withHiddenChecks(await grader.exerciseNamed(options.exercise));
      const submissions = grader.findSubmissions(folder);
      const width = Math.max(...submissions.map(({ student }) => student.length));
      let ended = 0;
      const isolation = await grader.findIsolation({ unsafe: options.unsafeSandbox ?? false });
      console.log(isolation.strong ? isolation.text : `Warning: ${isolation.text}`);
      const results = await grader.gradeAll(
        submissions,
        exercise,
        grader.trustedSource(exercise, join(packageRoot, "exercises")),
        {
          limits: { seconds: options.timeout },
          isolation,
          ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
          ...(options.seed === undefined ? {} : { seed: options.seed }),
          onResult: (result, seconds) => {
            ended++;
            const count = `[${ended}/${submissions.length}]`;
            console.log(
              `${count} ${result.student.padEnd(width)}  ${lineOf(result)}  (${seconds.toFixed(1)} s)`,
            );
          },
        },
      );
      const gradebook = {
        format: 1,
        exercise: exercise.id,
        isolation: isolation.text,
        results,
      } as const;
      grader.writeGradebook(options.output, gradebook, exercise);
      const failed = results.filter(({ status }) => status === "could not grade").length;
      console.log(
        `${results.length - failed} graded, ${failed} could not be graded. ` +
          `${join(options.output, "results.json")} and results.csv are written.`,
      );
      if (failed > 0) process.exitCode = 1;
    });
}

function lineOf(result: SubmissionResult): string {
  if (result.status !== "graded") return `${result.status}: ${result.remarks.join("; ")}`;
  const score = `${result.total}/${result.max}`.padEnd(7);
  const cause = result.likelyCause === "" ? "" : `, likely: ${result.likelyCause}`;
  if (result.firstWrong !== "") return `${score} first wrong: ${result.firstWrong}${cause}`;
  const open = result.steps.filter(({ kind }) => kind === "todo").length;
  return open === 0 ? `${score} all right` : `${score} ${open} steps not written yet`;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError(`expected a number above 0, got ${text}`);
  return value;
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(`expected a whole number of at least 0, got ${text}`);
  return value;
}
