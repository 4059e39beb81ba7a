import { describe, expect, test } from "vitest";
import { hint } from "../../../lib/course/hint.js";

describe("hint", () => {
  test("gives the next of three each time, says how many are left, and stays at the last", async () => {
    const texts = [];
    for (let i = 0; i < 4; i++) texts.push(String(await hint("06", "variance")));
    expect(texts.map((text) => text.split(":")[0])).toEqual([
      "Hint 1 of 3 for variance",
      "Hint 2 of 3 for variance",
      "Hint 3 of 3 for variance",
      "Hint 3 of 3 for variance",
    ]);
    expect(texts[0]).toContain("2 more are left: run this again for the next.");
    expect(texts[1]).toContain("One more is left");
    expect(texts[2]).toContain("That was the last one.");
    expect(texts[3]).toBe(texts[2]);
  });

  test("counts each name for itself", async () => {
    expect((await hint("06", "xHat")).left).toBe(2);
    expect((await hint("06", "centered")).left).toBe(2);
  });

  test("helps with a step by its function, where that has the hints", async () => {
    expect((await hint("06", "runningMean")).text).toBe(
      "A running average keeps most of what it had and lets a little of the new in.",
    );
  });

  test("asks which function is meant where several have the step", async () => {
    await expect(hint("03", "loss")).rejects.toThrow(
      'hint: expected one of softmaxLoss.loss, svmLoss.loss, got "loss", which several functions have',
    );
    expect((await hint("03", "svmLoss.loss")).left).toBe(2);
  });

  test("says what there is, and what was meant", async () => {
    await expect(hint("06", "varianse")).rejects.toThrow(
      /in exercise 06, got "varianse"; did you mean variance\?$/,
    );
    await expect(hint("99", "x")).rejects.toThrow("hint: expected the number of an exercise");
  });
});
