import { join } from "node:path";
import type { SubmissionResult } from "../scoring/result.js";
import type { Database } from "./database.js";
import { openEmbedded } from "./embedded-database.js";
import { migrate } from "./migrations.js";
import { NO_POLICY, parsePolicy, type Policy } from "./policy.js";
import { openServer } from "./server-database.js";

/** What a student handed in at one time, before it is graded. */
export interface NewSubmission {
  student: string;
  /** Of what it holds: two with the same hash are the same. */
  hash: string;
  /** The notebook, compressed. */
  content?: Uint8Array;
  /** Why there is no content, if so. */
  problem?: string;
  submittedAt: Date;
  /** Whether the time was given by the teacher; a file's own time is believed only the first time it is seen. */
  timeGiven: boolean;
}

/** A submission in the gradebook. */
export interface StoredSubmission extends Omit<NewSubmission, "timeGiven"> {
  id: number;
  exercise: string;
  /** Its checks draw their numbers from it, so that grading it again gives the same grade. */
  seed: number;
}

/** A submission's grade. */
export interface StoredGrade {
  /** Of all that it depends on: submission, tests, program, limits. */
  key: string;
  result: SubmissionResult;
  seconds: number;
  /** Who graded it: host and process. */
  worker: string;
  gradedAt: Date;
}

/** A submission with its grade, for reports. */
export interface Attempt {
  submission: Omit<StoredSubmission, "content">;
  grade?: StoredGrade;
}

/** Points that a person gave: for a reflection, say. */
export interface ManualScore {
  student: string;
  item: string;
  points: number;
  comment: string;
}

const SUBMISSION = "s.id, s.exercise, s.student, s.hash, s.problem, s.submitted_at, s.seed";

/** Submissions, grades and manual points, in PGlite or PostgreSQL. */
export class Gradebook {
  private constructor(
    readonly database: Database,
    /** Where it is, for messages. */
    readonly where: string,
  ) {}

  /**
   * Opens the gradebook on a server, or else the one in a folder; makes it if there is none.
   *
   * @throws UserError if it cannot be opened.
   */
  static async open({
    folder,
    database: url,
  }: {
    folder: string;
    database?: string | undefined;
  }): Promise<Gradebook> {
    const path = join(folder, "gradebook");
    const database = url === undefined ? await openEmbedded(path) : await openServer(url);
    try {
      await migrate(database);
    } catch (error) {
      await database.close();
      throw error;
    }
    return new Gradebook(database, url === undefined ? path : "the database");
  }

  close(): Promise<void> {
    return this.database.close();
  }

  /**
   * Puts submissions in that are not there yet; those that are keep their seed, and their time unless another one is
   * given.
   *
   * @returns them all, as they are in the gradebook
   */
  async collect(
    exercise: string,
    submissions: Iterable<NewSubmission>,
    drawSeed: () => number,
  ): Promise<StoredSubmission[]> {
    return this.database.transaction(async (inner) => {
      const stored: StoredSubmission[] = [];
      for (const { student, hash, content, problem, submittedAt, timeGiven } of submissions) {
        const [row] = await inner.query<SubmissionRow>(
          `insert into gradlab.submission as s
             (exercise, student, hash, content, problem, submitted_at, seed)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (exercise, student, hash) do update
             set collected_at = now(),
                 submitted_at = case when $8 then excluded.submitted_at else s.submitted_at end
           returning ${SUBMISSION}`,
          [exercise, student, hash, content, problem, submittedAt, drawSeed(), timeGiven].map(
            (value) => value ?? null,
          ),
        );
        stored.push(submissionOf(row));
      }
      return stored;
    });
  }

  /** A submission with its content. */
  async submission(id: number): Promise<StoredSubmission | undefined> {
    const rows = await this.database.query<SubmissionRow>(
      `select ${SUBMISSION}, s.content from gradlab.submission s where id = $1`,
      [id],
    );
    return rows.map(submissionOf).at(0);
  }

  /** The keys of the grades that hold, by submission; a submission that could not be graded has none. */
  async gradedKeys(exercise: string): Promise<Map<number, string>> {
    const rows = await this.database.query<{ submission: number; key: string }>(
      `select g.submission, g.key from gradlab.grade g join gradlab.submission s on s.id = g.submission
       where s.exercise = $1 and g.status <> 'could not grade'`,
      [exercise],
    );
    return new Map(rows.map(({ submission, key }) => [submission, key]));
  }

  /** Whether a submission has a grade with this key. */
  async isGraded(submission: number, key: string): Promise<boolean> {
    const rows = await this.database.query(
      `select 1 from gradlab.grade
       where submission = $1 and key = $2 and status <> 'could not grade'`,
      [submission, key],
    );
    return rows.length > 0;
  }

