import { describe, expect, test } from "vitest";
import { check } from "../../../lib/course/check.js";
import { batchNormExercise } from "../../../lib/course/exercises/batch-norm.js";
import type { Arguments, Mistake, Part } from "../../../lib/course/exercise.js";
import { withHiddenChecks } from "../../../lib/grader/hidden/index.js";
import { record, type Entry, type Step } from "../../../lib/step.js";

/** The reference with one step replaced by the mistake's formula. */
function planted(part: Part, mistake: Mistake) {
  return (...all: [...Arguments, Step]) => {
    const step = all.at(-1) as Step;
    const args = all.slice(0, -1) as Arguments;
    const entries: Entry[] = [];
    part.reference(args, record(entries));
    const right = new Map(entries.map(({ name, value }) => [name, value]));
    return part.reference(args, (name, formula, compute) =>
      step(name, formula, name === mistake.step ? () => mistake.instead(args, right) : compute),
    );
  };
}

const exercises = [batchNormExercise, withHiddenChecks(batchNormExercise)];

describe.each(exercises)("every typical mistake is caught and named", (exercise) => {
  test.each(exercise.parts.flatMap((part) => part.mistakes.map((mistake) => ({ part, mistake }))))(
    `$part.name, $mistake.step: $mistake.cause (${exercise.checks.length} checks)`,
    ({ part, mistake }) => {
      const report = check(exercise, { [part.name]: planted(part, mistake) });
      expect(report.outcomes.filter(({ kind }) => kind !== "ok").map(({ step }) => step)).toEqual([
        mistake.step,
      ]);
      expect(report.firstWrong?.earned).toBe(0);
      expect(report.firstWrong?.cause?.cause).toBe(mistake.cause);
      expect(report.next).toBe(mistake.next);
      expect(report.counterexample).toBeDefined();
    },
  );
});
