import { describe, expect, test } from "vitest";
import { check } from "../../../lib/course/check.js";
import type { Arguments, Mistake, Part, Plain } from "../../../lib/course/exercise.js";
import { Judge } from "../../../lib/course/judge.js";
import { isPlainObject } from "../../../lib/course/plain.js";
import { withHiddenChecks } from "../../../lib/grader/hidden/index.js";
import type { Step } from "../../../lib/step.js";
import { exercises } from "./exercises.js";

/** The reference with one step, or one returned value, replaced by the mistake's formula. */
function planted(part: Part, mistake: Mistake) {
  return (...all: [...Arguments, Step]) => {
    const step = all.at(-1) as Step;
    const args = all.slice(0, -1) as Arguments;
    const right = Object.fromEntries(
      new Judge(part, args).entries.map(({ name, value }) => [name, value]),
    );
    const instead = (): Plain => mistake.instead(args, right);
    const seen: string[] = [];
    const result = part.reference(args, (name, formula, compute) => {
      seen.push(name);
      return step(name, formula, name === mistake.step ? () => instead() as never : compute);
    });
    return seen.includes(mistake.step) ? result : withValue(result, part, mistake.step, instead());
  };
}

/** What a function returns, with the value of one name replaced. */
function withValue(result: Plain, part: Part, name: string, value: Plain): Plain {
  if (!isPlainObject(result)) return value;
  return Object.fromEntries(
    Object.entries(result).map(([key, inner]) => {
      if ((part.returns[key] ?? key) === name) return [key, value];
      return [key, isPlainObject(inner) ? withValue(inner, part, name, value) : inner];
    }),
  );
}

const both = exercises.flatMap((exercise) => [
  { id: `${exercise.id}, visible checks`, exercise },
  { id: `${exercise.id}, all checks`, exercise: withHiddenChecks(exercise) },
]);

describe.each(both)("every typical mistake is caught and named: $id", ({ exercise }) => {
  test.each(exercise.parts.flatMap((part) => part.mistakes.map((mistake) => ({ part, mistake }))))(
    "$part.name, $mistake.step: $mistake.cause",
    async ({ part, mistake }) => {
      const report = await check(exercise, { [part.name]: planted(part, mistake) });
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
