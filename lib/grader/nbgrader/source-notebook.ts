import type { Cell, Notebook } from "../../../kernel/notebook/format.js";
import type { Exercise } from "../../course/exercise.js";
import { roleOf } from "../cell-role.js";
import { clearOutputs } from "../release/clear-outputs.js";
import { clearPredictions } from "../release/clear-predictions.js";
import { requireMarkers } from "../release/require-markers.js";
import { maximum } from "../scoring/grade-submission.js";
import { answer, graded, nbgraderMetadata, READ_ONLY, SOLUTION } from "./metadata.js";

/**
 * An exercise as nbgrader's source version: solutions between nbgrader's own marks, the hidden checks in a locked cell
 * whose value is the points, reflections to be graded by hand. nbgrader makes the students' version of it.
 */
export function nbgraderSource(notebook: Notebook, exercise: Exercise, where: string): Notebook {
  const passes = [requireMarkers, clearPredictions, clearOutputs];
  const source = passes.reduce((before, pass) => pass(before, where), notebook);
  const cells = source.cells.flatMap((cell) => withMetadata(cell, exercise));
  const last = cells.findLastIndex((cell) => roleOf(cell).role === "check");
  return { ...source, cells: cells.toSpliced(last + 1, 0, hiddenChecks(exercise)) };
}

function withMetadata(cell: Cell, exercise: Exercise): Cell[] {
  const role = roleOf(cell);
  const marked = (id: string, flags: typeof SOLUTION): Cell => ({
    ...cell,
    metadata: { ...cell.metadata, nbgrader: nbgraderMetadata(cell.cell_type, id, flags) },
  });
  switch (role.role) {
    case "solution":
      return [marked(role.id, SOLUTION)];
    case "reflection": {
      const points = exercise.reflections.find(({ id }) => id === role.id)?.points ?? 0;
      return [marked(role.id, answer(points))];
    }
    case "check":
    case "setup":
      return [marked(cell.id, READ_ONLY)];
    case "hidden":
      return [];
    default:
      return [cell];
  }
}

/** nbgrader gives a locked cell the points that it evaluates to, and takes out what stands between its marks. */
function hiddenChecks(exercise: Exercise): Cell {
  const functions = exercise.parts.map(({ name }) => `${name}: ${name}`).join(", ");
  return {
    cell_type: "code",
    id: "hidden-checks",
    metadata: {
      nbgrader: nbgraderMetadata("code", "hidden-checks", graded(maximum(exercise))),
    },
    source: [
      "// Hidden checks run here when your work is graded.",
      "// BEGIN HIDDEN TESTS",
      'import { exerciseNamed as nbgraderExercise, withHiddenChecks as nbgraderHidden } from "gradlab/grader";',
      `const nbgraderReport = await check(nbgraderHidden(await nbgraderExercise(${JSON.stringify(exercise.id)})), { ${functions} });`,
      "nbgraderReport.earned",
      "// END HIDDEN TESTS",
    ].join("\n"),
    execution_count: null,
    outputs: [],
  };
}
