import { appendFile, chmod, mkdir, readFile, stat } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { dirname } from "node:path";
import { writeFileWhole } from "../files.js";
import { parseEntries, type Entry } from "./entry.js";
import { matchesGlob } from "./glob.js";

/** A cell that ran once, as Jupyter counts: sessions from 1, cells in each from 1. */
export interface Remembered {
  session: number;
  line: number;
  source: string;
}

/** Cells that come within so many milliseconds are written at once: it costs each of them time. */
const DELAY = 100;
/** Beyond this size the older half of the file is given up. */
const LARGEST = 4 * 2 ** 20;

/**
 * What was run, in this session and those before it; one JSON line a cell, only ever appended, so
 * that a crash costs the last moment at most and several kernels can write at once.
 */
export class History {
  private readonly session = randomUUID();
  /** All of them, once somebody has asked. */
  private entries: Entry[] | undefined;
  private prepared = false;
  /** Those that are not written yet, and when they will be. */
  private waiting: Entry[] = [];
  private due: NodeJS.Timeout | undefined;
  private last: Promise<void> = Promise.resolve();

  /** @param file where it is kept; without one it lasts as long as the kernel */
  constructor(
    private readonly file: string | undefined,
    private readonly log: (line: string) => void,
  ) {}

  add(line: number, source: string): void {
    this.waiting.push({ session: this.session, line, source });
    this.due ??= setTimeout(() => void this.saved(), DELAY);
  }

  /** @param session 0 is this one, -1 the one before @param stop exclusive */
  async range(session: number, start: number, stop: number): Promise<Remembered[]> {
    const all = await this.all();
    const own = this.numbers([...all.entries, { session: this.session }]).get(this.session) ?? 1;
    const wanted = session > 0 ? session : own + session;
    return all.remembered.filter(
      (cell) => cell.session === wanted && cell.line >= start && cell.line < stop,
    );
  }

  async tail(count: number): Promise<Remembered[]> {
    return lastOf((await this.all()).remembered, count);
  }

  /** @param pattern with `*` and `?` @param unique each text once, where it ran last */
  async search(pattern: string, count: number, unique: boolean): Promise<Remembered[]> {
    const { remembered } = await this.all();
    const found = remembered.filter(({ source }) => matchesGlob(source, pattern));
    if (!unique) return lastOf(found, count);
    const latest = new Map(found.map((cell) => [cell.source, cell]));
    return lastOf(
      found.filter((cell) => latest.get(cell.source) === cell),
      count,
    );
  }

  /** Writes what waits; resolves when all is written. */
  saved(): Promise<void> {
    clearTimeout(this.due);
    this.due = undefined;
    const entries = this.waiting;
    this.waiting = [];
    if (entries.length > 0) this.after(() => this.write(entries));
    return this.last;
  }

  private async all(): Promise<{ entries: Entry[]; remembered: Remembered[] }> {
    await this.saved();
    const entries = await this.load();
    const numbers = this.numbers(entries);
    const remembered = entries.map(({ session, line, source }) => ({
      session: numbers.get(session) ?? 1,
      line,
      source,
    }));
    return { entries, remembered };
  }

  /** Sessions are numbered as they appear. */
  private numbers(entries: Pick<Entry, "session">[]): Map<string, number> {
    const sessions = new Set(entries.map(({ session }) => session));
    return new Map([...sessions].map((session, index) => [session, index + 1]));
  }

  private async write(entries: Entry[]): Promise<void> {
    this.entries?.push(...entries);
    if (this.file === undefined) {
      this.entries ??= entries;
      return;
    }
    try {
      await this.prepare(this.file);
      const lines = entries.map((entry) => JSON.stringify(entry) + "\n");
      await appendFile(this.file, lines.join(""), { mode: 0o600 });
    } catch (error) {
      this.entries ??= entries; // the session goes on without the past
      throw error;
    }
  }

  private after(work: () => Promise<void>): void {
    this.last = this.last.then(work).catch((error: unknown) => {
      this.log(`history: not kept: ${String(error)}`);
    });
  }

  /** What is in the file; it is not read before somebody asks, who seldom does. */
  private async load(): Promise<Entry[]> {
    if (this.entries) return this.entries;
    this.entries = []; // also when reading fails: the session goes on without the past
    if (this.file === undefined || (await sizeOf(this.file)) === 0) return this.entries;
    this.entries = parseEntries(await readFile(this.file, "utf8"));
    return this.entries;
  }

  /** Makes the file's folder, and keeps the file from growing for ever. */
  private async prepare(file: string): Promise<void> {
    if (this.prepared) return;
    await mkdir(dirname(file), { recursive: true });
    this.prepared = true;
    if ((await sizeOf(file)) <= LARGEST) return;
    const text = await readFile(file);
    const half = text.indexOf("\n", text.length / 2) + 1;
    writeFileWhole(file, text.subarray(half));
    await chmod(file, 0o600);
  }
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found?.size ?? 0;
}

function lastOf<T>(list: T[], count: number): T[] {
  return count > 0 ? list.slice(-count) : [];
}
