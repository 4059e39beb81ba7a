import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatNotebook } from "../../../kernel/notebook/format.js";
import { findSubmissions } from "../../../lib/grader/index.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { blank } from "./attacks/attack.js";
import { gradeFile, solutionPath, withCells } from "./submissions.js";

const EXERCISE = "06-batch-norm-forward";

const notebookWith = (forward: string): string => formatNotebook(withCells({ forward }));

/** What is wrong with each of them, and what its student is told. */
const unreadable: [title: string, text: string | Buffer, remark: RegExp][] = [
  ["is empty", "", /^student\.ipynb: expected a notebook \(JSON\), got an empty file$/],
  ["is text", "print('hello')", /expected a notebook \(JSON\), got something else/],
  ["is cut off", notebookWith("").slice(0, 5000), /ends in the middle/],
  ["is a number", "42", /the whole file: expected an object, got 42/],
  ["is null", "null", /expected an object, got null/],
  [
    "has cells that are no cells",
    '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[1]}',
    /cells\[0\]/,
  ],
  [
    "is of an older format",
    '{"nbformat":3,"nbformat_minor":0,"metadata":{},"cells":[]}',
    /expected 4, got 3/,
  ],
  ["is UTF-16", Buffer.from(notebookWith(""), "utf16le"), /expected a notebook \(JSON\)/],
  ["is a zip archive", Buffer.from("504b0304140000000800", "hex"), /expected a notebook \(JSON\)/],
  [
    "is larger than any notebook",
    Buffer.alloc(40 * 2 ** 20, 32),
    /expected at most 32 MB, got 40 MB/,
  ],
  [
    "is nested without end",
    "[".repeat(5_000_000),
    /expected a notebook|took longer|too much memory/,
  ],
  [
    "has a million cells",
    `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[${Array(600_000).fill('{"cell_type":"raw","source":"","metadata":{}}').join()}]}`,
    /missing|took longer|too much memory|there is no function/,
  ],
];

describe.concurrent("a file", () => {
  test.each(unreadable)(
    "that %s is unreadable, earns nothing and says why",
    async (title, text, remark) => {
      const path = join(temporaryFolder(), "student.ipynb");
      writeFileSync(path, text);
      const result = await gradeFile(path, EXERCISE, { part: "forward" });
      expect(result.total).toBe(0);
      if (title !== "has a million cells") expect(result.status).toBe("unreadable");
      expect(result.remarks.join("; ")).toMatch(remark);
    },
  );

  test.each([
    [
      "of ten thousand brackets",
      `const deep = ${"(".repeat(10_000)}1${")".repeat(10_000)};`,
      /nested too deeply/,
    ],
    [
      "of a megabyte",
      `// ${"x".repeat(2 ** 20)}`,
      /expected at most 100000 characters, got 1048579/,
    ],
    ["of zero bytes", "\0\0\0", /cell forward, line 1: Invalid character/],
    ["that opens types without end", `const f = ${"f<".repeat(40)}1;`, /cell forward/],
  ])("with a cell %s is graded without that cell", async (_title, source, remark) => {
    const path = join(temporaryFolder(), "student.ipynb");
    writeFileSync(path, notebookWith(source));
    const result = await gradeFile(path, EXERCISE);
    expect(result.status).toBe("graded");
    expect(result.remarks.join("; ")).toMatch(remark);
    expect(result.total).toBe(result.max - 6);
  });

  test("that begins with a byte order mark is graded", async () => {
    const path = join(temporaryFolder(), "student.ipynb");
    writeFileSync(path, `\ufeff${formatNotebook(blank())}`);
    expect(await gradeFile(path, EXERCISE, { part: "forward" })).toMatchObject({
      status: "graded",
    });
  });

  test("that became a link since it was found is not followed", async () => {
    const path = join(temporaryFolder(), "student.ipynb");
    symlinkSync(join(process.cwd(), solutionPath), path);
    const result = await gradeFile(path, EXERCISE);
    expect(result).toMatchObject({ status: "unreadable", total: 0 });
    expect(result.remarks).toEqual([
      "student.ipynb: cannot read the notebook: it is a link; links are not followed",
    ]);
  });

  test("that became a pipe since it was found does not hold the grader up", async (context) => {
    const path = join(temporaryFolder(), "student.ipynb");
    if (spawnSync("mkfifo", [path]).status !== 0) context.skip("no mkfifo");
    expect(await gradeFile(path, EXERCISE)).toMatchObject({
      status: "unreadable",
      remarks: ["student.ipynb: expected a file, got something else"],
    });
  });
});

describe("a folder of submissions", () => {
  const folderOf = (...names: string[]): string => {
    const folder = temporaryFolder();
    for (const name of names) writeFileSync(join(folder, name), formatNotebook(blank()));
    return folder;
  };

  test("may have names in any alphabet, with spaces and signs", () => {
    const names = [
      "Ångström, Märta (42)",
      "李雷",
      "Zoë 🙂",
      "a'b\"c",
      "-rf",
      "null",
      "constructor",
      "__proto__",
    ];
    const found = findSubmissions(folderOf(...names.map((name) => `${name}.ipynb`)));
    expect(found.map(({ student }) => student).sort()).toEqual([...names].sort());
    expect(found.filter(({ problem }) => problem !== undefined)).toEqual([]);
  });

  test("takes one name written with two characters for one name", () => {
    expect(() => findSubmissions(folderOf("Zoe\u0308.ipynb", "Zo\u00eb.ipynb"))).toThrow(
      "expected one submission a student, got two of Zoë",
    );
  });

  test.each([
    ["evil\\..\\..\\results.ipynb", "expected a plain name, got a path"],
    ["C:\\results.ipynb", "expected a plain name, got a path"],
    ["ada\u202egnp.ipynb", "expected a name without invisible characters that move text around"],
    ["ada\u001b[2J.ipynb", "expected a name without invisible characters that move text around"],
    ["ada\n20 of 20.ipynb", "expected a name without invisible characters that move text around"],
  ])("refuses the name %j", (name, problem) => {
    expect(findSubmissions(folderOf(name))).toMatchObject([{ problem }]);
  });

  test("follows no links, to files or to folders", () => {
    const folder = folderOf("ada.ipynb");
    symlinkSync(join(folder, "ada.ipynb"), join(folder, "eve.ipynb"));
    symlinkSync(join(process.cwd(), "solutions"), join(folder, "mallory"));
    mkdirSync(join(folder, "trent"));
    symlinkSync(join(folder, "ada.ipynb"), join(folder, "trent", "work.ipynb"));
    const problem = "expected a file, got a link; links are not followed";
    expect(findSubmissions(folder).filter(({ student }) => student !== "ada")).toMatchObject([
      { student: "eve", problem },
      { student: "mallory", problem },
      { student: "trent", problem },
    ]);
  });

  test("takes no folder for a notebook, and of two notebooks neither", () => {
    const folder = folderOf();
    mkdirSync(join(folder, "ada.ipynb"));
    mkdirSync(join(folder, "bob"));
    for (const name of ["a.ipynb", "b.ipynb"]) writeFileSync(join(folder, "bob", name), "");
    expect(findSubmissions(folder)).toMatchObject([
      { student: "ada", problem: "expected a file, got something else" },
      { student: "bob", problem: "expected one notebook in the folder, got 2" },
    ]);
  });
});
