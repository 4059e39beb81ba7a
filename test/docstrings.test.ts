import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

/** Every value that lib/index.ts exports, also inside `export * as`, with what its docstring says. */
type Documented = { name: string; text: string; tags: readonly string[] };

function publicValues(): Documented[] {
  const index = join(import.meta.dirname, "../lib/index.ts");
  const program = ts.createProgram([index], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const found: Documented[] = [];
  const add = (symbol: ts.Symbol, name: string): void => {
    const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (meant.flags & ts.SymbolFlags.ValueModule)
      for (const inner of checker.getExportsOfModule(meant)) add(inner, `${name}.${inner.name}`);
    else if (meant.flags & ts.SymbolFlags.Value)
      found.push({
        name,
        text: ts.displayPartsToString(meant.getDocumentationComment(checker)).trim(),
        tags: meant.getJsDocTags(checker).map((tag) => tag.name),
      });
  };
  const file = program.getSourceFile(index);
  const module = file && checker.getSymbolAtLocation(file);
  for (const symbol of module ? checker.getExportsOfModule(module) : []) add(symbol, symbol.name);
  return found;
}

test("every public function, class and constant says what it is and shows it in an example", () => {
  const values = publicValues();
  expect(values.length).toBeGreaterThan(400);
  expect(values.filter(({ text }) => text === "").map(({ name }) => name)).toEqual([]);
  const silent = values.filter(({ tags }) => !tags.includes("example"));
  expect(silent.map(({ name }) => name)).toEqual([]);
}, 60_000);
