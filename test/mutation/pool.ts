import { fork, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Job, Note } from "./journal.js";

/** What became of a mutant. */
export type Verdict = { id: string; caughtBy?: string; unclear: boolean };

const POLL = 100;
/** A process that notes nothing at all has so long to start and to collect its tests. */
const START_LIMIT = 120_000;

/** Runs jobs in `workers` processes at once, and hands back the verdicts of each as it ends. */
export async function runJobs(
  jobs: readonly Job[],
  workers: number,
  onDone: (job: Job, verdicts: Verdict[]) => void,
  onVerdict: () => void,
): Promise<void> {
  const waiting = [...jobs];
  const lane = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift())
      onDone(job, await runJob(job, onVerdict));
  };
  await Promise.all(Array.from({ length: workers }, lane));
}

/** Runs one job to its end: what makes a process hang or die is caught by that, and the rest goes on without it. */
async function runJob(job: Job, onVerdict: () => void): Promise<Verdict[]> {
  const caught = new Map<string, string>();
  const unclear = new Set<string>();
  for (;;) {
    const mutants = job.mutants.filter(({ id }) => !caught.has(id));
    const ended = await runOnce({ ...job, mutants }, (entry) => {
      if (entry.note === "unclear") unclear.add(entry.id);
      if (entry.note === "broken")
        throw new Error(
          `mutate: ${entry.test} must pass without mutants of ${job.file}, got: ${entry.message}`,
        );
      if (entry.note !== "caught" || caught.has(entry.id)) return;
      caught.set(entry.id, entry.test);
      onVerdict();
    });
    if (ended === "done") break;
    caught.set(ended.id, ended.why);
    onVerdict();
  }
  return job.mutants.map(({ id }) => ({ id, caughtBy: caught.get(id), unclear: unclear.has(id) }));
}

type Ended = "done" | { id: string; why: string };

async function runOnce(job: Job, onNote: (entry: Note) => void): Promise<Ended> {
  rmSync(job.journal, { force: true });
  const child = fork(join(import.meta.dirname, "worker.js"), {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, GRADLAB_BACKEND: job.backend },
  });
  const errors: string[] = [];
  child.stderr?.on("data", (text: Buffer) => errors.push(text.toString()));
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.send(job);
  const journal = new Tail(job.journal);
  let trying: Extract<Note, { note: "trying" }> | undefined;
  let since = performance.now();
  const state = { finished: false };
  const read = (): void => {
    for (const entry of journal.read()) {
      // Once a mutant is judged, nothing that follows is its doing.
      if (entry.note === "trying") trying = entry;
      if (entry.note === "caught" || entry.note === "passed") trying = undefined;
      if (entry.note === "finished") state.finished = true;
      since = performance.now();
      onNote(entry);
    }
  };
  try {
    for (;;) {
      const code = await Promise.race([gone, wait(POLL)]);
      read();
      if (state.finished) return "done";
      if (code !== undefined) {
        if (trying) return { id: trying.id, why: `${trying.test} (the process died)` };
        throw new Error(`mutate: the tests of ${job.file} did not start: ${errors.join("")}`);
      }
      if (performance.now() - since <= (trying?.limit ?? START_LIMIT)) continue;
      if (trying) return { id: trying.id, why: `${trying.test} (time limit)` };
      throw new Error(`mutate: the tests of ${job.file} did not start in time`);
    }
  } finally {
    await end(child, gone);
    rmSync(job.journal, { force: true });
  }
}

async function end(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  if (child.exitCode === null) child.kill("SIGKILL");
  await gone;
}

const wait = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms));

/** The lines that have come to a file since the last time. */
class Tail {
  private at = 0;
  private rest = "";
  constructor(private readonly path: string) {}

  read(): Note[] {
    if (!existsSync(this.path)) return [];
    const buffer = Buffer.alloc(1 << 16);
    const file = openSync(this.path, "r");
    let text = this.rest;
    for (;;) {
      const count = readSync(file, buffer, 0, buffer.length, this.at);
      if (count === 0) break;
      this.at += count;
      // Ids and limits are ASCII; a test's name that is cut inside a letter only looks odd.
      text += buffer.toString("utf8", 0, count);
    }
    closeSync(file);
    const lines = text.split("\n");
    this.rest = lines.pop() ?? "";
    return lines.map((line) => JSON.parse(line) as Note);
  }
}
