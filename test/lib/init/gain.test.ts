import { expect, test } from "vitest";
import { gain } from "../../../lib/init/gain.js";

test("gains are those of PyTorch's calculate_gain", () => {
  expect(gain("linear")).toBe(1);
  expect(gain("sigmoid")).toBe(1);
  expect(gain("tanh")).toBeCloseTo(1.6666666666666667, 15);
  expect(gain("relu")).toBeCloseTo(1.4142135623730951, 15);
  expect(gain("leakyRelu")).toBeCloseTo(1.4141428569978354, 15);
  expect(gain("leakyRelu", { slope: 0.3 })).toBeCloseTo(Math.sqrt(2 / 1.09), 15);
  expect(gain("leakyRelu", { slope: -2 })).toBeCloseTo(Math.sqrt(0.4), 15);
  expect(gain("selu")).toBe(0.75);
});
