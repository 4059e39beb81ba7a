import { availableParallelism } from "node:os";
import type { Command } from "commander";
import type { Job, SubmissionResult } from "../../lib/grader/index.js";
import { UserError } from "../errors.js";
import { GradeProgress } from "./grade-progress.js";
import { positive, unsafeSandbox, whole } from "./parse.js";
import { stopOnInterrupt } from "./stop.js";

interface Options {
  exercise: string;
  results: string;
  database?: string;
  jobs: number;
  timeout: number;
  seed?: number;
  again?: true;
  times?: string;
  manual?: string;
  unsafeSandbox?: true;
}

/** `gradlab grade`: grades a folder of submissions into the gradebook. */
export function grade(program: Command): void {
  program
    .command("grade")
    .description("grade a folder of submissions (NAME.ipynb, or NAME/ with one notebook in it)")
    .argument("[folder]", "the submissions; not needed with --manual")
    .requiredOption("--exercise <name>", "which exercise they are of: its number, such as 06")
    .option("--results <folder>", "where the gradebook is kept", "results")
    .option("--database <url>", "keep it in PostgreSQL, and share the work with gradlab worker")
    .option(
      "--jobs <n>",
      "checks at a time on this machine; 0 leaves all to gradlab worker",
      whole,
      availableParallelism(),
    )
    .option("--timeout <seconds>", "the time one check may take", positive, 5)
    .option("--again", "grade also what is graded already")
    .option("--times <csv>", "when each student handed in: columns student, submitted_at")
    .option("--manual <csv>", "enter points given by hand: columns student, item, points, comment")
    .option("--seed <n>", "grade again on the numbers of an earlier receipt", whole)
    .addOption(unsafeSandbox())
    .action(async (folder: string | undefined, options: Options) => {
      if (folder === undefined && options.manual === undefined)
        throw new UserError("grade: expected a folder of submissions, or --manual, got neither");
      // Loaded here, so that other commands need not wait for it.
      const grader = await import("../../lib/grader/index.js");
      const exercise = await grader.exerciseNamed(options.exercise);
      const found = folder === undefined ? [] : grader.findSubmissions(folder);
      const opening = grader.Gradebook.open({
        folder: options.results,
        database: options.database,
      });
      // Meanwhile, since that waits for another process.
      void grader.gradable(exercise.id).catch(() => undefined);
      const finding =
        folder === undefined
          ? undefined
          : grader.findIsolation({ unsafe: options.unsafeSandbox ?? false });
      // What is wrong with it is said below, where it is needed.
      finding?.catch(() => undefined);
      const gradebook = await opening;
      try {
        if (options.manual !== undefined) {
          const count = await grader.enterManualScores(gradebook, exercise, options.manual);
          console.log(`Points entered: ${count} of ${exercise.id}.`);
        }
        const isolation = await finding;
        if (folder === undefined || isolation === undefined) return;
        console.log(isolation.strong ? isolation.text : `Warning: ${isolation.text}`);
        const { jobs } = options;
        const own = jobs === 0 ? undefined : await grader.Grader.open({ jobs, isolation });
        try {
          await gradeFolder(grader, own, gradebook, found, folder, options);
        } finally {
          await own?.close();
        }
      } finally {
        await gradebook.close();
      }
    });
}

type Grader = typeof import("../../lib/grader/index.js");

async function gradeFolder(
  grader: Grader,
  own: Awaited<ReturnType<Grader["Grader"]["open"]>> | undefined,
  gradebook: Awaited<ReturnType<Grader["Gradebook"]["open"]>>,
  found: ReturnType<Grader["findSubmissions"]>,
  folder: string,
  { exercise, timeout, ...options }: Options,
): Promise<void> {
  const { signal, stop } = stopOnInterrupt("the submissions in hand will be graded next time");
  const { id } = await grader.exerciseNamed(exercise);
  const plan = await grader.plan(gradebook, id, found, {
    limits: { ...grader.DEFAULT_LIMITS, seconds: timeout },
    times: options.times === undefined ? undefined : grader.readTimes(options.times),
    seed: options.seed,
    again: options.again,
  });
  const done = plan.submissions.length - plan.jobs.length;
  console.log(
    `${id}: ${plan.jobs.length} to grade` + (done === 0 ? "." : `, ${done} graded already.`),
  );
  const students = plan.submissions.map(({ student }) => student);
  const progress = new GradeProgress(process.stdout, plan.jobs.length, students);
  let failed = 0;
  const onGrade = (_job: Job, result: SubmissionResult, seconds: number): void => {
    if (result.status === "could not grade") failed++;
    progress.show(result, seconds);
  };
  try {
    if (options.database !== undefined)
      await grader.gradeWithWorkers(options.database, gradebook, plan.jobs, own, {
        signal,
        onGrade,
      });
    else if (own === undefined)
      throw new UserError("grade: --jobs 0: expected --database with it, got none");
    else await grader.work(grader.localJobs(plan.jobs), gradebook, own, { signal, onGrade });
  } finally {
    progress.end();
    stop();
  }
  const results = options.results === "results" ? "" : ` --results ${options.results}`;
  const where = options.database === undefined ? results : " --database …";
  if (signal.aborted) {
    console.log(
      `Stopped. What was graded is kept; the same command goes on from there:\n` +
        `  gradlab grade ${folder} --exercise ${exercise}${where}`,
    );
    process.exitCode = 130;
    return;
  }
  if (failed > 0) {
    console.log(`${failed} could not be graded; grade again to try them once more.`);
    process.exitCode = 1;
  }
  console.log(
    `Graded, in ${gradebook.where}. Feedback: gradlab report --exercise ${exercise}${where}`,
  );
}
