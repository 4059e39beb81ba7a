import type ts from "typescript";
import type { Tslab } from "./modules.js";

/**
 * Lets `{ x }` stand for a variable of an earlier cell.
 *
 * tslab rewrites the names of earlier variables wherever they are read, but misses the short form of a
 * property, which then fails with "x is not defined". So cells get `{ x: x }`, on the same lines.
 */
export function expandShorthand(tslab: Tslab, require: NodeJS.Require): void {
  const compiler = require("@tslab/typescript-for-tslab") as typeof ts;
  const { createExecutor } = tslab.executor;
  tslab.executor.createExecutor = (...settings) => {
    const executor = createExecutor(...settings);
    const execute = executor.execute.bind(executor);
    executor.execute = (source) => execute(withLongForms(compiler, source));
    return executor;
  };
}

export function withLongForms(compiler: typeof ts, source: string): string {
  const file = compiler.createSourceFile("cell.ts", source, compiler.ScriptTarget.Latest);
  const places: { at: number; name: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isShorthandPropertyAssignment(node))
      places.push({ at: node.name.getStart(file), name: node.name.text });
    compiler.forEachChild(node, visit);
  };
  visit(file);
  return places.reduceRight(
    (text, { at, name }) => `${text.slice(0, at)}${name}: ${text.slice(at)}`,
    source,
  );
}
