import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];

/** A new empty folder, with `name` in its name, which goes when the tests of the file are over. */
export function temporaryFolder(name = "test", parent = tmpdir()): string {
  const folder = realpathSync(mkdtempSync(join(parent, `gradlab-${name}-`)));
  folders.push(folder);
  return folder;
}

// Hooks run in reverse order: those of the file, which end what writes there, come before it.
afterAll(() => {
  for (const folder of folders.splice(0))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
