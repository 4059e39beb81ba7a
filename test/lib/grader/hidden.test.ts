import { describe, expect, test } from "vitest";
import type { Arguments, Check, Exercise, Plain } from "../../../lib/course/exercise.js";
import { isPlainArray, isPlainObject } from "../../../lib/course/plain.js";
import { withHiddenChecks } from "../../../lib/grader/hidden/index.js";
import { Random } from "../../../lib/random.js";
import { Tensor } from "../../../lib/tensor/tensor.js";
import { exercises } from "../course/exercises.js";

const SEEDS = [1, 2, 3, 4, 5];
const SIZE = { rows: 2, columns: 2 };

/** The calls of an exercise's hidden checks, over a few seeds. */
function hiddenCalls(exercise: Exercise): { check: Check; args: Arguments }[] {
  return withHiddenChecks(exercise)
    .checks.filter((check) => !exercise.checks.includes(check))
    .flatMap((check) =>
      SEEDS.flatMap((seed) => check.draw(new Random(seed)).map((args) => ({ check, args }))),
    );
}

/** Everything in a call's arguments with the name of its field. */
function named(value: Plain, name = ""): { name: string; value: Plain }[] {
  const inner = isPlainArray(value)
    ? value.flatMap((each) => named(each, name))
    : isPlainObject(value)
      ? Object.entries(value).flatMap(([key, each]) => named(each, key))
      : [];
  return [{ name, value }, ...inner];
}

const tensorsIn = (args: Arguments): Tensor[] =>
  named(args).flatMap(({ value }) => (value instanceof Tensor ? [value] : []));

const callsOf = (id: string): { check: Check; args: Arguments }[] =>
  hiddenCalls(exercises.find((each) => each.id.startsWith(id)) as Exercise);

/** All values of fields of this name that the hidden checks of an exercise draw. */
const fields = (id: string, name: string): Plain[] =>
  callsOf(id).flatMap(({ args }) =>
    named(args).flatMap((each) => (each.name === name ? [each.value] : [])),
  );

describe.each(exercises)("the hidden checks of exercise $id", (exercise) => {
  const visible = exercise.checks.flatMap((check) => check.draw(new Random(1)));
  const hidden = hiddenCalls(exercise);

  test.each(exercise.parts.filter((part) => tensorsIn(part.small(new Random(1), SIZE)).length > 0))(
    "call $name with shapes that no visible check has, odd ones among them",
    ({ name }) => {
      const own = hidden.filter(({ check }) => check.part === name);
      const shapes = new Set(own.flatMap(({ args }) => tensorsIn(args).map(({ shape }) => shape)));
      const known = visible.flatMap((args) => tensorsIn(args).map(({ shape }) => String(shape)));
      const fresh = [...shapes].filter((shape) => !known.includes(String(shape)));
      expect(fresh.some((shape) => shape.some((n) => n % 2 === 1))).toBe(true);
    },
  );

  test("go down to one row, one number or one entry", () => {
    const single = hidden.some(({ args }) =>
      args
        .flatMap((each) => named(each))
        .some(({ value }) =>
          value instanceof Tensor
            ? value.shape.length === 0 || value.shape[0] === 1
            : isPlainArray(value) && value.length === 1,
        ),
    );
    // A layer's size, an epoch: what is a number itself has no smaller form.
    expect(single || exercise.id === "14-schedules").toBe(true);
  });
});

const numbersIn = (id: string, field: string): number[] =>
  fields(id, field).flatMap((value) =>
    value instanceof Tensor ? [...value.data] : [Number(value)],
  );

test.each(["06", "07", "08", "09", "10"])(
  "the hidden checks of norm %s have no gamma of 1",
  (id) => {
    const gammas = numbersIn(id, "gamma");
    expect(gammas.length).toBeGreaterThan(0);
    expect(gammas).not.toContain(1);
    expect(Math.min(...gammas.map((gamma) => Math.abs(gamma - 1)))).toBeLessThan(1);
  },
);

test("the hidden checks of dropout have p on both sides of a half, and never there", () => {
  const drawn = numbersIn("11", "p");
  expect(drawn).not.toContain(0.5);
  expect(Math.min(...drawn)).toBe(0);
  expect(Math.max(...drawn)).toBeGreaterThan(0.5);
});

test.each(["03", "16", "20"])("the hidden checks of exercise %s have scores of ±10,000", (id) => {
  const drawn = callsOf(id).flatMap(({ args }) => tensorsIn(args).flatMap(({ data }) => [...data]));
  expect(Math.max(...drawn)).toBeGreaterThan(9000);
  expect(Math.min(...drawn)).toBeLessThan(-9000);
});
