import { join } from "node:path";
import type { Command } from "commander";
import { releaseAll } from "../../lib/grader/release/release.js";
import { UserError } from "../errors.js";
import { packageRoot } from "../paths.js";

interface Options {
  check?: boolean;
  from: string;
  to: string;
  nbgrader?: string;
}

/** `gradlab release`: writes the students' notebooks from the solutions. */
export function release(program: Command): void {
  program
    .command("release")
    .description("write the students' notebooks (exercises/) from the solutions (solutions/)")
    .option("--check", "write nothing; fail if a released notebook is not up to date")
    .option("--from <folder>", "the solutions", join(packageRoot, "solutions"))
    .option("--to <folder>", "the students' notebooks", join(packageRoot, "exercises"))
    .option("--nbgrader <course>", "write them for nbgrader instead: source/ and its options")
    .action(async (options: Options) => {
      if (options.nbgrader !== undefined) {
        const { writeNbgraderCourse } = await import("../../lib/grader/index.js");
        const written = await writeNbgraderCourse(options.from, options.nbgrader);
        for (const path of written) console.log(`${path}: written`);
        return;
      }
      const check = options.check ?? false;
      const released = releaseAll(options.from, options.to, { write: !check });
      const stale = released.filter(({ fresh }) => !fresh).map(({ name }) => name);
      if (check && stale.length > 0)
        throw new UserError(
          `${options.to}: expected notebooks released from ${options.from}, got stale or missing ones: ` +
            `${stale.join(", ")}. Run gradlab release.`,
        );
      for (const { name, fresh } of released)
        console.log(`${name}: ${fresh ? "up to date" : "released"}`);
    });
}
