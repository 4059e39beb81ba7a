import { describe, expect, test } from "vitest";
import { clipNorm } from "../../../lib/optim/clip.js";
import * as adadelta from "../../../lib/optim/adadelta.js";
import * as adagrad from "../../../lib/optim/adagrad.js";
import * as adam from "../../../lib/optim/adam.js";
import * as adamax from "../../../lib/optim/adamax.js";
import * as adamw from "../../../lib/optim/adamw.js";
import * as momentum from "../../../lib/optim/momentum.js";
import { averageWindow } from "../../../lib/optim/moving-average.js";
import * as nadam from "../../../lib/optim/nadam.js";
import * as nesterov from "../../../lib/optim/nesterov.js";
import type { Optimizer } from "../../../lib/optim/optimizer.js";
import * as radam from "../../../lib/optim/radam.js";
import * as rmsprop from "../../../lib/optim/rmsprop.js";
import * as sgd from "../../../lib/optim/sgd.js";
import { tensor, zeros } from "../../../lib/tensor/create.js";

type AnyOptimizer = Optimizer<Record<string, unknown>, Record<string, unknown>>;
const adams = { beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0 };

/** What the documentation says, which is what PyTorch takes where it has the same option. */
const DEFAULTS: Readonly<Record<string, [optimizer: unknown, options: Record<string, unknown>]>> = {
  sgd: [sgd, { lr: 0.01, weightDecay: 0 }],
  momentum: [momentum, { lr: 0.01, rho: 0.9, dampening: 0, weightDecay: 0, form: "gradient" }],
  nesterov: [nesterov, { lr: 0.01, rho: 0.9, weightDecay: 0, form: "gradient" }],
  adagrad: [adagrad, { lr: 0.01, lrDecay: 0, eps: 1e-10, weightDecay: 0 }],
  rmsprop: [rmsprop, { lr: 0.01, beta: 0.99, eps: 1e-8, centered: false, rho: 0, weightDecay: 0 }],
  adadelta: [adadelta, { lr: 1, beta: 0.9, eps: 1e-6, weightDecay: 0 }],
  adam: [adam, { ...adams, lr: 0.001, amsgrad: false, biasCorrection: true }],
  adamw: [adamw, { ...adams, lr: 0.001, weightDecay: 0.01, amsgrad: false, biasCorrection: true }],
  adamax: [adamax, { ...adams, lr: 0.002 }],
  nadam: [nadam, { ...adams, lr: 0.002, momentumDecay: 0.004 }],
  radam: [radam, { ...adams, lr: 0.001 }],
};

describe.each(Object.entries(DEFAULTS))("%s", (_, [optimizer, options]) => {
  const rule = optimizer as AnyOptimizer;

  test("takes the options that its documentation says, if it is told nothing", () => {
    // Small gradients, beside which ε counts; enough steps for RAdam to divide by its average.
    const path = (given?: Record<string, unknown>): unknown[] => {
      let theta = tensor([1, -2, 3]);
      let state = rule.init(theta, given);
      return Array.from({ length: 8 }, (_step, t) => {
        const g = tensor([1e-7, -0.3, 2]).mul(1 + t / 3);
        ({ theta, state } = rule.update(theta, g, state, given));
        return theta.toArray();
      });
    };
    expect(path()).toEqual(path(options));
  });
});

/** Values just outside of each option's range, between it and the next whole number. */
const BOUNDS: readonly [
  name: keyof typeof DEFAULTS,
  option: string,
  value: number,
  range: string,
][] = [
  ...(["adagrad", "rmsprop", "adam", "adamax", "nadam", "radam"] as const).map(
    (name) => [name, "eps", -0.5, "of at least 0"] as const,
  ),
  ["adadelta", "eps", 0, `of at least ${Number.MIN_VALUE}`],
  ["adagrad", "lrDecay", -0.5, "of at least 0"],
  ["nadam", "momentumDecay", -0.5, "of at least 0"],
  ...(["momentum", "nesterov", "rmsprop"] as const).flatMap((name) => [
    [name, "rho", -0.5, "from 0 to 1"] as const,
    [name, "rho", 1.5, "from 0 to 1"] as const,
  ]),
  ["momentum", "dampening", -0.5, "from 0 to 1"],
  ["momentum", "dampening", 1.5, "from 0 to 1"],
  ["sgd", "lr", -0.5, "of at least 0"],
  ["sgd", "weightDecay", -0.5, "of at least 0"],
].map((row) => row as [string, string, number, string]);

