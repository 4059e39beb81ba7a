import { afterAll, describe, expect, test } from "vitest";
import { breached, escapes } from "./attacks/escapes.js";
import { exhaustion } from "./attacks/exhaustion.js";
import { globals } from "./attacks/globals.js";
import { notebooks } from "./attacks/notebooks.js";
import { replies } from "./attacks/replies.js";
import { values } from "./attacks/values.js";
import { answering, blank, cell, unsolved } from "./attacks/attack.js";
import { findIsolation, Grader } from "../../../lib/grader/index.js";
import { needs } from "../../support/needs.js";
import { earnedIn, grade, solutionCell, withCells } from "./submissions.js";

const attacks = [...globals, ...values, ...replies, ...escapes, ...exhaustion, ...notebooks];

/** No attack gets more time than the function that hangs in it, and a second is much for a batch norm. */
const limits = { seconds: 1 };

describe.concurrent("a submission that tries to score without solving", () => {
  test("earns what a blank one earns, which is nothing", async () => {
    expect(await grade(blank(), { part: "forward" })).toMatchObject({ status: "graded", total: 0 });
  });

  test("is one of many", () => {
    expect(new Set(attacks.map(({ tries }) => tries)).size).toBe(attacks.length);
    expect(attacks.length).toBeGreaterThanOrEqual(100);
  });

  test.each(attacks)("and $tries gets no point for it", async ({ notebook }) => {
    const result = await grade(notebook, { part: "forward", limits });
    expect(result).toMatchObject({ status: "graded", total: 0 });
    // An attack with a slip in it would prove nothing.
    const said = [...result.remarks, ...result.steps.map(({ problem }) => problem)].join("\n");
    expect(said).not.toMatch(/is not defined|before initialization/);
  });

  test("in one function leaves the points of the others", async () => {
    const forward = unsolved.replace(/return todo\([^)]*\);/g, "for (;;) ;");
    const result = await grade(withCells({ forward }), { limits });
    expect(earnedIn(result, "forward")).toBe(0);
    expect(result.total).toBe(5);
    expect(result.steps[0].problem).toMatch(
      /^the check was stopped: it (computed for longer than 1 s|took longer than 6 s by the clock)$/,
    );
  });

  test("by doing nothing on special inputs alone loses those alone", async () => {
    const forward = solutionCell("forward").replace(
      "// x is",
      "if (x.shape[0] === 1) for (;;) ;\n  // x is",
    );
    const result = await grade(withCells({ forward }), { limits });
    expect(earnedIn(result, "forward")).toBeCloseTo(6 * 0.8, 5);
  });
});

describe.concurrent("a submission that has broken out of its context", () => {
  const opened = (async () =>
    Grader.open({ isolation: breached(await findIsolation({ unsafe: true })), jobs: 2 }))();
  afterAll(async () => (await opened).close());

  test("has all of Node, or these tests would prove nothing", async (context) => {
    needs("bubblewrap", context);
    const { notebook } = cell(
      "",
      answering("0", 'throw new Error("pid " + process.pid + require("fs").constants.R_OK);'),
    );
    const result = await grade(notebook, { part: "forward", limits, grader: await opened });
    expect(result.remarks).toEqual(["cell forward threw Error: pid 14"]);
  });

  test.for(escapes)("and $tries gets no point for it", async ({ notebook }, context) => {
    needs("bubblewrap", context);
    const result = await grade(notebook, { part: "forward", limits, grader: await opened });
    expect(result).toMatchObject({ status: "graded", total: 0 });
  });
});
