import ts from "../typescript.js";
import type { TranslatedExpression } from "../language.js";
import { parseCell } from "./parse.js";
import { toScript } from "./to-script.js";
import { showLast } from "./translate.js";

/**
 * Translates what a front end wants evaluated after a cell. It is not checked: a front end asks for
 * what may not be there, and what is wrong shows when it runs.
 */
export function translateExpression(code: string): TranslatedExpression {
  // As an expression first: `{ a }` is no block, and `"text"` no directive.
  const whole = `(${code}\n)`;
  if (parseCell(whole).errors.length === 0) return { javascript: toJavaScript(whole) };
  const { errors } = parseCell(code);
  if (errors.length === 0) return { javascript: toJavaScript(code) };
  return { syntaxError: ts.flattenDiagnosticMessageText(errors[0].messageText, "\n") };
}

function toJavaScript(code: string): string {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
    },
    transformers: {
      before: [(context) => (file) => showLast(file, code.length, context)],
      after: [toScript],
    },
  });
  return outputText;
}
