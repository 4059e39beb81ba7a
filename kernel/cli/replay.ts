import type { Command } from "commander";
import { printable } from "./printable.js";

interface Options {
  exercise: string;
  results: string;
  database?: string;
  unsafeSandbox?: boolean;
}

/** `gradlab replay`: grades a submission once more as its receipt tells, and compares. */
export function replay(program: Command): void {
  program
    .command("replay")
    .description("grade a student's submission again from its receipt, and compare the two grades")
    .argument("<student>", "whose grade")
    .requiredOption("--exercise <name>", "in which exercise: its number, such as 06")
    .option("--results <folder>", "where the gradebook is kept", "results")
    .option("--database <url>", "the gradebook is in PostgreSQL")
    .option("--unsafe-sandbox", "grade where bubblewrap is missing")
    .action(async (student: string, options: Options) => {
      // Loaded here, since the TypeScript compiler comes with it and other commands should not wait for that.
      const grader = await import("../../lib/grader/index.js");
      const { exercise } = await grader.gradable(options.exercise);
      const isolation = await grader.findIsolation({ unsafe: options.unsafeSandbox ?? false });
      const gradebook = await grader.Gradebook.open({
        folder: options.results,
        database: options.database,
      });
      const own = await grader.Grader.open({ isolation });
      try {
        const { before, now, same, changes } = await grader.replay(
          own,
          gradebook,
          exercise.id,
          student,
        );
        const { total, max, receipt } = before.result;
        const day = before.gradedAt.toISOString().slice(0, 16).replace("T", " ");
        console.log(
          printable(
            `${student}: ${total}/${max} on ${day} UTC, seed ${receipt.seed}; now ${now.total}/${now.max}: ` +
              (same ? "the same grade." : "another grade."),
          ),
        );
        for (const each of changes) console.log(printable(`Note: ${each}.`));
        for (const step of same ? [] : now.steps) {
          const then = before.result.steps.find(
            (each) => each.part === step.part && each.step === step.step,
          );
          if (then?.earned !== step.earned)
            console.log(
              `  ${step.part}.${step.step}: ${then?.earned ?? 0} of ${step.points} then, ${step.earned} now`,
            );
        }
        if (!same) process.exitCode = 1;
      } finally {
        await own.close();
        await gradebook.close();
      }
    });
}
