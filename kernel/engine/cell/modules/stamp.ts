import { statSync } from "node:fs";

/** Tells a file's versions apart; empty when there is no file. */
export function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.mtimeNs}:${found.size}` : "";
}
