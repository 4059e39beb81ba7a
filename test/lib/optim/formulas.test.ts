import { expect, test } from "vitest";
import * as adam from "../../../lib/optim/adam.js";
import { record, type Entry, type Step } from "../../../lib/step.js";
import { ones } from "../../../lib/tensor/create.js";

/** The formula of each named step of what is run. */
function formulasOf(call: (step: Step) => unknown): Record<string, string> {
  const entries: Entry[] = [];
  call(record(entries));
  return Object.fromEntries(entries.map(({ name, formula }) => [name, formula]));
}

test("Adam's formula divides its first average by 1 − β₁ᵗ where it is corrected", () => {
  const theta = ones([2]);
  for (const biasCorrection of [true, false]) {
    const { mHat } = formulasOf((step) =>
      adam.update(theta, theta, adam.init(theta), { biasCorrection }, step),
    );
    expect(mHat.includes(String.raw`1-\beta_1^t`)).toBe(biasCorrection);
  }
});
