import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../kernel/errors.js";
import { writeFileWhole } from "../../../kernel/files.js";
import { formatNotebook, readNotebook } from "../../../kernel/notebook/format.js";
import { clearOutputs } from "./clear-outputs.js";
import { clearPredictions } from "./clear-predictions.js";
import { dropHidden } from "./drop-hidden.js";
import type { Pass } from "./pass.js";
import { requireMarkers } from "./require-markers.js";
import { stripSolutions } from "./strip-solutions.js";

const PASSES: Pass[] = [requireMarkers, stripSolutions, clearPredictions, dropHidden, clearOutputs];

/** The text of the students' notebook, made from the solutions' one. The same each time. */
export function releasedText(solution: string): string {
  const notebook = readNotebook(solution);
  return formatNotebook(PASSES.reduce((before, pass) => pass(before, solution), notebook));
}

/** An exercise's notebook, and whether the released one was up to date. */
export interface Released {
  name: string;
  fresh: boolean;
}

/** Releases every notebook of `solutions` to `exercises`. With `write` false, only says which are stale. */
export function releaseAll(
  solutions: string,
  exercises: string,
  { write = true } = {},
): Released[] {
  const names = notebooksIn(solutions);
  if (names.length === 0) throw new UserError(`${solutions}: expected notebooks, got none`);
  const released = names.map((name) => {
    const text = releasedText(join(solutions, name));
    const target = join(exercises, name);
    const fresh = existsSync(target) && readFileSync(target, "utf8") === text;
    if (write && !fresh) {
      mkdirSync(exercises, { recursive: true });
      writeFileWhole(target, text);
    }
    return { name, fresh };
  });
  const orphans = existsSync(exercises)
    ? notebooksIn(exercises).filter((name) => !names.includes(name))
    : [];
  if (orphans.length > 0)
    throw new UserError(
      `${exercises}: expected a solution for each exercise, got none for ${orphans.join(", ")}`,
    );
  return released;
}

function notebooksIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".ipynb"))
      .sort();
  } catch {
    throw new UserError(`${folder}: expected a folder of notebooks, got none`);
  }
}
