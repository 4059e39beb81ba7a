import { dirname, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { InvalidArgumentError, type Command } from "commander";
import { UserError } from "../errors.js";
import { writeFileWhole } from "../files.js";
import { KernelClient } from "../notebook/client.js";
import { readNotebook, writeNotebook } from "../notebook/format.js";
import { notebookToHtml } from "../notebook/html.js";
import { showProgress } from "../notebook/progress.js";
import { runNotebook, type Outcome } from "../notebook/run.js";

interface Options {
  html?: true;
  output?: string;
  timeout?: number;
}

/** `gradlab run`: a notebook without a browser. */
export function run(program: Command): void {
  program
    .command("run")
    .description("run notebooks without a browser")
    .argument("<notebook...>", "the notebooks")
    .option("--html", "also write a page beside the notebook")
    .option("--output <file>", "write the executed notebook here (default: in place)")
    .option("--timeout <seconds>", "longest time for one cell", parseSeconds)
    .action(async (notebooks: string[], options: Options) => {
      if (options.output && notebooks.length > 1) {
        throw new UserError(
          `run: --output: expected one notebook with it, got ${notebooks.length}`,
        );
      }
      for (const path of notebooks) {
        const status = await runFile(path, options);
        if (status === "ok") continue;
        process.exitCode = status === "stopped" ? 130 : 1;
        return;
      }
    });
}

async function runFile(path: string, options: Options): Promise<Outcome["status"]> {
  const notebook = readNotebook(path);
  const output = options.output ?? path;
  const stop = new AbortController();
  console.log(path);
  const client = await KernelClient.start({ cwd: dirname(resolve(path)) });
  const onInterrupt = () => {
    if (stop.signal.aborted) client.kill();
    else console.log("\nInterrupting the cell; Ctrl-C again ends the kernel.");
    stop.abort();
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onInterrupt);
  try {
    const outcome = await runNotebook(client, notebook, {
      ...showProgress(process.stdout),
      stop: stop.signal,
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    });
    writeNotebook(output, notebook);
    console.log(`Written: ${output}`);
    if (options.html) {
      const page = output.replace(/(\.ipynb)?$/, ".html");
      writeFileWhole(page, notebookToHtml(notebook, path));
      console.log(`Written: ${page}`);
    }
    if (outcome.failure) console.error(describeFailure(path, outcome.failure));
    if (outcome.status === "stopped") console.error(`${path}: stopped; what had run is saved`);
    return outcome.status;
  } finally {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onInterrupt);
    await client.close();
  }
}

function describeFailure(path: string, failure: NonNullable<Outcome["failure"]>): string {
  const { cell, position, error } = failure;
  const source = cell.source.replace(/^/gm, "    ");
  const [first = `${error.ename}: ${error.evalue}`, ...rest] = error.traceback;
  const reason = [first, ...rest].map(stripVTControlCharacters).join("\n");
  const where = `${path}: cell ${position.number} of ${position.total} failed`;
  return `\n${where}\n\n${source}\n\n${reason}\n`;
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("Expected a number of seconds above 0.");
}
