import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeFileWhole } from "../files.js";

/** Entries of a kind that stay, the newest: those of a few versions of Node or of gradlab. */
const KEPT = 8;
const DIGEST = 32;

/**
 * Files that can be made anew and only save time. Several kernels may write at once, a file may be
 * cut short, the folder may be nobody's to write: a cache then knows nothing, and never fails.
 */
export class Cache {
  /** Without a folder it keeps nothing. */
  constructor(private readonly folder: string | undefined) {}

  /** What was written for this key, whole and unchanged. */
  read(kind: string, key: readonly unknown[]): Buffer | undefined {
    if (this.folder === undefined) return undefined;
    try {
      const file = readFileSync(join(this.folder, nameOf(kind, key)));
      const content = file.subarray(DIGEST);
      return digest(content).equals(file.subarray(0, DIGEST)) ? content : undefined;
    } catch {
      return undefined;
    }
  }

  write(kind: string, key: readonly unknown[], content: Uint8Array): void {
    if (this.folder === undefined) return;
    try {
      // What it holds will be run: nobody else may write there.
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      const file = Buffer.concat([digest(content), content]);
      writeFileWhole(join(this.folder, nameOf(kind, key)), file);
      this.tidy(kind);
    } catch {
      // The next start takes as long as this one.
    }
  }

  private tidy(kind: string): void {
    const folder = this.folder ?? "";
    const files = readdirSync(folder)
      .filter((name) => name.startsWith(`${kind}-`))
      .map((name) => ({ path: join(folder, name), age: -statSync(join(folder, name)).mtimeMs }))
      .sort((a, b) => a.age - b.age);
    for (const { path } of files.slice(KEPT)) rmSync(path, { force: true });
  }
}

function nameOf(kind: string, key: readonly unknown[]): string {
  const hash = digest(Buffer.from(JSON.stringify(key))).toString("hex");
  return `${kind}-${hash.slice(0, 16)}`;
}

function digest(content: Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}
