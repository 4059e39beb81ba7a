import { UserError } from "../../../kernel/errors.js";
import type { Database } from "./database.js";

/**
 * The schema's history, the same for PGlite and PostgreSQL. A gradebook that is older gets what it lacks when it is
 * opened; what is here once is never changed, only added to.
 *
 * Texts that hold a student's words are JSON in a `text` column: `jsonb` would refuse the character U+0000.
 */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table gradlab.submission (
      id integer generated always as identity primary key,
      exercise text not null,
      student text not null,
      hash text not null,
      content bytea,
      problem text,
      submitted_at timestamptz not null,
      collected_at timestamptz not null default now(),
      seed double precision not null,
      unique (exercise, student, hash)
    )`,
    `create table gradlab.grade (
      submission integer primary key references gradlab.submission on delete cascade,
      key text not null,
      status text not null,
      result text not null,
      seconds double precision not null,
      worker text not null,
      graded_at timestamptz not null default now()
    )`,
    `create table gradlab.manual_score (
      exercise text not null,
      student text not null,
      item text not null,
      points double precision not null,
      comment text not null,
      entered_at timestamptz not null default now(),
      primary key (exercise, student, item)
    )`,
    `create table gradlab.policy (
      exercise text primary key,
      policy text not null
    )`,
    `create table gradlab.worker (
      id integer generated always as identity primary key,
      host text not null,
      process integer not null,
      started_at timestamptz not null default now()
    )`,
    `create table gradlab.claim (
      job uuid primary key,
      worker integer not null references gradlab.worker
    )`,
  ],
];

/** Any number that nobody else locks by: two machines must not migrate at the same time. */
const LOCK = 4_715_224_011;

/** @throws UserError if the gradebook was written by a newer gradlab. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (inner) => {
    await inner.query("select pg_advisory_xact_lock($1::bigint)", [LOCK]);
    await inner.query("create schema if not exists gradlab");
    await inner.query("create table if not exists gradlab.version (number integer not null)");
    const [row] = await inner.query<{ version: number | null }>(
      "select max(number) as version from gradlab.version",
    );
    const version = row.version ?? 0;
    if (version > MIGRATIONS.length)
      throw new UserError(
        `the gradebook: expected version ${MIGRATIONS.length} or older, got ${version}; use the gradlab that wrote it, or a newer one`,
      );
    for (const [index, statements] of MIGRATIONS.entries()) {
      if (index < version) continue;
      for (const sql of statements) await inner.query(sql);
      await inner.query("insert into gradlab.version (number) values ($1)", [index + 1]);
    }
  });
}
