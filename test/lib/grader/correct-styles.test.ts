import { describe, expect, test } from "vitest";
import { styles } from "./correct-styles.js";
import { grade } from "./submissions.js";

describe.concurrent("a correct submission in another style", () => {
  test("is one of many", () => {
    expect(styles.length).toBeGreaterThanOrEqual(30);
  });

  test.each(styles)("loses no point: $style", async ({ notebook }) => {
    const result = await grade(notebook);
    expect(result.steps.filter(({ kind }) => kind !== "ok")).toEqual([]);
    expect(result).toMatchObject({ status: "graded", total: result.max, remarks: [] });
  });
});
