import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { UserError } from "../../../kernel/errors.js";
import { packageRoot } from "../../../kernel/paths.js";
import type { NotebookSource } from "./find.js";
import type { Prepared } from "./prepare.js";

export interface Request {
  source: NotebookSource;
  ids: readonly string[];
}

/** `ours`: the fault is the grader's, not the submission's. */
export type Answer = { prepared: Prepared } | { problem: string; ours: boolean };

const MOST_SECONDS = 30;
const MOST_MEGABYTES = 768;

/** Built, since a thread cannot be started from TypeScript. */
const entry = join(packageRoot, "dist", "lib", "grader", "submission", "prepare-thread.js");

/** Reads and compiles submissions in a thread, one after another; a file made to stall it costs that file alone. */
export class Preparer {
  private last: Promise<unknown> = Promise.resolve();
  private settle: (answer: Answer | Error) => void = () => undefined;
  /** Begins at once: until it has loaded the compiler there is other work to do. */
  private worker: Worker | undefined = this.start();

  /** @throws UserError if the submission is no notebook, or takes too much to read. */
  async prepare(request: Request): Promise<Prepared> {
    const turn = this.last.then(() => this.ask(request));
    this.last = turn;
    const answer = await turn;
    if (answer instanceof Error) throw answer;
    if ("prepared" in answer) return answer.prepared;
    throw answer.ours ? new Error(answer.problem) : new UserError(answer.problem);
  }

  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = undefined;
    await worker?.terminate();
  }

  private async ask(request: Request): Promise<Answer | Error> {
    this.worker ??= this.start();
    const late = new UserError(`reading it took longer than ${MOST_SECONDS} s`);
    const timer = setTimeout(() => this.settle(late), MOST_SECONDS * 1000);
    const answer = new Promise<Answer | Error>((resolve) => (this.settle = resolve));
    this.worker.postMessage(request);
    const settled = await answer;
    clearTimeout(timer);
    // Whatever it is busy with, the next submission gets a thread of its own.
    if (settled instanceof Error) await this.close();
    return settled;
  }

  private start(): Worker {
    const worker = new Worker(entry, {
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
      env: {},
    });
    // One that was given up may still have something to say.
    const settle = (answer: Answer | Error): void => {
      if (worker === this.worker) this.settle(answer);
    };
    worker.on("message", (answer: Answer) => settle(answer));
    worker.on("error", (error: NodeJS.ErrnoException) =>
      settle(
        error.code === "ERR_WORKER_OUT_OF_MEMORY"
          ? new UserError("reading it takes too much memory")
          : error,
      ),
    );
    worker.on("exit", () => settle(new Error("the thread that reads submissions ended")));
    return worker;
  }
}
