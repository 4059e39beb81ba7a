import { availableParallelism, hostname } from "node:os";
import type { Command } from "commander";
import { formatSeconds } from "../../lib/display/progress.js";
import { resultLine } from "./grade-progress.js";
import { printable } from "./printable.js";
import { unsafeSandbox, whole } from "./parse.js";
import { stopOnInterrupt } from "./stop.js";

interface Options {
  database: string;
  jobs: number;
  unsafeSandbox?: boolean;
}

/** `gradlab worker`: helps a `gradlab grade --database` on another machine. */
export function worker(program: Command): void {
  program
    .command("worker")
    .description(
      "grade what gradlab grade --database has put on the queue; on as many machines as you like",
    )
    .requiredOption("--database <url>", "the PostgreSQL that gradlab grade was given")
    .option("--jobs <n>", "checks at a time", whole, availableParallelism())
    .addOption(unsafeSandbox())
    .action(async ({ database, jobs, unsafeSandbox: unsafe = false }: Options) => {
      // Loaded here, since the TypeScript compiler comes with it and other commands should not wait for that.
      const grader = await import("../../lib/grader/index.js");
      const { signal, stop } = stopOnInterrupt("the submissions in hand go back to the queue");
      let graded = 0;
      const isolation = await grader.findIsolation({ unsafe });
      console.log(isolation.strong ? isolation.text : `Warning: ${isolation.text}`);
      const own = await grader.Grader.open({ jobs, isolation });
      try {
        await grader.runWorker({
          database,
          grader: own,
          signal,
          onStart: () =>
            console.log(`${hostname()}: waiting for submissions, ${own.jobs} at a time.`),
          onGrade: (job, result, seconds) => {
            graded++;
            const line = `${job.exercise} ${result.student}  ${resultLine(result)}`;
            console.log(`[${graded}] ${printable(line)}  (${formatSeconds(seconds)})`);
          },
        });
      } finally {
        await own.close();
        stop();
      }
      console.log(`Ended; ${graded} graded here.`);
    });
}
