import { describe, expect, it } from "vitest";
import { splitIndices } from "../../../lib/data/split.js";
import { ValueError } from "../../../lib/errors.js";
import { Random } from "../../../lib/random.js";

/** One example of class 0 in five, the others of class 1. */
const labels = Array.from({ length: 103 }, (_, i) => Number(i % 5 !== 0));

describe("splitIndices", () => {
  it.each([false, true])("gives every index to exactly one part, stratified: %s", (stratified) => {
    const parts = splitIndices(labels, { validation: 20, test: 13, stratified }, new Random(1));
    expect([parts.train, parts.validation, parts.test].map(({ length }) => length)).toEqual([
      70, 20, 13,
    ]);
    const all = [...parts.train, ...parts.validation, ...parts.test];
    expect(all.sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
  });

  it("keeps each class's share to within one example in every part", () => {
    for (let seed = 0; seed < 30; seed++) {
      const options = { validation: 17, test: 31, stratified: true };
      for (const part of Object.values(splitIndices(labels, options, new Random(seed)))) {
        const zeros = [...part].filter((i) => labels[i] === 0).length;
        expect(Math.abs(zeros - (part.length * 21) / 103)).toBeLessThan(1 + 1e-9);
      }
    }
  });

  it("deals the same way for the same seed and another for another", () => {
    const train = (seed: number): number[] => [
      ...splitIndices(labels, { validation: 50 }, new Random(seed)).train,
    ];
    expect(train(1)).toEqual(train(1));
    expect(train(1)).not.toEqual(train(2));
  });

  it("refuses to set aside more than there is", () => {
    expect(() => splitIndices([0, 1], { validation: 2, test: 1 }, new Random(1))).toThrow(
      new ValueError(
        "splitIndices: validation and test must set aside at most 2 examples together, got 3",
      ),
    );
    expect(() => splitIndices([0, 1], { validation: -1 }, new Random(1))).toThrow(ValueError);
  });
});
