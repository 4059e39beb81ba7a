/** The process of a gradebook in a folder: PGlite (https://pglite.dev), asked one statement at a time. */
import { readdirSync } from "node:fs";
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { PGlite } from "@electric-sql/pglite";
import { messageOf, UserError } from "../../../kernel/errors.js";
import type { Question, Reply } from "./embedded-database.js";
import { lockFolder } from "./folder-lock.js";

// V8's better compiler would work on PGlite for a second on all cores, which a gradebook's few statements never win
// back. A V8 that does not know the flag leaves it alone.
setFlagsFromString("--liftoff-only");

const say = (reply: Reply): void => void process.send?.(reply);

async function open(folder: string): Promise<PGlite> {
  const isNew = readdirSync(folder).length === 0;
  try {
    return await PGlite.create({ dataDir: folder });
  } catch (error) {
    if (isNew) throw error;
    throw new UserError(
      `${folder}: expected a gradebook, got files that cannot be opened: ${messageOf(error)}`,
    );
  }
}

async function serve(folder: string): Promise<void> {
  const unlock = await lockFolder(folder);
  const pglite = await open(folder);
  const answer = async ({ id, sql, values }: Question): Promise<void> => {
    try {
      say({ id, rows: (await pglite.query(sql, [...values])).rows });
    } catch (error) {
      say({ id, problem: messageOf(error) });
    }
  };
  const close = async (): Promise<void> => {
    await pglite.close();
    await unlock();
  };
  process.on("message", (question: Question) => void answer(question));
  process.on("disconnect", () => void close().finally(() => process.exit()));
  say({ open: true });
}

// Whoever asks decides when it is over, also where Ctrl-C reaches both.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

serve(process.argv[2]).catch((error: unknown) => {
  say({ refused: messageOf(error) });
  process.disconnect();
});
