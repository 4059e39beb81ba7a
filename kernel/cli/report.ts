import { join } from "node:path";
import { Option, type Command } from "commander";
import type { Policy } from "../../lib/grader/index.js";
import { UserError } from "../errors.js";
import { notNegative, percent } from "./parse.js";

interface Options {
  exercise?: string;
  results: string;
  database?: string;
  output?: string;
  take?: Policy["take"];
  deadline?: string;
  grace?: number;
  latePerDay?: number;
  lateCap?: number;
}

/** `gradlab report`: feedback for students and statistics for the teacher. */
export function report(program: Command): void {
  program
    .command("report")
    .description(
      "write feedback for each student, a page on the class, CSV and Gradescope's results.json",
    )
    .option("--exercise <name>", "on this exercise alone (default: on each in the gradebook)")
    .option("--results <folder>", "where the gradebook is kept, and the reports go", "results")
    .option("--database <url>", "the gradebook is in PostgreSQL")
    .option("--output <folder>", "where the reports go, if not beside the gradebook")
    .addOption(
      new Option("--take <which>", "which of several submissions counts").choices(["last", "best"]),
    )
    .option("--deadline <time>", "such as 2026-12-01T23:59; none: nothing is late any more")
    .option("--grace <minutes>", "late by so much costs nothing", notNegative)
    .option("--late-per-day <percent>", "what each day begun after the deadline costs", percent)
    .option("--late-cap <percent>", "the most that being late costs", percent)
    .addHelpText(
      "after",
      "\nDeadline, penalties and which submission counts are remembered for each exercise.",
    )
    .action(async (options: Options) => {
      // Loaded here, since the TypeScript compiler comes with it and other commands should not wait for that.
      const grader = await import("../../lib/grader/index.js");
      const gradebook = await grader.Gradebook.open({
        folder: options.results,
        database: options.database,
      });
      try {
        const there = await gradebook.exercises();
        if (there.length === 0)
          throw new UserError(
            `${gradebook.where}: expected graded submissions, got none; run gradlab grade first`,
          );
        const named =
          options.exercise === undefined
            ? there
            : [(await grader.gradable(options.exercise)).exercise.id];
        for (const exercise of named) {
          if (!there.includes(exercise))
            throw new UserError(
              `${gradebook.where}: expected submissions of ${exercise}, got those of ${there.join(", ")}`,
            );
          const policy = changedPolicy(await gradebook.policy(exercise), options, (text) =>
            grader.parseTime(text, "--deadline"),
          );
          await gradebook.savePolicy(exercise, policy);
          const folder = join(options.output ?? options.results, exercise);
          const { standings, left } = await grader.writeReports(gradebook, exercise, folder);
          console.log(
            `${exercise}: ${standings.length} students. Open ${join(folder, "class.html")}; ` +
              `${join(folder, "feedback")} holds a page for each student.`,
          );
          if (left !== undefined)
            console.log(
              `${left} holds points or comments that are not entered: it is left as it is. Enter them by\n` +
                `  gradlab grade --exercise ${exercise} --manual ${left}\nor remove the file, and report again.`,
            );
        }
      } finally {
        await gradebook.close();
      }
    });
}

function changedPolicy(
  before: Policy,
  { take, deadline, grace, latePerDay, lateCap }: Options,
  parseTime: (text: string) => Date,
): Policy {
  return {
    take: take ?? before.take,
    deadline:
      deadline === undefined
        ? before.deadline
        : deadline === "none"
          ? undefined
          : parseTime(deadline).toISOString(),
    graceMinutes: grace ?? before.graceMinutes,
    percentPerDay: latePerDay ?? before.percentPerDay,
    capPercent: lateCap ?? before.capPercent,
  };
}
