import type PgBoss from "pg-boss";
import type { Database } from "../gradebook/database.js";
import type { Job, JobSource, Taken } from "./job.js";
import { PRESENCE_LOCK } from "./presence.js";

const SCHEMA = "gradlab_queue";
/** Any numbers of our own: one process at a time looks for the dead, and one makes the queue's tables. */
const BURIAL_LOCK = 4_715_224_012;
const START_LOCK = 4_715_224_013;
/** A submission that ends its worker again and again is not tried for ever. */
const RETRIES = 5;
const LOOK_EVERY = 250;
/** Claiming a job that was taken needs milliseconds: who has not done so by then died in between. */
const CLAIM_SECONDS = 10;
/** An hour: no submission takes as long. Jobs of the dead come back at once. */
const EXPIRE_SECONDS = 3600;

/**
 * The jobs that are shared between machines: pg-boss in the gradebook's own PostgreSQL. There is a queue for each
 * version of the program, so that a machine with another one cannot take a job that it would grade differently.
 */
export class ServerQueue {
  private constructor(
    private readonly boss: PgBoss,
    private readonly database: Database,
    private readonly name: string,
  ) {}

  static async open(database: Database, program: string): Promise<ServerQueue> {
    const { default: Boss } = await import("pg-boss");
    const boss = new Boss({ schema: SCHEMA, schedule: false, db: bossDatabase(database) });
    // What is wrong with the connection shows at the next query too, which is awaited.
    boss.on("error", () => undefined);
    const name = `grade-${program.slice(0, 16)}`;
    // Of workers that start at once on a new server, pg-boss would let all but one fail.
    await database.transaction(async (inner) => {
      await inner.query("select pg_advisory_xact_lock($1::bigint)", [START_LOCK]);
      await boss.start();
      await boss.createQueue(name, {
        name,
        policy: "stately",
        retryLimit: RETRIES,
        expireInSeconds: EXPIRE_SECONDS,
      });
    });
    return new ServerQueue(boss, database, name);
  }

  /** Adds jobs; one whose key is waiting already is not added again. */
  async add(jobs: readonly Job[]): Promise<void> {
    const inserts = jobs.map((data) => ({
      name: this.name,
      data,
      singletonKey: data.key,
      retryLimit: RETRIES,
      expireInSeconds: EXPIRE_SECONDS,
    }));
    for (let start = 0; start < inserts.length; start += 500)
      await this.boss.insert(inserts.slice(start, start + 500));
  }

  /** The jobs, for this worker to take: it waits for the next one until the signal comes. */
  source(worker: number): JobSource {
    return {
      take: async (signal) => {
        while (!signal.aborted) {
          const [found] = await this.boss.fetch<Job>(this.name, { batchSize: 1 });
          if ((found as PgBoss.Job<Job> | undefined) !== undefined)
            return this.claim(found, worker);
          await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
        }
        return undefined;
      },
    };
  }

  private async claim({ id, data }: PgBoss.Job<Job>, worker: number): Promise<Taken> {
    await this.database.query(
      `insert into gradlab.claim (job, worker) values ($1, $2)
       on conflict (job) do update set worker = excluded.worker`,
      [id, worker],
    );
    const free = () => this.database.query("delete from gradlab.claim where job = $1", [id]);
    return {
      job: data,
      done: async () => {
        await this.boss.complete(this.name, id);
        await free();
      },
      giveBack: async (reason) => {
        await this.boss.fail(this.name, id, { reason });
        await free();
      },
    };
  }

  /** Gives back the jobs of workers that are no more. */
  async giveBackOfTheDead(): Promise<void> {
    await this.database.transaction(async (inner) => {
      const giveBack = async (jobs: readonly { job: string }[]): Promise<void> => {
        const reason = { reason: "its worker ended" };
        for (const { job } of jobs)
          await this.boss.fail(this.name, job, reason, { db: bossDatabase(inner) });
      };
      const locked = (key: string) => `select pg_try_advisory_xact_lock(${key}) as free`;
      const [mine] = await inner.query<{ free: boolean }>(locked("$1::bigint"), [BURIAL_LOCK]);
      if (!mine.free) return;
      const claims = await inner.query<{ job: string; worker: number }>(
        `select c.job, c.worker from gradlab.claim c
         join ${SCHEMA}.job j on j.id = c.job and j.name = $1 and j.state = 'active'`,
        [this.name],
      );
      for (const worker of new Set(claims.map((claim) => claim.worker))) {
        const values = [PRESENCE_LOCK, worker];
        const [{ free }] = await inner.query<{ free: boolean }>(locked("$1, $2"), values);
        if (!free) continue;
        await giveBack(claims.filter((claim) => claim.worker === worker));
        await inner.query("delete from gradlab.claim where worker = $1", [worker]);
      }
      const unclaimed = await inner.query<{ job: string }>(
        `select id as job from ${SCHEMA}.job
         where name = $1 and state = 'active' and started_on < now() - make_interval(secs => $2)
           and id not in (select job from gradlab.claim)`,
        [this.name, CLAIM_SECONDS],
      );
      await giveBack(unclaimed);
    });
  }

  /** The keys of those jobs that have been given up. */
  async failed(jobs: readonly Job[]): Promise<Set<string>> {
    const rows = await this.database.query<{ key: string }>(
      `select singleton_key as key from ${SCHEMA}.job
       where name = $1 and singleton_key = any($2::text[])
       group by singleton_key
       having bool_and(state >= 'completed') and bool_or(state = 'failed')`,
      [this.name, jobs.map(({ key }) => key)],
    );
    return new Set(rows.map(({ key }) => key));
  }

  close(): Promise<void> {
    // The database is the gradebook's, which closes it.
    return this.boss.stop({ graceful: false, close: false, wait: false });
  }
}

/** pg-boss on a connection of ours. */
const bossDatabase = (database: Database): PgBoss.Db => ({
  executeSql: async (text, values) => ({ rows: await database.query(text, values) }),
});
