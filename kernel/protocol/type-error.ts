import type { Outcome } from "../engine/engine.js";
import type { Diagnostic } from "../language/language.js";

/** Enough to mend at once; the first mistake is often the reason of the rest. */
const SHOWN = 10;

const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
/** Red on the red of an error in JupyterLab's light theme is faint: sentences are bold instead. */
const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;

/** How a cell ends that TypeScript refuses: each mistake with its line and the place in it. */
export function typeError(
  errors: Diagnostic[],
  { code, number }: { code: string; number: number },
): Outcome {
  const name = "TypeScript";
  const [first] = errors;
  const count = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  const message = `${placeOf(first, number)}: ${first.message}${count}`;
  const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
  const shown = errors.slice(0, SHOWN).map((error) => describe(error, lines, number));
  const rest = errors.length - shown.length;
  const traceback = [
    `${red(name)}: the cell did not run: ${errors.length === 1 ? "a mistake" : `${errors.length} mistakes`} in ${whereabouts(errors)}`,
    ...shown,
    ...(rest > 0 ? [dim(`… and ${rest} more`)] : []),
  ];
  return { status: "error", name, message, traceback };
}

function whereabouts(errors: Diagnostic[]): string {
  const [file, ...others] = new Set(errors.map((error) => error.file));
  if (others.length > 0) return "it and in what it imports";
  return file === undefined ? "it" : `${file}, which it imports`;
}

function describe(error: Diagnostic, lines: string[], cell: number): string {
  const head = `${placeOf(error, cell)}: ${bold(error.message)} ${dim(`(TS${error.code})`)}`;
  if (error.file !== undefined && error.text === undefined) return head;
  const line = (error.file === undefined ? lines[error.line] : error.text) ?? "";
  const label = `${error.line + 1} | `;
  // Tabs stay tabs, so that the marks stand below what they mark.
  const before = line.slice(0, error.column).replace(/[^\t]/g, " ");
  const marks = "~".repeat(Math.max(1, Math.min(error.endColumn, line.length) - error.column));
  return `${head}\n${dim(label)}${line}\n${" ".repeat(label.length)}${before}${red(marks)}`;
}

function placeOf({ file, line, column }: Diagnostic, cell: number): string {
  return `${file ?? `Cell [${cell}]`}, line ${line + 1}, column ${column + 1}`;
}
