import { describe, expect, test } from "vitest";
import { judgeFunctions } from "../../../lib/course/check.js";
import type { Arguments, Exercise, Part, Plain } from "../../../lib/course/exercise.js";
import { isPlainArray, isPlainObject } from "../../../lib/course/plain.js";
import { withHiddenChecks } from "../../../lib/grader/hidden/index.js";
import { Random } from "../../../lib/random.js";
import type { Step } from "../../../lib/step.js";
import { Tensor } from "../../../lib/tensor/tensor.js";
import { exercises } from "./exercises.js";

type Calls = (...all: [...Arguments, Step]) => Plain;

/** The reference of a part, called as a student's function is. */
const rightly =
  (part: Part): Calls =>
  (...all) =>
    part.reference(all.slice(0, -1) as Arguments, all.at(-1) as Step);

/** Something else of the same kind. */
function wrong(value: Plain): Plain {
  if (value instanceof Tensor) return value.mul(-3).add(7);
  if (typeof value === "number") return value * -3 + 7;
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return `not ${value}`;
  return isPlainArray(value) ? [...value, 7] : value;
}

/** What a function returns, with the value of one name replaced by a wrong one. */
function spoiled(value: Plain, part: Part, name: string, field: string = part.name): Plain {
  if (isPlainObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, spoiled(inner, part, name, key)]),
    );
  return (part.returns[field] ?? field) === name ? wrong(value) : value;
}

/** The reference with one step, or one returned value, that is plainly wrong. */
const wrongIn = (part: Part, name: string): Calls => {
  const right = rightly(part);
  return (...all) => {
    const step = all.at(-1) as Step;
    const seen = new Set<string>();
    const spoiling: Step = (own, formula, compute) => {
      seen.add(own);
      return step(own, formula, own === name ? () => wrong(compute()) as never : compute);
    };
    const result = right(...(all.slice(0, -1) as Arguments), spoiling);
    return seen.has(name) ? result : spoiled(result, part, name);
  };
};

/** What an argument can be written into, and a way to do so. */
function writeInto(value: Plain): boolean {
  if (value instanceof Tensor) {
    value.data.fill(99);
    return value.size > 0;
  }
  if (isPlainArray(value)) {
    (value as Plain[]).push(99);
    return true;
  }
  return isPlainObject(value) && Object.values(value).some(writeInto);
}

const withHidden = exercises.map((exercise): Exercise => withHiddenChecks(exercise));

describe.each(withHidden)("in exercise $id", (exercise) => {
  const functions = Object.fromEntries(exercise.parts.map((part) => [part.name, rightly(part)]));
  const steps = exercise.parts.flatMap((part) =>
    Object.entries(part.points).map(([name, points]) => ({ part, name, points })),
  );

  test.each(steps)(
    "a wrong $name in $part.name costs its own points, and those of nothing else",
    ({ part, name, points }) => {
      const report = judgeFunctions(exercise, { ...functions, [part.name]: wrongIn(part, name) });
      const lost = report.outcomes.filter(({ kind }) => kind !== "ok");
      expect(lost.map((outcome) => [outcome.part, outcome.step])).toEqual([[part.name, name]]);
      expect(report.earned).toBeCloseTo(report.points - points, 9);
    },
  );

  test.each(
    exercise.parts.filter((part) =>
      part.small(new Random(1), { rows: 2, columns: 2 }).some(writeInto),
    ),
  )("$name must leave its inputs as they were", (part) => {
    const writing: Calls = (...all) => {
      const result = rightly(part)(...all);
      (all.slice(0, -1) as Arguments).some(writeInto);
      return result;
    };
    const report = judgeFunctions(exercise, { ...functions, [part.name]: writing });
    const lost = report.outcomes.filter(({ kind }) => kind !== "ok");
    expect(lost.map((outcome) => outcome.part)).toEqual([part.name]);
    expect(lost[0].problem).toMatch(/changed its input .*; compute a new (tensor|value) instead/);
  });

  test("all of it right earns all of it", () => {
    const report = judgeFunctions(exercise, functions);
    expect([report.passed, report.earned]).toEqual([true, report.points]);
  });
});
