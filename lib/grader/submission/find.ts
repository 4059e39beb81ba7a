import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../kernel/errors.js";

/** One student's notebook. */
export interface Submission {
  student: string;
  path: string;
  /** Why it cannot be taken, if so. */
  problem?: string;
}

/** Where the notebook is: in a file, or here as the text of one. */
export type NotebookSource = { path: string } | { text: string };

/** A notebook to be graded. */
export type HandedIn = Omit<Submission, "path"> & NotebookSource;

/** A notebook with pictures in it has a few MB; this keeps one file from filling the memory. */
export const MOST_BYTES = 32 * 2 ** 20;

/**
 * The submissions in a folder: `ada.ipynb`, or `ada/` with one notebook in it. The file's or folder's name is the
 * student's. Links are not followed: they could lead to another student's file.
 *
 * @throws UserError if there are none, or two of one name: also if the two only look alike, since one name can be
 * written with different characters.
 */
export function findSubmissions(folder: string): Submission[] {
  const found = entries(folder).flatMap(({ name, path, kind }): Submission[] => {
    if (name.startsWith(".")) return [];
    const isNotebook = name.endsWith(".ipynb");
    // A stray file is none of ours; a link could be meant as one.
    if (kind !== "folder" && kind !== "link" && !isNotebook) return [];
    const student = name.replace(/\.ipynb$/, "").normalize("NFC");
    const problem = nameProblem(student);
    if (problem !== undefined) return [{ student, path, problem }];
    if (kind === "folder" && !isNotebook) return [inFolder(student, path)];
    return [{ student, path, ...problemOf(kind, path) }];
  });
  const names = found.map(({ student }) => student);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new UserError(`${folder}: expected one submission a student, got two of ${twice}`);
  if (found.length === 0)
    throw new UserError(
      `${folder}: expected submissions (NAME.ipynb, or NAME/ with one notebook in it), got none`,
    );
  return found;
}

/** A student's name becomes the name of files: it must not lead anywhere, nor change the line it is printed on. */
function nameProblem(student: string): string | undefined {
  if (/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(student))
    return "expected a name without invisible characters that move text around";
  if (/[\\/]/.test(student) || student === "") return "expected a plain name, got a path";
  return undefined;
}

function inFolder(student: string, folder: string): Submission {
  const notebooks = entries(folder).filter(
    ({ name }) => name.endsWith(".ipynb") && !name.startsWith("."),
  );
  if (notebooks.length !== 1)
    return {
      student,
      path: folder,
      problem: `expected one notebook in the folder, got ${notebooks.length}`,
    };
  const [{ path, kind }] = notebooks;
  return { student, path, ...problemOf(kind, path) };
}

type EntryKind = "file" | "folder" | "link" | "other";

function problemOf(kind: EntryKind, path: string): { problem?: string } {
  if (kind === "link") return { problem: "expected a file, got a link; links are not followed" };
  if (kind !== "file") return { problem: "expected a file, got something else" };
  const { size } = lstatSync(path);
  if (size > MOST_BYTES)
    return {
      problem: `expected at most ${MOST_BYTES / 2 ** 20} MB, got ${(size / 2 ** 20).toFixed(0)} MB`,
    };
  return {};
}

function entries(folder: string): { name: string; path: string; kind: EntryKind }[] {
  let all;
  try {
    all = readdirSync(folder, { withFileTypes: true });
  } catch {
    throw new UserError(`${folder}: expected a folder of submissions, got none`);
  }
  return all
    .map((entry) => ({
      name: entry.name,
      path: join(folder, entry.name),
      kind: kindOf(entry),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function kindOf(entry: {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}): EntryKind {
  if (entry.isSymbolicLink()) return "link";
  if (entry.isDirectory()) return "folder";
  return entry.isFile() ? "file" : "other";
}
