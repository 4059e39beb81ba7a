import { loadTypescript } from "../../../../kernel/language/load-typescript.js";

/** A token of a cell, normalized, and where it stands in the text. */
export interface Token {
  text: string;
  start: number;
  end: number;
}

/**
 * A cell's tokens without comments and spaces. Names of one's own become one word, so that renaming changes nothing;
 * names after a dot stay, since they say which operation it is; texts in quotes become one word too.
 */
export function tokensOf(source: string): Token[] {
  const ts = loadTypescript();
  const scanner = ts.createScanner(
    ts.ScriptTarget.ES2022,
    true,
    ts.LanguageVariant.Standard,
    source,
  );
  const tokens: Token[] = [];
  let afterDot = false;
  for (;;) {
    const kind = scanner.scan();
    if (kind === ts.SyntaxKind.EndOfFileToken) return tokens;
    const own = kind === ts.SyntaxKind.Identifier && !afterDot;
    const quoted =
      kind === ts.SyntaxKind.StringLiteral || kind === ts.SyntaxKind.NoSubstitutionTemplateLiteral;
    const text = own ? "name" : quoted ? '"text"' : scanner.getTokenText();
    tokens.push({ text, start: scanner.getTokenStart(), end: scanner.getTokenEnd() });
    afterDot = kind === ts.SyntaxKind.DotToken || kind === ts.SyntaxKind.QuestionDotToken;
  }
}
