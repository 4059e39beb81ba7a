import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type TypeScript from "typescript";
import { rememberFile } from "../stack/sources.js";
import { SyntaxError } from "../../own.js";

const require = createRequire(import.meta.url);

/** The JavaScript of a file, with its source map inside. */
export function translate(path: string, format: "esm" | "commonjs"): string {
  const text = readFileSync(path, "utf8");
  if (!/\.[mc]?ts$/.test(path)) return text;
  // Not before a notebook needs it: it takes a moment and much memory.
  const ts = require("typescript") as typeof TypeScript;
  const { outputText, diagnostics, sourceMapText } = ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: format === "esm" ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      sourceMap: true,
      inlineSources: true,
    },
  });
  const map = sourceMapText ?? "";
  rememberFile(path, text, map);
  const error = diagnostics?.[0];
  if (error) {
    const { line, character } = ts.getLineAndCharacterOfPosition(
      error.file ?? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022),
      error.start ?? 0,
    );
    const message = ts.flattenDiagnosticMessageText(error.messageText, "\n");
    throw new SyntaxError(`${path}, line ${line + 1}, column ${character + 1}: ${message}`);
  }
  const data = `data:application/json;base64,${Buffer.from(map).toString("base64")}`;
  return outputText.replace(/^\/\/# sourceMappingURL=.*$/m, `//# sourceMappingURL=${data}`);
}

/** Whether a file is CommonJS: by its ending, else by what it is written with. */
export function isCommonJs(path: string, text: string): boolean {
  if (/\.c[jt]s$/.test(path)) return true;
  if (/\.m[jt]s$/.test(path)) return false;
  const usesModules = /^\s*(?:import|export)\b|\bimport\.meta\b/m.test(text);
  return !usesModules && /\bmodule\.exports\b|\bexports\.\w|\brequire\s*\(/.test(text);
}
