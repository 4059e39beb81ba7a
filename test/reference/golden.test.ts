import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { GoldenError, type Case } from "../golden/case.js";
import { runCase, runGolden } from "../golden/run.js";
import { tensor } from "../../lib/tensor/create.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("the project's reference values", () => {
  it("pass, every one of them", () => {
    const { passed, failed, skipped, lines } = runGolden(import.meta.dirname);
    expect(lines.at(-1), lines.join("\n")).toBe(`${passed} passed, 0 failed, 0 skipped`);
    expect([failed, skipped]).toEqual([0, 0]);
    expect(passed).toBeGreaterThanOrEqual(30);
  });
});

describe("the golden runner", () => {
  const tools = {
    cifarFile: () => {
      throw new Error("not used here");
    },
  };
  const relu = (expected: Case["expected"]): Case => ({
    name: "relu",
    params: { op: "relu" },
    dtype: "float64",
    inputs: { x: tensor([[-1, 2]]), dy: tensor([[3, 4]]) },
    expected,
  });

  it("passes a case whose every value is right", () => {
    const c = relu({ y: tensor([[0, 2]]), dx: tensor([[0, 4]]) });
    expect(runCase(c, tools)).toEqual({ kind: "passed" });
  });

  it("names the worst entry of a wrong value", () => {
    expect(runCase(relu({ y: tensor([[0.5, 7]]) }), tools)).toEqual({
      kind: "failed",
      problems: [
        "y: expected 7 at (0, 1), got 2 (off by 5.00e+0, allowed 7.00e-9; 2 of 2 entries are off)",
      ],
    });
  });

  it("fails at another shape, at a value it does not produce, and at nothing to compare", () => {
    const problems = (expected: Case["expected"]): string[] => {
      const outcome = runCase(relu(expected), tools);
      return outcome.kind === "failed" ? outcome.problems : [];
    };
    expect(problems({ y: tensor([0, 2]) })).toEqual(["y: expected shape (2), got (1, 2)"]);
    expect(problems({ z: tensor([0]) })).toEqual(["z: expected a value, got none"]);
    expect(problems({})).toEqual(["expected at least one value to compare, got none"]);
  });

  it("fails a case whose inputs do not fit, with the library's message", () => {
    const c = relu({ y: tensor([[0, 2]]) });
    const bad = { ...c, inputs: { ...c.inputs, dy: tensor([3]) } };
    expect(runCase(bad, tools)).toEqual({
      kind: "failed",
      problems: ["ShapeError: relu.backward: dY must have shape (1, 2), got (1)"],
    });
    expect(runCase({ ...c, inputs: {} }, tools)).toMatchObject({ kind: "failed" });
    expect(runCase({ ...c, params: { op: "net" } }, tools)).toMatchObject({ kind: "failed" });
  });

  it("skips what it does not know by name", () => {
    const unknown = { ...relu({}), params: { op: "warp" } };
    expect(runCase(unknown, tools)).toEqual({ kind: "skipped", reason: "warp" });
    const unknownRule = { ...relu({}), params: { op: "optimizer", optimizer: "warp" } };
    expect(runCase(unknownRule, tools)).toEqual({
      kind: "skipped",
      reason: "optimizer with warp",
    });
  });

  describe("on files", () => {
    let folder: string;
    beforeEach(() => {
      folder = temporaryFolder("golden");
    });
    const put = (name: string, content: unknown): string => {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const value = { shape: [1, 2], data: [0, 2] };
    const inputs = { x: { shape: [1, 2], data: [-1, 2] }, dy: value };
    const cases = [
      { name: "right", inputs, params: { op: "relu" }, expected: { y: value } },
      {
        name: "wrong",
        inputs,
        params: { op: "relu" },
        expected: { y: { shape: [1, 2], data: [0, 3] } },
      },
      { name: "a", inputs, params: { op: "warp" }, expected: { y: value } },
      { name: "b", inputs, params: { op: "warp" }, expected: { y: value } },
    ];

    it("counts, names failures and what was skipped, and closes with the counts", () => {
      put("t.json", { topic: "t", cases });
      expect(runGolden(folder).lines).toEqual([
        "t.json: 1 passed, 1 failed, 2 skipped",
        "  FAILED wrong: y: expected 3 at (0, 1), got 2 (off by 1.00e+0, allowed 3.00e-9; 1 of 2 entries are off)",
        "Skipped:",
        "  2 × warp",
        "1 passed, 1 failed, 2 skipped",
      ]);
    });

    it("counts a broken file as a failure and goes on with the others", () => {
      const broken = put("a.json", "{");
      const other = put("b.json", { topic: "b", cases: [{ name: "x", inputs: {}, expected: {} }] });
      const short = { shape: [3], data: [1, 2] };
      const lacking = put("c.json", { topic: "c", cases: [{ ...cases[0], inputs: { x: short } }] });
      put("d.json", { topic: "d", cases: cases.slice(0, 1) });
      const { lines, failed, passed } = runGolden(folder);
      expect([passed, failed]).toEqual([1, 3]);
      const text = lines.join("\n");
      expect(text).toContain(`FAILED ${broken}: expected JSON, got: `);
      expect(text).toContain(
        `FAILED ${other}: expected {topic, cases: [{name, inputs, params: {op}, expected}]}, got another form at cases.0.params: `,
      );
      expect(text).toContain(
        `FAILED ${lacking}: right: inputs.x: expected 3 numbers for shape (3), got 2`,
      );
    });

    it("takes a single file", () => {
      expect(runGolden(put("t.json", { topic: "t", cases })).passed).toBe(1);
    });

    it("says when there is nothing to run", () => {
      expect(() => runGolden(folder)).toThrow(
        new GoldenError(`golden: expected .json files of cases in ${folder}, got none`),
      );
      expect(() => runGolden(join(folder, "none"))).toThrow(GoldenError);
    });
  });
});
