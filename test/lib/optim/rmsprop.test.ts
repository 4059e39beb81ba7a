import { describe, expect, test } from "vitest";
import * as rmsprop from "../../../lib/optim/rmsprop.js";
import { record, type Entry } from "../../../lib/step.js";
import { tensor } from "../../../lib/tensor/create.js";

describe("one step of RMSProp from any state", () => {
  const [theta, g] = [tensor([3]), tensor([2])];
  const state = { h: tensor([8]), mean: tensor([0.5]), v: tensor([10]) };
  const base = { lr: 0.1, beta: 0.75, eps: 0.5 };
  // h = ¾·8 + ¼·2², μ = ¾·½ + ¼·2
  const [h, mean] = [7, 0.875];
  const plain = 2 / (Math.sqrt(h) + 0.5);

  test("divides by the root of the mean square, and leaves μ and v alone", () => {
    const next = rmsprop.update(theta, g, state, base);
    expect(next.theta.item()).toBeCloseTo(3 - 0.1 * plain, 14);
    expect(next.state.h.item()).toBe(h);
    expect(next.state.mean.item()).toBe(0.5);
    expect(next.state.v.item()).toBe(10);
  });

  test("centered, divides by the standard deviation", () => {
    const next = rmsprop.update(theta, g, state, { ...base, centered: true });
    const scaled = 2 / (Math.sqrt(h - mean ** 2) + 0.5);
    expect(next.theta.item()).toBeCloseTo(3 - 0.1 * scaled, 14);
    expect(next.state.mean.item()).toBe(mean);
  });

  test("takes a variance below 0, which rounding can leave, as 0", () => {
    const off = { ...state, h: tensor([0]), mean: tensor([4]) };
    const next = rmsprop.update(theta, g, off, { ...base, centered: true });
    expect(next.theta.item()).toBeCloseTo(3 - (0.1 * 2) / 0.5, 14);
  });

  test.each([0.2, 1])("with momentum keeps %d of v", (rho) => {
    const next = rmsprop.update(theta, g, state, { ...base, rho });
    expect(next.state.v.item()).toBeCloseTo(rho * 10 + plain, 14);
    expect(next.theta.item()).toBeCloseTo(3 - 0.1 * (rho * 10 + plain), 14);
  });

  test.each([0, 0.2, 1])("with momentum %d says by what theta moves", (rho) => {
    const steps: Entry[] = [];
    rmsprop.update(theta, g, state, { ...base, rho }, record(steps));
    const { formula } = steps.find(({ name }) => name === "theta") as Entry;
    expect(formula.includes("v_t")).toBe(rho > 0);
    expect(formula.includes("u_t")).toBe(rho === 0);
  });
});
