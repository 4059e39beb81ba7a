import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { codeOf } from "./code.js";
import { hashOf, type Mutant } from "./mutant.js";

/** What became of a mutant: the test that caught it, if any did. */
export type Result = Pick<Mutant, "id" | "file" | "kind" | "line" | "before" | "after"> & {
  caughtBy?: string;
};

const stored = z.object({
  suite: z.string(),
  verdicts: z.record(z.string(), z.string().nullable()),
});

/**
 * Verdicts by the mutant's id, kept so that a run that was ended goes on where it was. They hold for one state of the
 * library and its tests, comments aside: with another, all begins anew. `believe` keeps, of another state, what was caught: tests that
 * are added do not let a mutant go.
 */
export class Verdicts {
  private verdicts: Record<string, string | null> = {};

  constructor(
    private readonly path: string,
    private readonly suite: string,
    { fresh, believe }: { fresh: boolean; believe: boolean },
  ) {
    if (fresh || !existsSync(path)) return;
    const { suite: before, verdicts } = stored.parse(JSON.parse(readFileSync(path, "utf8")));
    if (before === suite) this.verdicts = verdicts;
    else if (believe)
      this.verdicts = Object.fromEntries(Object.entries(verdicts).filter(([, by]) => by !== null));
  }

  has = (id: string): boolean => Object.hasOwn(this.verdicts, id);
  caughtBy = (id: string): string | undefined => this.verdicts[id] ?? undefined;

  add(entries: readonly { id: string; caughtBy?: string }[]): void {
    for (const { id, caughtBy } of entries) this.verdicts[id] = caughtBy ?? null;
    mkdirSync(dirname(this.path), { recursive: true });
    const { suite, verdicts } = this;
    writeFileSync(`${this.path}.new`, JSON.stringify({ suite, verdicts }));
    renameSync(`${this.path}.new`, this.path);
  }
}

/** Names the state of the library and of the tests that are used. */
export function stateOf(root: string, folders: readonly string[]): string {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  );
  const texts = files.filter((file) => /\.(ts|json)$/.test(file)).sort();
  return hashOf(
    ...texts.flatMap((file) => [file, codeOf(file, readFileSync(join(root, file), "utf8"))]),
  );
}
