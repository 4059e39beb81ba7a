import { describe, expect, test } from "vitest";
import { check, judgeFunctions } from "../../../lib/course/check.js";
import { exercise } from "../../../lib/course/exercises/batch-norm-forward/exercise.js";
import { nextForMissing } from "../../../lib/course/next-for-missing.js";
import { todo } from "../../../lib/course/todo.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import type { Step } from "../../../lib/step.js";
import { fromData, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

type Forward = (
  inputs: batchNorm.BatchNormInputs,
  options: { eps?: number },
  step: Step,
) => unknown;

/** The right forward pass, with the bodies of some steps replaced. */
const forwardWith =
  (bodies: Record<string, (x: Tensor) => unknown>): Forward =>
  (inputs, options, step) =>
    batchNorm.forward(inputs, options, (name, formula, compute) =>
      step(name, formula, name in bodies ? () => bodies[name](inputs.x) as Tensor : compute),
    );

/** The right forward pass with its steps handed on in another way. */
const forwardBy =
  (change: (step: Step) => Step): Forward =>
  (inputs, options, step) =>
    batchNorm.forward(inputs, options, change(step));

const problemOf = (forward: unknown, step: string): string | undefined =>
  judgeFunctions(exercise, { forward }).outcomes.find((each) => each.step === step)?.problem;

describe("check", () => {
  test("says that the visible checks passed and that hidden ones follow", () => {
    const { forward, updateRunning, forwardEval } = batchNorm;
    const report = judgeFunctions(exercise, { forward, updateRunning, forwardEval });
    expect(report.passed).toBe(true);
    expect([report.earned, report.points]).toEqual([11, 11]);
    expect(report.summary).toBe("All visible checks passed; hidden checks run when graded.");
  });

  test("reports steps with todo as not written yet and goes on after them", () => {
    const report = judgeFunctions(exercise, {
      forward: forwardWith({ variance: () => todo("variance") }),
    });
    expect(report.summary).toBe("5 of 6 steps of forward right, 1 not written yet");
    expect(report.next).toBe('Write the step "variance" of forward.');
    expect(report.firstWrong).toBeUndefined();
  });

  test("shows the smallest input on which a step goes wrong", () => {
    const forward = forwardWith({
      variance: (x) =>
        x
          .sub(x.mean(0))
          .pow(2)
          .sum(0)
          .div(x.shape[0] - 1),
    });
    const report = judgeFunctions(exercise, { forward });
    expect((report.counterexample?.want as Tensor).toArray()).toEqual([1]);
    expect((report.counterexample?.got as Tensor).toArray()).toEqual([2]);
    expect(String(report)).toContain("x (2, 1)           = [[2], [0]]");
    expect(String(report)).toContain("Likely cause: you divided by N − 1 instead of N.");
  });

  test("has a counterexample only for what a small input shows, and words for the rest", () => {
    const report = judgeFunctions(exercise, { forward: forwardWith({ mean: () => zeros([7]) }) });
    expect(report.firstWrong?.problem).toBe(
      "expected a tensor of shape (3), got a tensor of shape (7)",
    );
  });

  test.each([
    ["a number", () => 3, "got the number 3"],
    ["an array", () => [1, 2, 3], "got an array (wrap it in tensor(…))"],
    ["nothing", () => undefined, "got nothing (is a return missing?)"],
    ["a promise", () => Promise.resolve(1), "got a promise (a step cannot be async)"],
    ["NaN", () => fromData([NaN, NaN, NaN], [3]), "got NaN"],
    ["float32", (x: Tensor) => x.mean(0).to("float32"), "expected float64 numbers"],
  ])("says what it got when a step gives %s", (_what, mean, words) => {
    expect(problemOf(forwardWith({ mean }), "mean")).toContain(words);
  });

  test("says what a step threw, and judges the steps after it", () => {
    const forward = forwardWith({ mean: (x) => x.sum(9) });
    expect(problemOf(forward, "mean")).toContain("it threw ShapeError: Tensor.sum: axis");
    expect(problemOf(forward, "variance")).toBe("");
  });

  test("suggests the name that a misspelled step was meant to have", () => {
    const forward = forwardBy(
      (step) =>
        (name, ...rest) =>
          step(name === "xHat" ? "xhat" : name, ...rest),
    );
    expect(problemOf(forward, "xHat")).toBe('there is a step called "xhat"; did you mean "xHat"?');
  });

  test("says that a step is missing, came twice or came too late", () => {
    const skip = forwardBy(
      (step) => (name, f, compute) => (name === "mean" ? compute() : step(name, f, compute)),
    );
    expect(problemOf(skip, "mean")).toBe("forward has no such step");
    const twice = forwardBy((step) => (name, f, compute) => {
      if (name === "mean") step(name, f, compute);
      return step(name, f, compute);
    });
    expect(problemOf(twice, "mean")).toBe("it came twice; each step comes once");
    const late: Forward = (inputs, options, step) => {
      const result = skip(inputs, options, step);
      step("mean", "", () => inputs.x.mean(0));
      return result;
    };
    expect(problemOf(late, "mean")).toContain("it came after y");
  });

  test.each([
    [
      "the check was stopped: it computed for longer than 5 s",
      "Find what does not come to an end in f",
    ],
    ["the check was not run: the cells took too long", "Find what does not come to an end in f"],
    ["the check was stopped: it ended early (exit code 0)", 'Find what ends f before its step "y"'],
    ["f stopped before it: Error: oh", 'Find what ends f before its step "y" is done.'],
    ["there is no function f", "Give your notebook a function called f"],
    ["f has no such step", 'Let f come to its step "y", under this name, once.'],
  ])("gives the advice that fits where a step is missing: %s", (problem, advice) => {
    expect(nextForMissing("f", '"y"', problem)).toContain(advice);
  });

  test("says where a function stopped", () => {
    const forward = forwardBy((step) => (name, ...rest) => {
      if (name === "invStd") throw new Error("oh");
      return step(name, ...rest);
    });
    expect(problemOf(forward, "variance")).toBe("");
    expect(problemOf(forward, "y")).toBe("forward stopped before it: Error: oh");
  });

  test("notices a function that returns something else than its steps computed", () => {
    const forward: Forward = (inputs, options, step) => ({
      ...(batchNorm.forward(inputs, options, step) as object),
      y: inputs.x,
    });
    expect(problemOf(forward, "y")).toContain(
      "the step is right, but forward returns something else as y",
    );
    expect(
      problemOf((...all: Parameters<Forward>) => void batchNorm.forward(...all), "y"),
    ).toContain("got nothing");
  });

  test("notices a function that writes into its input", () => {
    const forward: Forward = (inputs, options, step) => {
      const result = batchNorm.forward(inputs, options, step);
      inputs.x.data[0] += 1;
      return result;
    };
    expect(problemOf(forward, "y")).toBe(
      "forward changed its input x; compute a new tensor instead",
    );
  });

  test("is not spoiled by a function that writes into a value the check handed it", () => {
    const forward = forwardBy((step) => (...all) => {
      const value = step(...all);
      if (all[0] === "mean") value.data.fill(0);
      return value;
    });
    const problem = problemOf(forward, "mean");
    expect(problem).toContain(
      "the step is right, but forward returns something else as cache.mean",
    );
  });

  test("says that something is no function", () => {
    expect(problemOf(undefined, "mean")).toBe("there is no function forward; hand it to check");
  });

  test("refuses a function that the exercise does not have", () => {
    expect(() => judgeFunctions(exercise, { foward: batchNorm.forward })).toThrow(
      "check: expected functions called forward, updateRunning, forwardEval, got foward; did you mean forward?",
    );
  });

  test("takes an exercise by its number, and refuses one that is not there", async () => {
    const { forward } = batchNorm;
    expect((await check("06", { forward })).exercise).toBe(exercise);
    expect((await check("6", { forward })).exercise).toBe(exercise);
    await expect(check("66", {})).rejects.toThrow('check: expected the number of an exercise, "');
  });

  test("escapes what a student's code says in its HTML", () => {
    const forward = forwardWith({
      mean: () => {
        throw new Error("<script>alert(1)</script>");
      },
    });
    const html = judgeFunctions(exercise, { forward })[
      Symbol.for("Jupyter.display") as never
    ] as () => Record<string, string>;
    const report = judgeFunctions(exercise, { forward });
    expect(html.call(report)["text/html"]).toContain("&lt;script&gt;");
    expect(html.call(report)["text/html"]).not.toContain("<script>");
  });
});
