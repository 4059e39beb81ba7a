import { createHash } from "node:crypto";

const LONGEST = 60;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A file name for each student, without an ending: their names where those are good for one on every system, and
 * otherwise what can be kept of them with some letters that tell them apart.
 */
export function fileNames(students: readonly string[]): Map<string, string> {
  const plain = students.map(slug);
  const taken = plain.map((name) => name.normalize().toLowerCase());
  return new Map(
    students.map((student, i) => {
      const alone = taken.indexOf(taken[i]) === taken.lastIndexOf(taken[i]);
      if (alone && plain[i] === student && !RESERVED.test(plain[i])) return [student, plain[i]];
      const hash = createHash("sha256").update(student).digest("hex").slice(0, 8);
      return [student, `${plain[i]}-${hash}`];
    }),
  );
}

const slug = (student: string): string =>
  student
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}_.@ -]+/gu, "_")
    .slice(0, LONGEST)
    .replace(/^[. ]+|[. ]+$/g, "") || "student";