test.each(BOUNDS)("%s refuses %s %d", (name, option, value, range) => {
  const rule = DEFAULTS[name][0] as AnyOptimizer;
  const theta = zeros([1]);
  expect(() => rule.update(theta, theta, rule.init(theta), { [option]: value })).toThrow(
    `${name}.update: ${option} must be a finite number ${range}, got ${value}`,
  );
});

describe("Nesterov's look-ahead form", () => {
  const flat = (point: ReturnType<typeof tensor>) => point.mul(2);

  test("takes rate 0.01 and keeps 0.9 by default", () => {
    const state = { v: tensor([0.5]) };
    // v ← ρv − α g(x + ρv), x ← x + v
    const v = 0.45 - 0.01 * 2 * 1.45;
    const moved = nesterov.updateLookAhead(tensor([1]), flat, state);
    expect(moved.state.v.item()).toBeCloseTo(v, 15);
    expect(moved.theta.item()).toBeCloseTo(1 + v, 15);
  });

  test.each([-0.5, 1.5])("refuses rho %d", (rho) => {
    expect(() => nesterov.updateLookAhead(tensor([1]), flat, { v: zeros([1]) }, { rho })).toThrow(
      `nesterov.updateLookAhead: rho must be a finite number from 0 to 1, got ${rho}`,
    );
  });
});

test("Nesterov's step form lets the penalty pull on v too", () => {
  const options = { lr: 0.1, rho: 0.5, weightDecay: 0.3, form: "step" } as const;
  const { state } = nesterov.update(tensor([2]), tensor([1]), { v: tensor([4]) }, options);
  expect(state.v.item()).toBeCloseTo(0.5 * 4 - 0.1 * (1 + 0.3 * 2), 15);
  expect(nesterov.memory({ form: "step" })).toEqual({ v: "rho * v - alpha * g" });
  expect(nesterov.memory()).toEqual({ v: "rho * v + g" });
});

test("momentum damps the gradient after its first step, wholly with 1, and records it", () => {
  const theta = tensor([1]);
  const stepsOf = (dampening: number): [string[], number[]] => {
    const names: string[] = [];
    let state = momentum.init(theta);
    const vs = [4, 8].map((g) => {
      ({ state } = momentum.update(
        theta,
        tensor([g]),
        state,
        { dampening, rho: 0.5 },
        (name, _formula, compute) => {
          names.push(name);
          return compute();
        },
      ));
      return state.v.item();
    });
    return [names, vs];
  };
  expect(stepsOf(0)).toEqual([
    ["v", "theta", "v", "theta"],
    [4, 10],
  ]);
  expect(stepsOf(1)[1]).toEqual([4, 2]);
  expect(stepsOf(0.25)[1]).toEqual([4, 8]);
  expect(stepsOf(1)[0]).toContain("damped");
});

test("an average remembers ten steps by default", () => {
  expect(averageWindow()).toBeCloseTo(10, 12);
});

describe("clipNorm's scale is min(1, c / (n + ε))", () => {
  const recorded = (
    g: number[],
    options: { max: number; eps?: number; p?: number },
  ): Record<string, unknown> => {
    const values: Record<string, unknown> = {};
    clipNorm({ W: tensor(g) }, options, (name, _formula, compute) => {
      const value = compute();
      values[name] = value.toArray();
      return value;
    });
    return values;
  };

  test("where ε is as large as the norm, and where all is 0", () => {
    expect(recorded([1e-6], { max: 1e-6, eps: 1e-6 }).scale).toBeCloseTo(0.5, 15);
    expect(recorded([0], { max: 0 }).scale).toBe(0);
    expect(recorded([0], { max: 5, eps: 0 }).scale).toBe(1);
  });

  test("of norms that are positive", () => {
    expect(recorded([-3, 4], { max: 1, eps: 0 })).toMatchObject({ each: [5], norm: 5, scale: 0.2 });
    expect(recorded([], { max: 1 }).each).toEqual([0]);
  });

  test("and it refuses what has none", () => {
    expect(() => clipNorm({ W: tensor([1]) }, { max: 1, eps: -0.5 })).toThrow(
      "clipNorm: eps must be a finite number of at least 0, got -0.5",
    );
    expect(() => clipNorm({ W: tensor([1, Infinity]) }, { max: 1 })).toThrow(
      "clipNorm: the gradients must have a finite norm, got Infinity (W)",
    );
  });
});
