import type { Pool, PoolClient } from "pg";
import { messageOf, UserError } from "../../../kernel/errors.js";
import type { Database } from "./database.js";

/**
 * A PostgreSQL server, by its URL: `postgres://user:password@host:5432/name`.
 *
 * @throws UserError if it cannot be reached.
 */
export async function openServer(url: string): Promise<Database> {
  // Loaded here: only those who grade on several machines need it.
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  // A connection that breaks while it is idle shows at the next query; unheard, it would end the process.
  pool.on("error", () => undefined);
  try {
    await pool.query("select 1");
  } catch (error) {
    await pool.end();
    throw new UserError(
      `--database ${withoutPassword(url)}: expected a PostgreSQL server, got: ${messageOf(error) || "no answer"}`,
    );
  }
  return {
    ...wrap(pool),
    transaction: (run) => inTransaction(pool, run),
    close: () => pool.end(),
  };
}

function wrap(client: Pool | PoolClient): Pick<Database, "query"> {
  return {
    query: async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await client.query(sql, [...values])).rows as Row[],
  };
}

async function inTransaction<T>(pool: Pool, run: (database: Database) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const database: Database = {
    ...wrap(client),
    transaction: (inner) => inner(database),
    close: () => Promise.resolve(),
  };
  try {
    await client.query("begin");
    const value = await run(database);
    await client.query("commit");
    return value;
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** The URL as it may be shown. */
function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    if (parsed.password !== "") parsed.password = "…";
    return decodeURI(parsed.href);
  } catch {
    return "(a URL that cannot be read)";
  }
}