  /**
   * Writes a grade, unless one with the same key is there.
   *
   * @returns whether it was written
   */
  async saveGrade(
    submission: number,
    { key, result, seconds, worker }: Omit<StoredGrade, "gradedAt">,
  ): Promise<boolean> {
    const rows = await this.database.query(
      `insert into gradlab.grade (submission, key, status, result, seconds, worker)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (submission) do update
         set key = excluded.key, status = excluded.status, result = excluded.result,
             seconds = excluded.seconds, worker = excluded.worker, graded_at = now()
         where grade.key <> excluded.key
            or (grade.status = 'could not grade' and excluded.status <> 'could not grade')
       returning submission`,
      [submission, key, result.status, JSON.stringify(result), seconds, worker],
    );
    return rows.length > 0;
  }

  /** Forgets the grades of submissions, so that they are graded again. */
  async forgetGrades(submissions: readonly number[]): Promise<void> {
    await this.database.query("delete from gradlab.grade where submission = any($1::integer[])", [
      submissions,
    ]);
  }

  /** The exercises of which there are submissions. */
  async exercises(): Promise<string[]> {
    const rows = await this.database.query<{ exercise: string }>(
      "select distinct exercise from gradlab.submission order by exercise",
    );
    return rows.map(({ exercise }) => exercise);
  }

  /** All submissions of an exercise with their grades, by student; the one that was there last comes last. */
  async attempts(exercise: string): Promise<Attempt[]> {
    const rows = await this.database.query<SubmissionRow & Partial<GradeRow>>(
      `select ${SUBMISSION}, g.key, g.result, g.seconds, g.worker, g.graded_at
       from gradlab.submission s left join gradlab.grade g on g.submission = s.id
       where s.exercise = $1 order by s.student, s.collected_at, s.id`,
      [exercise],
    );
    return rows.map((row) => ({
      submission: submissionOf(row),
      ...(hasGrade(row) ? { grade: gradeOf(row) } : {}),
    }));
  }

  /** The grades of these submissions, in the order they came. */
  async gradesOf(
    submissions: readonly number[],
  ): Promise<(StoredGrade & { submission: number })[]> {
    const rows = await this.database.query<GradeRow & { submission: number }>(
      `select submission, key, result, seconds, worker, graded_at from gradlab.grade
       where submission = any($1::integer[]) order by graded_at`,
      [submissions],
    );
    return rows.map((row) => ({ submission: row.submission, ...gradeOf(row) }));
  }

  async saveManualScores(exercise: string, scores: readonly ManualScore[]): Promise<void> {
    await this.database.transaction(async (inner) => {
      for (const { student, item, points, comment } of scores)
        await inner.query(
          `insert into gradlab.manual_score (exercise, student, item, points, comment)
           values ($1, $2, $3, $4, $5)
           on conflict (exercise, student, item) do update
             set points = excluded.points, comment = excluded.comment, entered_at = now()`,
          [exercise, student, item, points, JSON.stringify(comment)],
        );
    });
  }

  async manualScores(exercise: string): Promise<ManualScore[]> {
    const rows = await this.database.query<ManualScore>(
      `select student, item, points, comment from gradlab.manual_score
       where exercise = $1 order by student, item`,
      [exercise],
    );
    return rows.map((row) => ({ ...row, comment: JSON.parse(row.comment) as string }));
  }

  async savePolicy(exercise: string, policy: Policy): Promise<void> {
    await this.database.query(
      `insert into gradlab.policy (exercise, policy) values ($1, $2)
       on conflict (exercise) do update set policy = excluded.policy`,
      [exercise, JSON.stringify(policy)],
    );
  }

  /** The policy that was last given for an exercise; without one, no deadline and the last submission. */
  async policy(exercise: string): Promise<Policy> {
    const rows = await this.database.query<{ policy: string }>(
      "select policy from gradlab.policy where exercise = $1",
      [exercise],
    );
    return rows.length === 0 ? NO_POLICY : parsePolicy(rows[0].policy);
  }
}

interface SubmissionRow {
  id: number;
  exercise: string;
  student: string;
  hash: string;
  content?: Uint8Array | null;
  problem: string | null;
  submitted_at: Date;
  seed: number;
}

interface GradeRow {
  key: string;
  result: string;
  seconds: number;
  worker: string;
  graded_at: Date;
}

const hasGrade = (row: Partial<GradeRow>): row is GradeRow =>
  row.key !== undefined && (row.key as string | null) !== null;

function submissionOf(row: SubmissionRow): StoredSubmission {
  const { id, exercise, student, hash, content, problem, seed } = row;
  return {
    id,
    exercise,
    student,
    hash,
    seed,
    submittedAt: row.submitted_at,
    ...(content ? { content } : {}),
    ...(problem === null ? {} : { problem }),
  };
}

function gradeOf({ key, result, seconds, worker, graded_at }: GradeRow): StoredGrade {
  return {
    key,
    seconds,
    worker,
    result: JSON.parse(result) as SubmissionResult,
    gradedAt: graded_at,
  };
}
