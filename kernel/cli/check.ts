import { basename, join } from "node:path";
import type { Command } from "commander";
import { packageRoot } from "../paths.js";

/** `gradlab check`: the visible check of an exercise, from the command line. */
export function check(program: Command): void {
  program
    .command("check")
    .description("check your work on an exercise, as the check in its notebook does")
    .argument("<exercise>", "its number (01), or the path of your notebook")
    .option("--exercise <name>", "which exercise it is, where the file's name does not say so")
    .action(async (what: string, options: { exercise?: string }) => {
      // Loaded here, since the TypeScript compiler comes with it and other commands should not wait for that.
      const grader = await import("../../lib/grader/index.js");
      const released = join(packageRoot, "exercises");
      const isPath = what.endsWith(".ipynb");
      const name = options.exercise ?? (isPath ? basename(what, ".ipynb") : what);
      const exercise = await grader.exerciseNamed(name);
      const path = isPath ? what : join(released, `${exercise.id}.ipynb`);
      const { report, remarks } = await grader.checkNotebook(
        path,
        exercise,
        grader.trustedSource(exercise, released),
      );
      console.log(String(report));
      for (const remark of remarks) console.log(`Note: ${remark}.`);
      if (!report.passed) process.exitCode = 1;
    });
}
