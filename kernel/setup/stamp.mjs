import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";

/**
 * A stamp is a file that says from what something was made: it need not be made again while the
 * same would be written.
 *
 * @param {string} file
 * @param {string} content
 */
export function hasStamp(file, content) {
  try {
    return readFileSync(file, "utf8") === content;
  } catch {
    return false;
  }
}

/**
 * @param {string} file
 * @param {string} content
 */
export function writeStamp(file, content) {
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
}

/**
 * @param {(string | Buffer)[]} parts
 * @returns {string}
 */
export function hashOf(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}
