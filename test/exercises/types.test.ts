import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { parseNotebook } from "../../kernel/notebook/format.js";

/** The code cells of a notebook as one module, as the kernel would check them. */
const sources: [string, string][] = ["exercises", "solutions"].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".ipynb"))
    .map((name) => sourceOf(`${folder}/${name}`)),
);

function sourceOf(path: string): [string, string] {
  const { cells } = parseNotebook(readFileSync(path, "utf8"));
  const code = cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source);
  return [path, code.join("\n")];
}

const root = process.cwd();
const texts = new Map(sources.map(([path, text]) => [join(root, `${path}.ts`), text]));

/** One program for all notebooks: each is a module, and the library is read once. */
function programOf(names: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: false,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    paths: {
      gradlab: [join(root, "lib/index.ts")],
      "gradlab/grader": [join(root, "lib/grader/index.ts")],
    },
  };
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => {
    const text = texts.get(file);
    return text === undefined
      ? getSourceFile(file, ...rest)
      : ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  };
  return ts.createProgram(names, options, host);
}

const program = programOf([...texts.keys()]);

test.each(sources)("%s type-checks as a notebook does: not strict", (path) => {
  const problems = ts
    .getPreEmitDiagnostics(program, program.getSourceFile(join(root, `${path}.ts`)))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  expect(problems).toEqual([]);
});
