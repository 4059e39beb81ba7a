import { ValueError } from "../errors.js";
import { Random } from "../random.js";
import { attempt } from "./attempt.js";
import { CheckReport } from "./check-report.js";
import { smallestFailure } from "./counterexample.js";
import { closest } from "./distance.js";
import { partNamed, type Exercise } from "./exercise.js";
import { loadExercise } from "./exercises/load.js";
import { firstWrong, outcomesOf } from "./outcome.js";

/** The numbers of the visible checks are the same each time; the grader draws new ones. */
export const VISIBLE_SEED = 1;

/**
 * Judges each step of an exercise's functions and reports the first that goes wrong, with the smallest input
 * on which it does. The report is rich in a notebook and text elsewhere.
 *
 * A wrong step does not spoil those after it: they are judged on the right value. Functions that are not handed
 * over are left out of the report.
 *
 * `exercise`: its number, such as "06".
 *
 * @throws ValueError if there is no such exercise, or a function is handed over that it does not have.
 *
 * @example
 * const report = await check("06", { forward, updateRunning, forwardEval });
 * report.passed; // true
 */
export async function check(
  exercise: string | Exercise,
  functions: Readonly<Record<string, unknown>>,
): Promise<CheckReport> {
  return judgeFunctions(
    typeof exercise === "string" ? await loadExercise("check", exercise) : exercise,
    functions,
  );
}

/** What `check` does once the exercise is loaded. */
export function judgeFunctions(
  exercise: Exercise,
  functions: Readonly<Record<string, unknown>>,
): CheckReport {
  const names = exercise.parts.map(({ name }) => name);
  const stranger = Object.keys(functions).find((name) => !names.includes(name));
  if (stranger !== undefined) {
    const meant = closest(stranger, names);
    throw new ValueError(
      `check: expected functions called ${names.join(", ")}, got ${stranger}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
    );
  }
  const parts = exercise.parts.filter(({ name }) => name in functions);
  const checked = exercise.checks.map((each, stream) => ({
    each,
    rng: new Random(VISIBLE_SEED, stream),
  }));
  const outcomes = parts.flatMap((part) =>
    outcomesOf(
      part,
      checked
        .filter(({ each }) => each.part === part.name)
        .map(({ each, rng }) => ({
          check: each,
          calls: each.draw(rng).map((args) => attempt(part, functions[part.name], args)),
        })),
    ),
  );
  const wrong = firstWrong(outcomes);
  const example =
    wrong?.kind === "wrong"
      ? smallestFailure(partNamed(exercise, wrong.part), functions[wrong.part], wrong.step)
      : undefined;
  return new CheckReport(exercise, outcomes, example);
}
