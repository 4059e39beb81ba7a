import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { parseNotebook } from "../../kernel/notebook/format.js";

/** The code cells of a notebook as one module, as the kernel would check them. */
const sources: [string, string][] = [
  "exercises/01-batch-norm.ipynb",
  "solutions/01-batch-norm.ipynb",
].map((path) => {
  const { cells } = parseNotebook(readFileSync(path, "utf8"));
  const code = cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source);
  return [path, code.join("\n")];
});

test.each(sources)("%s type-checks as a notebook does: not strict", (path, source) => {
  const root = process.cwd();
  const name = join(root, `${path}.ts`);
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
  host.fileExists = (file) => file === name || fileExists(file);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) =>
    file === name
      ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2022)
      : getSourceFile(file, ...rest);
  const program = ts.createProgram([name], options, host);
  const problems = ts
    .getPreEmitDiagnostics(program, program.getSourceFile(name))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  expect(problems).toEqual([]);
});
