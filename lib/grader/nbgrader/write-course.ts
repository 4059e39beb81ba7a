import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileWhole } from "../../../kernel/files.js";
import { formatNotebook, readNotebook } from "../../../kernel/notebook/format.js";
import { exerciseIds } from "../../course/exercises/load.js";
import { exerciseNamed } from "../exercises.js";
import { nbgraderSource } from "./source-notebook.js";

/** nbgrader knows no TypeScript by itself: what it puts in place of a solution, and how long a notebook may run. */
const CONFIG = `# nbgrader's options for exercises of gradlab (TypeScript).
c = get_config()

# Solutions stand between the lines // BEGIN SOLUTION and // END SOLUTION; hidden tests between
# // BEGIN HIDDEN TESTS and // END HIDDEN TESTS. These take the place of a solution.
c.ClearSolutions.code_stub = {"typescript": 'return todo("this step"); // write this step'}
c.ClearSolutions.text_stub = "*Write your answer here.*"

# A cell is checked and run; the first one waits for the kernel to start.
c.Execute.timeout = 120
c.Execute.startup_timeout = 120
`;

/**
 * Writes exercises into a course of nbgrader: `source/ID/ID.ipynb` for each, and `nbgrader_config.py` unless there is
 * one.
 *
 * @returns the files written
 */
export async function writeNbgraderCourse(solutions: string, course: string): Promise<string[]> {
  const written: string[] = [];
  const write = (path: string, text: string): void => {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileWhole(path, text);
    written.push(path);
  };
  for (const id of exerciseIds) {
    const path = join(solutions, `${id}.ipynb`);
    if (!existsSync(path)) continue;
    const notebook = nbgraderSource(readNotebook(path), await exerciseNamed(id), path);
    write(join(course, "source", id, `${id}.ipynb`), formatNotebook(notebook));
  }
  const config = join(course, "nbgrader_config.py");
  if (!existsSync(config)) write(config, CONFIG);
  return written;
}
