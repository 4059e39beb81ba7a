import { UserError } from "../../../kernel/errors.js";
import { holesOf, type Hole } from "./markers.js";
import type { Pass } from "./pass.js";

/** Puts `return todo("mean");` in place of each hole, "mean" being the step or function that it is the body of. */
export const stripSolutions: Pass = (notebook, where) => ({
  ...notebook,
  cells: notebook.cells.map((cell, index) => {
    const found = holesOf(cell.source);
    if ("problem" in found || found.holes.length === 0) return cell;
    return { ...cell, source: strip(cell.source, found.holes, `${where}, cell ${index + 1}`) };
  }),
});

function strip(source: string, holes: readonly Hole[], place: string): string {
  const lines = source.split("\n");
  return lines
    .flatMap((text, line) => {
      const hole = holes.find(({ begin, end }) => line >= begin && line <= end);
      if (hole === undefined) return [text];
      if (line !== hole.begin) return [];
      const indent = text.slice(0, text.indexOf("//"));
      const step = nameAround(lines.slice(0, line), `${place}, line ${line + 1}`);
      return [`${indent}return todo("${step}"); // write this step`];
    })
    .join("\n");
}

/** What a hole is the body of: a step, or else a function. */
function nameAround(above: readonly string[], place: string): string {
  const all = [...above.join("\n").matchAll(/\bstep\(\s*"([^"]+)"|\bfunction (\w+)\(/g)];
  const [, step = "", fn = ""] = all.at(-1) ?? [];
  const name = step === "" ? fn : step;
  if (name === "")
    throw new UserError(
      `${place}: expected step("name", …, () => { on the line above the hole, or function name(…) { around it`,
    );
  return name;
}
