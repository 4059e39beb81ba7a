import { describe, expect, test } from "vitest";
import { roleOf } from "../../../lib/grader/cell-role.js";
import { readNotebook } from "../../../kernel/notebook/format.js";
import { numberOf } from "../../../lib/course/exercises/load.js";
import { Judge } from "../../../lib/course/judge.js";
import { withHiddenChecks } from "../../../lib/grader/hidden/index.js";
import { Random } from "../../../lib/random.js";
import { exercises } from "./exercises.js";

const sum = (points: Readonly<Record<string, number>>): number =>
  Object.values(points).reduce((total, each) => total + each, 0);

test("exercises are numbered in their order", () => {
  const numbers = exercises.map(({ id }) => numberOf(id));
  expect(numbers).toEqual([...numbers].sort());
  expect(new Set(numbers).size).toBe(exercises.length);
});

describe.each(exercises)("exercise $id", (exercise) => {
  const { id, parts, checks, reflections } = exercise;
  const all = withHiddenChecks(exercise).checks;

  test("has a title, a time and prerequisites that come before it", () => {
    expect(id).toMatch(/^\d\d-[a-z0-9-]+$/);
    expect(exercise.title).not.toBe("");
    expect(exercise.minutes).toBeGreaterThanOrEqual(30);
    expect(exercise.minutes).toBeLessThanOrEqual(90);
    for (const before of exercise.prerequisites)
      expect(Number(before)).toBeLessThan(Number(numberOf(id)));
  });

  test("is worth 10 to 20 points, some of them for a reflection", () => {
    const points = parts.reduce((total, part) => total + sum(part.points), 0);
    const reflected = reflections.reduce((total, each) => total + each.points, 0);
    expect(reflected).toBeGreaterThan(0);
    expect(points + reflected).toBeGreaterThanOrEqual(10);
    expect(points + reflected).toBeLessThanOrEqual(20);
  });

  test("has three different hints for each function, or each of its steps", () => {
    for (const { name, points, hints } of parts) {
      const wanted =
        name in hints
          ? [name, ...Object.keys(hints).filter((key) => key in points)]
          : Object.keys(points);
      expect(Object.keys(hints).sort()).toEqual([...new Set(wanted)].sort());
      for (const three of Object.values(hints)) {
        expect(new Set(three).size).toBe(3);
        for (const text of three) expect(text.length).toBeGreaterThan(10);
      }
    }
  });

  test("knows at least five typical mistakes, each in a step that is judged and said in one form", () => {
    expect(parts.flatMap(({ mistakes }) => mistakes).length).toBeGreaterThanOrEqual(5);
    for (const { points, mistakes } of parts)
      for (const { step, cause, next } of mistakes) {
        expect(points).toHaveProperty(step);
        expect(cause).toMatch(/^[a-zγμεxŷ]/);
        expect(cause).not.toMatch(/\.$/);
        expect(next).toMatch(/\.$/);
      }
  });

  test.each(parts)(
    "judges all that $name has points for, on ordinary inputs and on hidden ones",
    (part) => {
      const own = checks.filter((check) => check.part === part.name);
      expect(own.some(({ ordinary }) => ordinary)).toBe(true);
      const hidden = all.filter((check) => check.part === part.name && !checks.includes(check));
      expect(hidden.length).toBeGreaterThan(0);
      const calls = [...own, ...hidden].flatMap((check) => check.draw(new Random(5)));
      for (const args of [...calls, part.small(new Random(5), { rows: 2, columns: 2 })]) {
        const names = new Judge(part, args).entries.map(({ name }) => name);
        expect(names).toEqual(expect.arrayContaining(Object.keys(part.points)));
      }
    },
  );

  test("draws other numbers from another seed", () => {
    for (const check of all)
      expect(JSON.stringify(plainNumbers(check.draw(new Random(5))))).not.toBe(
        JSON.stringify(plainNumbers(check.draw(new Random(6)))),
      );
  });

  test("has a notebook that says what the manifest says", () => {
    const notebook = readNotebook(`solutions/${id}.ipynb`);
    expect(notebook.metadata.gradlab).toEqual({ exercise: id });
    const roles = notebook.cells.map(roleOf);
    const idsOf = (role: string): string[] =>
      roles.flatMap((each) => (each.role === role && "id" in each ? [each.id] : []));
    expect(idsOf("reflection")).toEqual(reflections.map((each) => each.id));
    expect(idsOf("solution").length).toBeGreaterThan(0);
    for (const role of ["setup", "predict", "check", "hidden"] as const)
      expect(roles.some((each) => each.role === role)).toBe(true);
    const [{ source }] = notebook.cells;
    expect(source).toMatch(new RegExp(`^# Exercise ${Number(numberOf(id))}: `));
    const points =
      parts.reduce((total, part) => total + sum(part.points), 0) +
      reflections.reduce((total, each) => total + each.points, 0);
    expect(source).toContain(`${points} points, about ${exercise.minutes} minutes`);
  });
});

/** Tensors as their numbers. */
const plainNumbers = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if ("toArray" in value) return (value as { toArray: () => unknown }).toArray();
  return Object.values(value).map(plainNumbers);
};
