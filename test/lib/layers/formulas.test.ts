import { describe, expect, test } from "vitest";
import * as dropout from "../../../lib/layers/dropout.js";
import * as dropout2d from "../../../lib/layers/dropout2d.js";
import * as layerNorm from "../../../lib/layers/layer-norm.js";
import * as rmsNorm from "../../../lib/layers/rms-norm.js";
import * as softmax from "../../../lib/layers/softmax.js";
import * as stochasticDepth from "../../../lib/layers/stochastic-depth.js";
import * as adam from "../../../lib/optim/adam.js";
import { record, type Entry, type Step } from "../../../lib/step.js";
import { ones, tensor } from "../../../lib/tensor/create.js";

/** The formula of each named step of what is run. */
function formulasOf(call: (step: Step) => unknown): Record<string, string> {
  const entries: Entry[] = [];
  call(record(entries));
  return Object.fromEntries(entries.map(({ name, formula }) => [name, formula]));
}

describe.each(["inverted", "vanilla"] as const)("the formulas of %s noise", (form) => {
  const vanilla = form === "vanilla";
  const options = { p: 0.3, form, seed: 1 };
  const scaledInTraining = ({ y, d }: { y: string; d: string }): void => {
    for (const formula of [y, d]) expect(formula.includes("{1-p}")).toBe(!vanilla);
  };
  const scaledAtTestTime = ({ y, d }: { y: string; d: string }): void => {
    for (const formula of [y, d]) expect(formula.includes("(1-p)")).toBe(vanilla);
  };

  test.each([
    ["dropout", dropout],
    ["dropout2d", dropout2d],
  ])("%s: training divides by 1 − p, or test time multiplies with it", (_, layer) => {
    const x = ones([1, 2, 3, 3]);
    const { y, dX } = formulasOf((step) => {
      const { y, cache } = layer.forward({ x }, options, step);
      layer.backward(y, cache, step);
    });
    scaledInTraining({ y, d: dX });
  });

  test("dropout at test time", () => {
    const { y, dX } = formulasOf((step) => {
      const { y, cache } = dropout.forwardEval({ x: ones([2]) }, options, step);
      dropout.backwardEval(y, cache, step);
    });
    scaledAtTestTime({ y, d: dX });
  });

  test("stochastic depth", () => {
    const inputs = { shortcut: ones([2, 1]), branch: ones([2, 1]) };
    const trained = formulasOf((step) => {
      const { y, cache } = stochasticDepth.forward(inputs, options, step);
      stochasticDepth.backward(y, cache, step);
    });
    scaledInTraining({ y: trained.y, d: trained.dBranch });
    const tested = formulasOf((step) => {
      const { y, cache } = stochasticDepth.forwardEval(inputs, options, step);
      stochasticDepth.backwardEval(y, cache, step);
    });
    scaledAtTestTime({ y: tested.y, d: tested.dBranch });
  });
});

describe("the formulas of a norm name gamma and beta only where there are any", () => {
  const x = tensor([[1, 2]]);
  const [gamma, beta] = [ones([2]), ones([2])];

  test.each([{}, { gamma }, { beta }, { gamma, beta }])("layer norm %#", (affine) => {
    const { y, dXHat } = formulasOf((step) => {
      const { y, cache } = layerNorm.forward({ x, ...affine }, {}, step);
      layerNorm.backward(y, cache, step);
    });
    expect(y.includes(String.raw`\gamma`)).toBe("gamma" in affine);
    expect(y.includes(String.raw`\beta`)).toBe("beta" in affine);
    expect(dXHat.includes(String.raw`\gamma`)).toBe("gamma" in affine);
  });

  test.each([{}, { gamma }])("RMS norm %#", (affine) => {
    const { y, dXHat } = formulasOf((step) => {
      const { y, cache } = rmsNorm.forward({ x, ...affine }, {}, step);
      rmsNorm.backward(y, cache, step);
    });
    for (const formula of [y, dXHat])
      expect(formula.includes(String.raw`\gamma`)).toBe("gamma" in affine);
  });
});

test("Adam's formulas correct a bias only where it does", () => {
  const theta = ones([1]);
  for (const biasCorrection of [true, false]) {
    const { mHat, vHat } = formulasOf((step) =>
      adam.update(theta, theta, adam.init(theta), { biasCorrection }, step),
    );
    for (const formula of [mHat, vHat])
      expect(formula.includes(String.raw`(1-\beta`)).toBe(biasCorrection);
  }
});

test("the steps of a softmax are what their formulas say", () => {
  const entries: Entry[] = [];
  softmax.forward({ x: tensor([[1, 3]]) }, {}, record(entries));
  const values = entries.map(({ name, value }) => [name, value.toArray()]);
  const e = Math.exp(-2);
  expect(values).toEqual([
    ["shifted", [[-2, 0]]],
    ["exps", [[e, 1]]],
    ["sumExp", [[1 + e]]],
    ["y", [[e / (1 + e), 1 / (1 + e)]]],
  ]);
});
