import { Cache } from "../../kernel/cache/cache.js";
import { cacheFolder } from "../../kernel/cache/folder.js";
import { typescriptVersion } from "./versions.js";

/** Where the user who grades may write, and no submission's process can. */
export const ours = new Cache(cacheFolder());

/**
 * What is made with TypeScript's compiler, which takes longer to load than a submission to be graded: kept for the
 * next grader by the compiler's version and by `key`, which names all else that it is made of.
 */
export function compiled<T>(
  kind: string,
  key: readonly unknown[],
  make: () => T,
  cache: Cache = ours,
): T {
  const whole = [typescriptVersion(), ...key];
  const kept = cache.read(kind, whole);
  if (kept !== undefined) return JSON.parse(kept.toString()) as T;
  const made = make();
  cache.write(kind, whole, Buffer.from(JSON.stringify(made)));
  return made;
}
