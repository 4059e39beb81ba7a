import { fork, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../../kernel/errors.js";
import { packageRoot } from "../../../kernel/paths.js";
import type { Database } from "./database.js";

/** What the database's process is asked. */
export interface Question {
  id: number;
  sql: string;
  values: readonly unknown[];
}

/** What it says: once that the database is open or cannot be, then an answer to each question. */
export type Reply =
  | { open: true }
  | { refused: string }
  | { id: number; rows: unknown[] }
  | { id: number; problem: string };

/** Built, since a process cannot be started from TypeScript. */
const entry = join(packageRoot, "dist", "lib", "grader", "gradebook", "embedded-process.js");

/**
 * PostgreSQL with its files in a folder, in a process of its own: a process that holds as much memory takes long to
 * start others, and the grader starts many. What a query has written is still there after a kill.
 *
 * @throws UserError if another process has the folder open, or if it holds no database that can be read.
 */
export async function openEmbedded(folder: string): Promise<Database> {
  mkdirSync(folder, { recursive: true });
  const child = fork(entry, [resolve(folder)], {
    serialization: "advanced",
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const ask = await conversation(child, folder);
  const inTurn = turns();
  const inside: Database = {
    query: async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await ask(sql, values)) as Row[],
    transaction: (run) => run(inside),
    close: () => Promise.resolve(),
  };
  return {
    query: (sql, values) => inTurn(() => inside.query(sql, values)),
    transaction: (run) =>
      inTurn(async () => {
        await ask("begin", []);
        try {
          const result = await run(inside);
          await ask("commit", []);
          return result;
        } catch (error) {
          await ask("rollback", []);
          throw error;
        }
      }),
    close: () =>
      inTurn(() => {
        if (child.connected) child.disconnect();
        return ended;
      }),
  };
}

/** Runs one piece of work after the other: there is one connection, and a transaction has it for itself. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const own = last.then(work);
    last = own.catch(() => undefined);
    return own;
  };
}

/** Waits until the database is open; then each statement goes there and its rows come back. */
async function conversation(
  child: ChildProcess,
  folder: string,
): Promise<(sql: string, values: readonly unknown[]) => Promise<unknown[]>> {
  const waiting = new Map<number, (reply: Reply | Error) => void>();
  let asked = 0;
  const opened = new Promise<void>((done, fail) => {
    child.on("message", (reply: Reply) => {
      if ("open" in reply) done();
      else if ("refused" in reply) fail(new UserError(reply.refused));
      else {
        waiting.get(reply.id)?.(reply);
        waiting.delete(reply.id);
      }
    });
    child.once("exit", (code, signal) => {
      const gone = new Error(`${folder}: the gradebook's process ended (${signal ?? code})`);
      fail(gone);
      for (const settle of waiting.values()) settle(gone);
    });
  });
  await opened;
  return async (sql, values) => {
    const id = asked++;
    const reply = await new Promise<Reply | Error>((settle) => {
      waiting.set(id, settle);
      child.send({ id, sql, values } satisfies Question, (error) => {
        if (error !== null) settle(error);
      });
    });
    if (reply instanceof Error) throw reply;
    if ("rows" in reply) return reply.rows;
    throw new Error("problem" in reply ? reply.problem : "the gradebook's process said nothing");
  };
}
