import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { messageOf } from "../../../kernel/errors.js";
import type { NewSubmission } from "../gradebook/gradebook.js";
import type { Submission } from "../submission/find.js";
import { readText } from "../submission/prepare.js";

/** A few characters could stand for gigabytes, so this much is unpacked at most. */
const MOST_UNPACKED = 128 * 2 ** 20;

/**
 * Reads submissions as the gradebook keeps them: as they are, for nothing in them is trusted enough to be understood
 * here. The time is the one given for the student, or else the file's own.
 */
export function* collected(
  submissions: readonly Submission[],
  times: ReadonlyMap<string, Date> = new Map(),
): Generator<NewSubmission> {
  for (const { student, path, problem } of submissions) {
    const given = times.get(student);
    const read = problem === undefined ? tryToRead(path) : { problem };
    const whole = "text" in read ? read.text : `problem ${read.problem}`;
    yield {
      student,
      submittedAt: given ?? modifiedAt(path),
      timeGiven: given !== undefined,
      hash: createHash("sha256").update(whole).digest("hex"),
      ...("text" in read
        ? { content: gzipSync(read.text) }
        : { problem: read.problem.replaceAll("\0", "�") }),
    };
  }
}

/** The text of a stored notebook. */
export const unpack = (content: Uint8Array): string =>
  gunzipSync(content, { maxOutputLength: MOST_UNPACKED }).toString();

function tryToRead(path: string): { text: string } | { problem: string } {
  try {
    return { text: readText(path) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function modifiedAt(path: string): Date {
  return lstatSync(path, { throwIfNoEntry: false })?.mtime ?? new Date();
}
