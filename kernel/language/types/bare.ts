import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Cache } from "../../cache/cache.js";
import type { Pack } from "./pack.js";

/** A pack without its comments: it is read in half the time. */
export interface BarePack extends Pack {
  /** Its texts with comments, which are its documentation. */
  documented: () => string[];
}

/** What `make` makes, without comments, from the cache if it was there before. */
export function bare(make: () => Pack, cache: Cache, key: readonly unknown[]): BarePack {
  const fullKey = [...key, madeBy];
  const documented = () => make().texts;
  const kept = cache.read("types", fullKey);
  if (kept) {
    const { texts, modules } = JSON.parse(kept.toString("utf8")) as Kept;
    return { texts, modules: new Set(modules), documented };
  }
  const { texts, modules } = make();
  const pack = { texts: texts.map(withoutComments), modules };
  const json = JSON.stringify({ texts: pack.texts, modules: [...modules] });
  cache.write("types", fullKey, Buffer.from(json));
  return { ...pack, documented };
}

/** Packs are made anew by a new version of this. */
const madeBy = statSync(fileURLToPath(import.meta.url)).mtimeMs;

interface Kept {
  texts: string[];
  modules: string[];
}

/**
 * Declarations without their comments, which are half of TypeScript's libraries and more of Node's
 * types. Strings and template types stay as they are.
 */
export function withoutComments(declarations: string): string {
  return declarations
    .replace(pieces, (piece) => (piece.startsWith("/") ? " " : piece))
    .replace(/\s*\n\s*/g, "\n");
}

/** What may hold the beginning of a comment, or is one; declarations have no regular expressions. */
const pieces =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\*[^]*?\*\/|\/\/[^\n]*/g;
