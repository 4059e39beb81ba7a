import { existsSync, mkdirSync } from "node:fs";
import type { PGlite, Transaction } from "@electric-sql/pglite";
import { messageOf, UserError } from "../../../kernel/errors.js";
import type { Database } from "./database.js";
import { lockFolder } from "./folder-lock.js";

/**
 * PostgreSQL inside this process, its files in a folder. What a query has written is still there after a kill.
 *
 * @throws UserError if another process has the folder open, or if it holds no database that can be read.
 */
export async function openEmbedded(folder: string): Promise<Database> {
  const isNew = !existsSync(folder);
  mkdirSync(folder, { recursive: true });
  const unlock = await lockFolder(folder);
  try {
    // Loaded here: 20 MB, for those who grade alone.
    const { PGlite } = await import("@electric-sql/pglite");
    const pglite = await PGlite.create({ dataDir: folder });
    return {
      ...wrap(pglite),
      transaction: (run) => pglite.transaction((inner) => run(inTransaction(inner))),
      close: async () => {
        await pglite.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    if (isNew) throw error;
    throw new UserError(
      `${folder}: expected a gradebook, got files that cannot be opened: ${messageOf(error)}`,
    );
  }
}

function wrap(client: PGlite | Transaction): Pick<Database, "query"> {
  return {
    query: async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await client.query<Row>(sql, [...values])).rows,
  };
}

function inTransaction(inner: Transaction): Database {
  const database: Database = {
    ...wrap(inner),
    transaction: (run) => run(database),
    close: () => Promise.resolve(),
  };
  return database;
}
