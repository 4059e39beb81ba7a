import { describe, expect, test } from "vitest";
import { predict } from "../../../lib/course/predict.js";

const rows = (text: unknown): string[] => String(text).split("\n");

describe("predict", () => {
  test("asks for what is missing, and keeps what is there", () => {
    expect(String(predict({ a: undefined, b: 2 }))).toBe(
      "Predict first: write your own value in place of undefined for a.",
    );
    expect(String(predict({ a: 1, b: 2 }))).toBe("Your 2 predictions are kept.");
    expect(String(predict({ a: 1 }))).toBe("Your prediction is kept.");
  });

  test("holds numbers against the truth to a tenth of it, and words exactly", () => {
    const guess = predict({ near: 0.95, far: 0.85, word: "no", yes: true, zero: 0 });
    const compared = guess.compare({ near: 1, far: 1, word: "yes", yes: true, zero: 1e-16 });
    expect(rows(compared).map((row) => row.includes("✓"))).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
    expect(compared.right).toBe(3);
  });

  test("hides the answer from whoever has not predicted", () => {
    const shown = String(predict({ a: undefined }).compare({ a: 42 }));
    expect(shown).toContain("you said nothing  it is ?  predict first");
    expect(shown).not.toContain("42");
  });

  test("knows infinities and NaN", () => {
    expect(predict({ a: Infinity, b: NaN }).compare({ a: Infinity, b: NaN }).right).toBe(2);
    expect(predict({ a: 1 }).compare({ a: NaN }).right).toBe(0);
  });

  test("refuses truths that do not belong to the guesses", () => {
    expect(() => predict({ a: 1 }).compare({ a: 1, b: 2 })).toThrow(
      'compare: expected values for a, got one for "b"',
    );
  });

  test("escapes what it shows", () => {
    const key = Symbol.for("Jupyter.display") as never;
    const bundle = predict({ "<b>": "<i>" }).compare({ "<b>": "x" })[key] as () => Record<
      string,
      string
    >;
    const compared = predict({ "<b>": "<i>" }).compare({ "<b>": "x" });
    expect(bundle.call(compared)["text/html"]).toContain("&lt;i&gt;");
  });
});
