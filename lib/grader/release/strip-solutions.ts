import { UserError } from "../../../kernel/errors.js";
import { holesOf, type Hole } from "./markers.js";
import type { Pass } from "./pass.js";

/** Puts `return todo("mean");` in place of each hole, "mean" being the step that it is the body of. */
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
      const step = stepAround(lines.slice(0, line), `${place}, line ${line + 1}`);
      return [`${indent}return todo("${step}"); // write this step`];
    })
    .join("\n");
}

/** The step whose body opens just above a hole. */
function stepAround(above: readonly string[], place: string): string {
  const name = /step\("([^"]+)"/.exec(above.at(-1) ?? "")?.[1];
  if (name === undefined)
    throw new UserError(`${place}: expected step("name", …, () => { on the line above the hole`);
  return name;
}
