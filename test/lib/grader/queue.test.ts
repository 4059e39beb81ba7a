import { cpSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { writeNotebook } from "../../../kernel/notebook/format.js";
import { Gradebook } from "../../../lib/grader/gradebook/gradebook.js";
import type { Job } from "../../../lib/grader/queue/job.js";
import { ServerQueue } from "../../../lib/grader/queue/server-queue.js";
import { needs } from "../../support/needs.js";
import { startPostgres } from "../../support/postgres.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { Command, gradlab } from "./support/command.js";
import { releasedPath, replaced, solutionPath, withCells } from "./submissions.js";

const STUDENTS = 15;

/** Submissions of all kinds: right, not begun, wrong, ending early, not even a notebook. */
function submissions(folder: string): void {
  mkdirSync(folder);
  const wrong = replaced(["return xHat.mul(gamma).add(beta)", "return xHat.mul(gamma)"]);
  const ending = withCells({ running: "process.exit(0);" });
  for (let i = 0; i < STUDENTS; i++) {
    const path = join(folder, `student-${i}.ipynb`);
    if (i % 5 === 0) cpSync(resolve(solutionPath), path);
    else if (i % 5 === 1) cpSync(resolve(releasedPath), path);
    else if (i % 5 === 2) writeNotebook(path, wrong);
    else if (i % 5 === 3) writeNotebook(path, ending);
    else cpSync(resolve("package.json"), path);
  }
}

/** What was graded to what, by student, without what depends on when and where. */
async function grades(gradebook: Gradebook): Promise<unknown[]> {
  const attempts = await gradebook.attempts("06-batch-norm-forward");
  await gradebook.close();
  return attempts.map(({ submission, grade }) => [submission.student, grade?.result]);
}

/** Resolves when the worker of this process has a submission in hand, or nobody will have one any more. */
async function hasOneInHand(
  { database }: Gradebook,
  process: number | undefined,
  over: () => boolean,
): Promise<void> {
  while (!over()) {
    const [{ held }] = await database.query<{ held: number }>(
      `select count(*)::integer as held from gradlab.claim c
       join gradlab.worker w on w.id = c.worker where w.process = $1`,
      [process],
    );
    if (held > 0) return;
    await new Promise((done) => setTimeout(done, 10));
  }
}

const gradedIn = (printed: string): string[] =>
  [...printed.matchAll(/^\[ *\d+.*?\] (?:06-batch-norm-forward )?(student-\d+)/gm)].map(
    ([, student]) => student,
  );

const graded = ["grade", "submissions", "--exercise", "06", "--seed", "7"];

describe("gradlab worker", { timeout: 900_000 }, () => {
  it("three of them, two killed at random, grade each submission once and as one machine does", async (context: TestContext) => {
    const server = await startPostgres(needs("postgres", context));
    try {
      const folder = temporaryFolder("queue");
      submissions(join(folder, "submissions"));
      const alone = await gradlab([...graded, "--jobs", "1"], folder);
      expect(alone.code).toBe(0);
      const expected = await grades(await Gradebook.open({ folder: join(folder, "results") }));
      expect(expected).toHaveLength(STUDENTS);

      const database = ["--database", server.url];
      const workers = [0, 1, 2].map(
        () => new Command(["worker", "--jobs", "1", ...database], folder),
      );
      await Promise.all(workers.map((worker) => worker.says("waiting for submissions")));
      const gradebook = await Gradebook.open({ folder, database: server.url });
      const teacher = new Command([...graded, "--jobs", "0", ...database], folder);
      const killed = workers.slice(0, 2).map(async (worker) => {
        const graded = 1 + Math.floor(3 * Math.random());
        await Promise.race([worker.says(`[${graded}]`), teacher.ended]);
        await hasOneInHand(gradebook, worker.child.pid, () => teacher.child.exitCode !== null);
        worker.child.kill("SIGKILL");
        return (await worker.ended).printed;
      });
      const { code, printed } = await teacher.ended;
      workers[2].child.kill("SIGTERM");
      const last = await workers[2].ended;
      const lines = [...(await Promise.all(killed)), last.printed].flatMap(gradedIn);

      expect(code).toBe(0);
      expect(last.printed).toContain("Ended;");
      const all = Array.from({ length: STUDENTS }, (_, i) => `student-${i}`).sort();
      expect(gradedIn(printed).sort()).toEqual(all);
      // A worker may be killed after it has saved a grade and before it has said so.
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.length).toBeGreaterThanOrEqual(STUDENTS - 4);
      const [{ retried }] = await gradebook.database.query<{ retried: number }>(
        "select count(*)::integer as retried from gradlab_queue.job where retry_count > 0",
      );
      expect(retried).toBeGreaterThan(0);
      expect(await grades(gradebook)).toEqual(expected);

      const again = await gradlab([...graded, "--jobs", "0", ...database], folder);
      expect(again.printed).toContain(`0 to grade, ${STUDENTS} graded already`);
    } finally {
      await server.close();
    }
  });

  it("starts with others at once on a new server", async (context) => {
    const server = await startPostgres(needs("postgres", context));
    try {
      const folder = temporaryFolder("start");
      const opened = await Promise.all(
        Array.from({ length: 6 }, async () => {
          const { database } = await Gradebook.open({ folder, database: server.url });
          return { database, queue: await ServerQueue.open(database, "a program") };
        }),
      );
      for (const { database, queue } of opened) {
        await queue.close();
        await database.close();
      }
    } finally {
      await server.close();
    }
  });

  it("killed between taking a submission and claiming it, gives it back", async (context) => {
    const server = await startPostgres(needs("postgres", context));
    try {
      const { database } = await Gradebook.open({
        folder: temporaryFolder("claim"),
        database: server.url,
      });
      const [{ id }] = await database.query<{ id: number }>(
        "insert into gradlab.worker (host, process) values ('gone', 1) returning id",
      );
      const queue = await ServerQueue.open(database, "a program");
      const job = { key: "a key" } as Job;
      await queue.add([job]);
      const { signal } = new AbortController();
      expect((await queue.source(id).take(signal))?.job).toEqual(job);
      await database.query("delete from gradlab.claim");

      const aged = "update gradlab_queue.job set started_on = now() - $1::interval returning id";
      await database.query(aged, ["5 seconds"]);
      await queue.giveBackOfTheDead();
      const nothing = AbortSignal.timeout(500);
      expect(await queue.source(id).take(nothing)).toBeUndefined();

      await database.query(aged, ["15 seconds"]);
      await queue.giveBackOfTheDead();
      expect((await queue.source(id).take(signal))?.job).toEqual(job);
      await queue.close();
      await database.close();
    } finally {
      await server.close();
    }
  });

  it("says which server it cannot reach, without the password", async () => {
    const url = "postgres://me:secret@127.0.0.1:9/none";
    const { code, printed } = await gradlab(["worker", "--database", url], temporaryFolder("none"));
    expect(code).toBe(1);
    expect(printed).toContain("127.0.0.1:9/none: expected a PostgreSQL server, got: ");
    expect(printed).not.toContain("secret");
  });
});
