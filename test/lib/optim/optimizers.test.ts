import { describe, expect, test } from "vitest";
import { ShapeError, ValueError } from "../../../lib/errors.js";
import * as adadelta from "../../../lib/optim/adadelta.js";
import * as adagrad from "../../../lib/optim/adagrad.js";
import * as adam from "../../../lib/optim/adam.js";
import * as adamax from "../../../lib/optim/adamax.js";
import * as adamw from "../../../lib/optim/adamw.js";
import * as momentum from "../../../lib/optim/momentum.js";
import * as nadam from "../../../lib/optim/nadam.js";
import * as nesterov from "../../../lib/optim/nesterov.js";
import type { Optimizer } from "../../../lib/optim/optimizer.js";
import * as radam from "../../../lib/optim/radam.js";
import * as rmsprop from "../../../lib/optim/rmsprop.js";
import * as sgd from "../../../lib/optim/sgd.js";
import { Random } from "../../../lib/random.js";
import { record, type Entry } from "../../../lib/step.js";
import { full, randn, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

type AnyOptimizer = Optimizer<Record<string, unknown>, Record<string, unknown>>;
const all = Object.entries({
  sgd,
  momentum,
  nesterov,
  adagrad,
  rmsprop,
  adadelta,
  adam,
  adamw,
  adamax,
  nadam,
  radam,
}).map(([name, optimizer]) => [name, optimizer as unknown as AnyOptimizer] as const);

/** A bowl 20 times as steep one way as the other. */
const bowl = (x: Tensor): Tensor => x.mul(tensor([20, 1]));

describe.each(all)("%s", (name, optimizer) => {
  test("goes down a bowl and changes nothing that it is given", () => {
    const start = tensor([1, -1]);
    let theta = start;
    let state = optimizer.init(theta);
    const first = structuredClone(Object.keys(state));
    const lr = { adadelta: 10, adagrad: 0.2 }[name] ?? 0.02;
    for (let t = 0; t < 300; t++)
      ({ theta, state } = optimizer.update(theta, bowl(theta), state, { lr }));
    expect(theta.dot(bowl(theta))).toBeLessThan(0.05 * start.dot(bowl(start)));
    expect(Object.keys(state)).toEqual(first);
    expect(start.toArray()).toEqual([1, -1]);
  });

  test("takes any shape, keeps the dtype, and names theta as its last step", () => {
    const rng = new Random(1);
    const [theta, g] = [randn([3, 1, 2], rng), randn([2, 1, 3], rng).T];
    const trace: Entry[] = [];
    const moved = optimizer.update(theta, g, optimizer.init(theta), {}, record(trace));
    expect(moved.theta.shape).toEqual([3, 1, 2]);
    expect(trace.at(-1)).toMatchObject({ name: "theta", value: moved.theta });
    const single = theta.to("float32");
    const next = optimizer.update(single, g.to("float32"), optimizer.init(single));
    expect(next.theta.dtype).toBe("float32");
  });

  test("with rate 0 stands still", () => {
    const theta = tensor([1, -2]);
    const moved = optimizer.update(theta, tensor([3, 4]), optimizer.init(theta), { lr: 0 });
    expect(moved.theta.toArray()).toEqual([1, -2]);
  });

  test("refuses a gradient of another shape, a negative rate and a state that does not fit", () => {
    const [theta, g] = [zeros([2]), zeros([2])];
    const state = optimizer.init(theta);
    expect(() => optimizer.update(theta, zeros([3]), state)).toThrow(
      new ShapeError(`${name}.update: g must have shape (2), got (3)`),
    );
    for (const lr of [-1, NaN, Infinity])
      expect(() => optimizer.update(theta, g, state, { lr })).toThrow(
        new ValueError(
          `${name}.update: lr must be a finite number of at least 0, got ${String(lr)}`,
        ),
      );
    const remembered = Object.keys(state).find((key) => typeof state[key] === "object");
    if (remembered === undefined) return;
    expect(() => optimizer.update(theta, g, optimizer.init(zeros([1])))).toThrow(
      new ShapeError(`${name}.update: state.${remembered} must have shape (2), got (1)`),
    );
  });

  test("refuses a negative weight decay", () => {
    const theta = zeros([2]);
    expect(() =>
      optimizer.update(theta, theta, optimizer.init(theta), { weightDecay: -1 }),
    ).toThrow(
      new ValueError(`${name}.update: weightDecay must be a finite number of at least 0, got -1`),
    );
  });
});

test.each(all.filter(([, optimizer]) => "memory" in optimizer))(
  "%s explains what it remembers: its rule, evaluated, gives its state",
  async (_, optimizer) => {
    const { evaluate } = await import("mathjs/number");
    const { memory } = optimizer as unknown as { memory: () => Record<string, string> };
    const options = { lr: 0.1, rho: 0.7, beta: 0.8, beta1: 0.6, beta2: 0.9 };
    const values = { alpha: 0.1, rho: 0.7, beta: 0.8, beta1: 0.6, beta2: 0.9 };
    const theta = tensor([1]);
    let state = optimizer.init(theta, options);
    for (const g of [3, -2, 0.5]) {
      const before = state;
      ({ state } = optimizer.update(theta, tensor([g]), before, options));
      for (const [name, rule] of Object.entries(memory())) {
        const scope = { ...values, g, [name]: (before[name] as Tensor).item() };
        expect((state[name] as Tensor).item()).toBeCloseTo(Number(evaluate(rule, scope)), 12);
      }
    }
  },
);

test.each(all)("%s refuses shares of 1 or more by name", (name, optimizer) => {
  const shares = {
    ...{ rmsprop: ["beta"], adadelta: ["beta"], adam: ["beta1", "beta2"] },
    ...{ adamax: ["beta1", "beta2"], nadam: ["beta1", "beta2"], radam: ["beta1", "beta2"] },
  } as Record<string, string[] | undefined>;
  const theta = zeros([1]);
  for (const share of shares[name] ?? [])
    expect(() => optimizer.update(theta, theta, optimizer.init(theta), { [share]: 1 })).toThrow(
      `${name}.update: ${share} must be a finite number of at least 0 and below 1, got 1`,
    );
});

test("averages that would never take anything in are refused", () => {
  const theta = zeros([1]);
  expect(() => adam.update(theta, theta, adam.init(theta), { beta1: 1 })).toThrow(
    new ValueError("adam.update: beta1 must be a finite number of at least 0 and below 1, got 1"),
  );
  expect(() => rmsprop.update(theta, theta, rmsprop.init(theta), { beta: -0.1 })).toThrow(
    "rmsprop.update: beta must be a finite number of at least 0 and below 1, got -0.1",
  );
  expect(() => momentum.update(theta, theta, momentum.init(theta), { rho: 1.5 })).toThrow(
    "momentum.update: rho must be a finite number from 0 to 1, got 1.5",
  );
  expect(() => adagrad.init(theta, { initial: -1 })).toThrow(
    "adagrad.init: initial must be a finite number of at least 0, got -1",
  );
  expect(() => adadelta.update(theta, theta, adadelta.init(theta), { eps: 0 })).toThrow(
    "adadelta.update: eps must be a finite number of at least 5e-324, got 0",
  );
});

describe("Nesterov momentum", () => {
  const lr = 0.03;
  const rho = 0.8;

  test("looks ahead along the same path that the change of variables walks, ρv behind it", () => {
    let behind = tensor([1, -1]);
    let lookAhead = nesterov.init(behind);
    let [step, gradient] = [behind, behind];
    let stepState = nesterov.init(step);
    let gradientState = nesterov.init(gradient);
    for (let t = 0; t < 30; t++) {
      ({ theta: behind, state: lookAhead } = nesterov.updateLookAhead(behind, bowl, lookAhead, {
        lr,
        rho,
      }));
      ({ theta: step, state: stepState } = nesterov.update(step, bowl(step), stepState, {
        lr,
        rho,
        form: "step",
      }));
      ({ theta: gradient, state: gradientState } = nesterov.update(
        gradient,
        bowl(gradient),
        gradientState,
        { lr, rho },
      ));
      const ahead = behind.add(lookAhead.v.mul(rho));
      expect(ahead.sub(step).abs().max().item()).toBeLessThan(1e-14);
      expect(gradient.sub(step).abs().max().item()).toBeLessThan(1e-14);
      expect(stepState.v.add(gradientState.v.mul(lr)).abs().max().item()).toBeLessThan(1e-14);
    }
  });

  test("oscillates less than plain momentum along the steep axis", () => {
    const farthest = (optimizer: Optimizer<never, { lr?: number; rho?: number }>): number => {
      let theta = tensor([1, 0]);
      let state = optimizer.init(theta);
      let overshoot = 0;
      for (let t = 0; t < 40; t++) {
        ({ theta, state } = optimizer.update(theta, bowl(theta), state, { lr, rho }));
        overshoot = Math.max(overshoot, -theta.at(0));
      }
      return overshoot;
    };
    expect(farthest(nesterov as never)).toBeLessThan(0.6 * farthest(momentum as never));
  });

  test("refuses a gradient of another shape", () => {
    const x = zeros([2]);
    expect(() => nesterov.updateLookAhead(x, () => zeros([3]), nesterov.init(x))).toThrow(
      "nesterov.updateLookAhead: g must have shape (2), got (3)",
    );
  });
});

describe("the two ways to write momentum", () => {
  const walk = (form: "gradient" | "step", rateAt: (t: number) => number): Tensor => {
    let theta = tensor([1, -1]);
    let state = momentum.init(theta);
    for (let t = 0; t < 10; t++) {
      const options = { lr: rateAt(t), rho: 0.9, dampening: 0.2, weightDecay: 0.1, form };
      ({ theta, state } = momentum.update(theta, bowl(theta), state, options));
    }
    return theta;
  };

  test("are equal while the rate stays the same, and differ when it falls", () => {
    const constant = walk("gradient", () => 0.01).sub(walk("step", () => 0.01));
    expect(constant.abs().max().item()).toBeLessThan(1e-14);
    const falling = (t: number): number => (t < 5 ? 0.02 : 0.002);
    const differing = walk("gradient", falling).sub(walk("step", falling));
    expect(differing.abs().max().item()).toBeGreaterThan(1e-3);
  });
});

describe("weight decay", () => {
  test("in Adam hardly touches an entry with large gradients; in AdamW all shrink alike", () => {
    const shrinks = (optimizer: AnyOptimizer, gradient: number): number => {
      const theta = tensor([1]);
      const g = tensor([gradient]);
      const at = (weightDecay: number): number =>
        optimizer.update(theta, g, optimizer.init(theta), { lr: 0.1, weightDecay }).theta.item();
      return at(0) - at(0.01);
    };
    const [inAdam, inAdamw] = [adam, adamw].map((optimizer) => {
      const any = optimizer as unknown as AnyOptimizer;
      return [shrinks(any, 1e-3), shrinks(any, 1e3)];
    });
    expect(inAdamw[0]).toBeCloseTo(0.001, 12);
    expect(inAdamw[1]).toBeCloseTo(0.001, 12);
    expect(inAdam[1]).toBeLessThan(1e-9);
  });

  test("is a step of its own, left out where it is 0", () => {
    const names = (weightDecay: number): string[] => {
      const trace: Entry[] = [];
      const theta = tensor([1]);
      adam.update(theta, theta, adam.init(theta), { weightDecay }, record(trace));
      return trace.map(({ name }) => name);
    };
    expect(names(0)).toEqual(["m", "v", "mHat", "vHat", "theta"]);
    expect(names(0.1)).toEqual(["decayed", "m", "v", "mHat", "vHat", "theta"]);
  });
});

test("without bias correction Adam's first step is (1 − β₁)/√(1 − β₂) times as long", () => {
  const theta = tensor([0]);
  const move = (biasCorrection: boolean): number =>
    adam.update(theta, tensor([7]), adam.init(theta), { eps: 0, biasCorrection }).theta.item();
  expect(move(false) / move(true)).toBeCloseTo(0.1 / Math.sqrt(0.001), 10);
});

test("centered RMSProp survives a gradient that never changes, where rounding makes h − μ² negative", () => {
  let theta = tensor([0.1]);
  let state = rmsprop.init(theta);
  for (let t = 0; t < 5000; t++)
    ({ theta, state } = rmsprop.update(theta, full([1], 0.1), state, {
      beta: 0.9,
      centered: true,
      eps: 1,
    }));
  expect(Number.isFinite(theta.item())).toBe(true);
});
