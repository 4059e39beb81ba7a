import { hostname } from "node:os";
import type { Database } from "../gradebook/database.js";

/** The first of the two numbers of a worker's lock; the second is the worker's own. */
export const PRESENCE_LOCK = 1_196_573_012;

/** A process that takes jobs from the server's queue. */
export interface Presence {
  id: number;
  /** Aborts when the connection is gone: others then take this worker for dead. */
  lost: AbortSignal;
  end(): Promise<void>;
}

/**
 * Registers this process as a worker. As long as it lives it holds a lock on the server, which a killed process loses
 * at once and a machine that is gone after a minute, so that others can see which jobs were left behind.
 */
export async function alive(url: string, database: Database): Promise<Presence> {
  const [{ id }] = await database.query<{ id: number }>(
    "insert into gradlab.worker (host, process) values ($1, $2) returning id",
    [hostname(), process.pid],
  );
  const { default: pg } = await import("pg");
  const client = new pg.Client({
    connectionString: url,
    keepAlive: true,
    application_name: `gradlab worker ${id}`,
  });
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  await client.connect();
  // Where the server supports it, a machine that is gone is noticed after a minute instead of two hours.
  await client.query(
    "set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 4",
  );
  await client.query("select pg_advisory_lock($1, $2)", [PRESENCE_LOCK, id]);
  return { id, lost: lost.signal, end: () => client.end() };
}
