import { describe, expect, test } from "vitest";
import { judgeFunctions } from "../../../lib/course/check.js";
import { difference } from "../../../lib/course/compare.js";
import { definePart, type Exercise, type Plain } from "../../../lib/course/exercise.js";
import { asPlain, copyPlain } from "../../../lib/course/plain.js";
import { testFunction } from "../../../lib/course/test-functions.js";
import { todo } from "../../../lib/course/todo.js";
import { decodeFrame, encodeFrame } from "../../../lib/grader/sandbox/frame.js";
import { tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

/** An exercise of functions without steps, which return all kinds of values. */
type Call = readonly [readonly number[], (x: Tensor) => number];
const part = definePart<Call>({
  name: "summary",
  points: { count: 1, sorted: 2, word: 1, list: 1 },
  hints: {},
  parameters: ["numbers", "f"],
  reference: ([numbers, f]) => ({
    count: numbers.length,
    sorted: numbers.every((each, i) => i === 0 || numbers[i - 1] <= each),
    word: numbers.length > 2 ? "many" : "few",
    list: [f(tensor(numbers)), Infinity],
  }),
  small: (rng, { rows }) => [
    Array.from({ length: rows }, () => rng.integer(4)),
    testFunction("cubic", { a: tensor(Array.from({ length: rows }, () => 1)) }),
  ],
  mistakes: [
    {
      step: "count",
      cause: "you counted one too few",
      next: "Count from 1.",
      instead: ([numbers]) => numbers.length - 1,
    },
  ],
});
const exercise: Exercise = {
  id: "98-values",
  title: "Values",
  minutes: 30,
  prerequisites: [],
  parts: [part],
  checks: [
    {
      title: "three numbers",
      part: "summary",
      ordinary: true,
      draw: (rng) => [[[3, rng.integer(9), 5], testFunction("cubic", { a: tensor([1, 2, 3]) })]],
    },
  ],
  reflections: [],
};

type Summary = (...call: Call) => Record<string, unknown>;
const right: Summary = (...call) => part.reference(call, (_n, _f, compute) => compute()) as never;
const outcome = (summary: unknown, step: string) =>
  judgeFunctions(exercise, { summary }).outcomes.find((each) => each.step === step);

describe("a function without steps", () => {
  test("earns by what it returns: numbers, booleans, words, arrays with infinities", () => {
    const report = judgeFunctions(exercise, { summary: right });
    expect([report.passed, report.earned]).toEqual([true, 5]);
  });

  test("loses only the fields that are wrong, and is told the cause", () => {
    const summary: Summary = (numbers, f) => ({ ...right(numbers, f), count: numbers.length - 1 });
    const report = judgeFunctions(exercise, { summary });
    expect(report.earned).toBe(4);
    expect(report.firstWrong?.problem).toBe("it should be 3, got 2");
    expect(report.firstWrong?.cause?.cause).toBe("you counted one too few");
    expect(String(report)).toContain("f(x)               = Σ aᵢ xᵢ³");
    expect(String(report)).toMatch(/count: expected \d\n {9}got {6}\d/);
  });

  test("is not written yet while its hole throws, whichever value is asked for", () => {
    const report = judgeFunctions(exercise, { summary: () => todo("summary") });
    expect(report.summary).toBe("0 of 4 steps right, 4 not written yet");
  });

  test.each([
    ["a number in a tensor", { count: tensor(3) }, "count", "take the number out with .item()"],
    ["NaN", { count: NaN }, "count", "it should be 3, got NaN"],
    ["a word for a boolean", { sorted: "true" }, "sorted", 'got the text "true"'],
    ["a number for a word", { word: 1 }, "word", 'expected "many", got the number 1'],
    ["a shorter array", { list: [1] }, "list", "expected an array of 2, got one of 1"],
    ["a finite number for an infinite one", { list: [1, 1e300] }, "list", "entry [0]"],
    ["nothing", { list: undefined }, "list", "expected an array of 2, got nothing"],
  ])("that returns %s is told so", (_what, change, step, words) => {
    const summary: Summary = (...call) => ({ ...right(...call), ...change });
    expect(outcome(summary, step)?.problem).toContain(words);
  });

  test("that throws is told what", () => {
    const throwing = (): never => {
      throw new RangeError("oh");
    };
    expect(outcome(throwing, "sorted")?.problem).toBe("it threw RangeError: oh");
  });

  test("must leave an array that it is handed as it was", () => {
    const summary = (numbers: number[], f: Call[1]) => {
      const result = right([...numbers], f);
      numbers.push(0);
      return result;
    };
    expect(outcome(summary, "list")?.problem).toBe(
      "summary changed its input numbers; compute a new value instead",
    );
  });
});

describe("plain values", () => {
  const value: Plain = {
    tensor: tensor([
      [1, -0],
      [NaN, Infinity],
    ]),
    number: 1.5,
    infinite: -Infinity,
    yes: true,
    word: "żółw 🐢",
    list: [1, [tensor([2]), false], { inner: "x" }],
  };

  test("cross between processes unchanged", () => {
    const { value: back } = decodeFrame(encodeFrame({ head: {}, value }));
    expect(difference(back, value)).toBeUndefined();
  });

  test("with a function of the library cross as its name and data, and are made anew", () => {
    const f = testFunction("quadratic", { a: tensor([2]), b: tensor([1]) });
    const { value: back } = decodeFrame(encodeFrame({ head: {}, value: { f } }));
    const { f: made } = back as { f: typeof f };
    expect(made).not.toBe(f);
    expect(made(tensor([3]))).toBe(f(tensor([3])));
  });

  test("are refused where a frame names a function that is not in the library", () => {
    const bytes = encodeFrame({ head: {}, value: testFunction("cubic", { a: tensor([1]) }) });
    const renamed = bytes.map((byte, i) => (byte === 99 && bytes[i + 1] === 117 ? 100 : byte)); // "cubic" → "dubic"
    expect(() => decodeFrame(renamed)).toThrow("a frame holds no such function");
  });

  test("are copied all the way down", () => {
    const copy = copyPlain(value) as Record<string, Plain>;
    expect(difference(copy, value)).toBeUndefined();
    (copy.tensor as Tensor).data[0] = 7;
    expect((value as Record<string, Tensor>).tensor.at(0, 0)).toBe(1);
  });

  test("are told from what can only be described", () => {
    expect(asPlain([1, "a", true])).toEqual([1, "a", true]);
    expect(asPlain([1, undefined])).toBeUndefined();
    expect(asPlain(() => 1)).toBeUndefined();
  });
});
