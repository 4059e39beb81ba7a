import { existsSync } from "node:fs";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { DataError, ValueError } from "../../errors.js";
import type { TrialRecord } from "../search/trial.js";

/** The trials that a search has done. */
export interface SearchLog {
  /** By their numbers. */
  readonly records: ReadonlyMap<number, TrialRecord>;
  /** Adds a line. */
  add(record: TrialRecord): Promise<void>;
}

/** Opens the log of a search; its first line says which one. A last line that was cut off by a kill is dropped. */
export async function openLog(path: string, identity: object): Promise<SearchLog> {
  const own = JSON.stringify(identity);
  const text = existsSync(path) ? await readFile(path, "utf8") : "";
  const lines = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1);
  if (lines.length > 0 && lines[0] !== own)
    throw new ValueError(
      `randomSearch: log ${path} must be of this search, ${own}, got ${lines[0]}`,
    );
  const records = new Map<number, TrialRecord>();
  for (const [i, line] of lines.slice(1).entries()) {
    const record = parse(line, `${path}: line ${i + 2}`);
    records.set(record.trial, record);
  }
  const whole = lines.length === 0 ? `${own}\n` : lines.map((line) => `${line}\n`).join("");
  await mkdir(dirname(path), { recursive: true });
  if (whole !== text) await writeFile(path, whole);
  return {
    records,
    add: async (record) => {
      // JSON has no NaN; null is read as it.
      await appendFile(path, `${JSON.stringify(record)}\n`);
      records.set(record.trial, record);
    },
  };
}

function parse(line: string, where: string): TrialRecord {
  try {
    const record = JSON.parse(line) as Omit<TrialRecord, "score"> & { score: number | null };
    if (!Number.isInteger(record.trial) || typeof record.params !== "object") throw new Error();
    return { ...record, score: record.score ?? NaN };
  } catch (cause) {
    throw new DataError(`${where}: expected a trial in JSON, got ${line.slice(0, 80)}`, { cause });
  }
}
