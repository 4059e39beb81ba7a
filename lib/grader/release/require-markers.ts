import type { Cell } from "../../../kernel/notebook/format.js";
import { UserError } from "../../../kernel/errors.js";
import { claimsRole, roleOf } from "../cell-role.js";
import { holesOf } from "./markers.js";
import type { Pass } from "./pass.js";

/** Checks that an exercise can be released: markers in pairs, in solution cells alone, each cell with its own id. */
export const requireMarkers: Pass = (notebook, where) => {
  const ids = new Set<string>();
  for (const [index, cell] of notebook.cells.entries()) {
    const place = `${where}, cell ${index + 1}`;
    const role = roleOf(cell);
    if (role.role === "plain" && claimsRole(cell))
      throw new UserError(
        `${place}: expected metadata gradlab with role solution or reflection and an id, or role check, setup, predict or hidden, got ${JSON.stringify(cell.metadata.gradlab)}`,
      );
    const holes = countHoles(cell, place);
    if (role.role !== "solution") {
      if (holes > 0)
        throw new UserError(
          `${place}: expected the markers in a cell of role solution, got one of role ${role.role}`,
        );
      continue;
    }
    if (holes === 0)
      throw new UserError(`${place}: expected a hole in solution cell ${role.id}, got none`);
    if (ids.has(role.id))
      throw new UserError(`${place}: expected each solution id once, got ${role.id} again`);
    ids.add(role.id);
  }
  if (ids.size === 0) throw new UserError(`${where}: expected a solution cell, got none`);
  return notebook;
};

function countHoles(cell: Cell, place: string): number {
  const found = holesOf(cell.source);
  if ("problem" in found) throw new UserError(`${place}, line ${found.line + 1}: ${found.problem}`);
  return found.holes.length;
}
