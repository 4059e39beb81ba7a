import ts from "../typescript.js";
import type { Completeness } from "../language.js";
import { parseCell } from "./parse.js";

/** Whether a cell typed so far can run, wants another line, or cannot become valid. */
export function completeness(code: string): Completeness {
  const { file, errors } = parseCell(code);
  if (errors.length === 0) return { status: "complete" };
  return errors.every((error) => isAtEnd(error, file))
    ? { status: "incomplete", indent: "  ".repeat(depth(code)) }
    : { status: "invalid" };
}

/** An error that more text may mend: something is missing, or open, where the text ends. */
function isAtEnd({ code, start, length }: ts.DiagnosticWithLocation, file: ts.SourceFile): boolean {
  if (unterminated.has(code)) return true;
  if (code === unterminatedString) return false;
  const end = file.text.trimEnd().length;
  const isBlank = file.text.slice(start + length).trim() === "";
  return start >= end || (code === expected && isBlank && length === 0);
}

/** A comment or template that the text's end cuts off. A string has to end on its line. */
const unterminated = new Set([1010, 1160]);
const unterminatedString = 1002;
const expected = 1005;

/** How many brackets are open where the text ends. */
function depth(code: string): number {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, code);
  let open = 0;
  /** For each `${` of a template: the brackets open in it. */
  const templates: number[] = [];
  for (;;) {
    switch (scanner.scan()) {
      case ts.SyntaxKind.EndOfFileToken:
        return Math.max(open, 0);
      case ts.SyntaxKind.TemplateHead:
        templates.push(open);
        break;
      case ts.SyntaxKind.OpenBraceToken:
      case ts.SyntaxKind.OpenParenToken:
      case ts.SyntaxKind.OpenBracketToken:
        open += 1;
        break;
      case ts.SyntaxKind.CloseBraceToken:
        if (templates.at(-1) === open) {
          if (scanner.reScanTemplateToken(false) !== ts.SyntaxKind.TemplateMiddle) templates.pop();
        } else open -= 1;
        break;
      case ts.SyntaxKind.CloseParenToken:
      case ts.SyntaxKind.CloseBracketToken:
        open -= 1;
        break;
    }
  }
}
