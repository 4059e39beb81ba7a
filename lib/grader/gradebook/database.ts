/** What PGlite and PostgreSQL have in common: SQL with numbered parameters. */
export interface Database {
  /** Runs one statement; `$1`, `$2` … stand for the values. */
  query<Row = unknown>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs statements that hold or fail together. */
  transaction<T>(run: (database: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
