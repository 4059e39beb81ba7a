import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../../../kernel/paths.js";
import { moduleFile, reached } from "../module-graph.js";

const library = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** What judges, and what it judges against; everything that these import counts too. */
const JUDGING = [
  "grader/grader",
  "grader/submission/prepare",
  "grader/sandbox/child",
  "grader/sandbox/boot",
  "grader/sandbox/reference-only",
];
/** One file or folder an exercise here, called as the exercise is after its number. */
const TESTS = ["course/exercises", "grader/hidden"];

/**
 * The hash of all that decides an exercise's grades: the program and the exercise's tests. Two machines with the same
 * one give the same grades; where it has changed, submissions are graded again. What only reports or stores grades
 * is not in it.
 */
export function fingerprint(exercise: { id: string }, notebook: string): string {
  const tests = TESTS.flatMap((folder) => testsOf(exercise.id, folder));
  return hashOf([...program(tests), ["notebook", notebook]]);
}

/** The same over all exercises: which queue a machine can take jobs from. */
export function programFingerprint(): string {
  const tests = TESTS.flatMap((folder) => filesIn(join(library, folder)));
  return hashOf(program(tests));
}

/** The files of one exercise, or of all where none is called like it. */
function testsOf(id: string, folder: string): string[] {
  const name = id.replace(/^\d+-/, "");
  const files = filesIn(join(library, folder));
  const own = files.filter((path) =>
    [`${name}.`, `${name}/`, `${name}\\`].some((start) =>
      relative(join(library, folder), path).startsWith(start),
    ),
  );
  return own.length > 0 ? own : files;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.d)\.(js|ts)$/.test(name))
    .map((name) => join(folder, name))
    .sort();
}

/** All that judges by these tests, by name with its text, and the packages it uses. */
function program(tests: readonly string[]): [name: string, text: string][] {
  const judging = JUDGING.map((name) => moduleFile(join(library, `${name}.js`)));
  const { dependencies } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    dependencies: unknown;
  };
  return [
    ...[...reached([...judging, ...tests])].map(([path, text]): [string, string] => [
      relative(library, path),
      text,
    ]),
    ["packages", JSON.stringify(dependencies)],
  ];
}

function hashOf(parts: readonly [name: string, text: string][]): string {
  const hash = createHash("sha256");
  for (const [name, text] of [...parts].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name.replaceAll("\\", "/")}\0${text}\0`);
  return hash.digest("hex");
}
