import { describe, expect, it } from "vitest";
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  dropout,
  fromData,
  momentum,
  nadam,
  nesterov,
  ones,
  radam,
  randn,
  Random,
  reference,
  rmsprop,
  sgd,
  wasm,
  type Backend,
  type DType,
  type Tensor,
} from "../../../../lib/index.js";
import { compiledCount } from "../../../../lib/backend/wasm/compile.js";

/** A program is worked off operation by operation at first, then compiled. */
const TIMES = 5;

const ROWS = 91;
const COLUMNS = 97;

/** Inputs in every layout, the same on every backend. */
function inputs(dtype: DType, backend: Backend): Tensor[] {
  const rng = new Random(11);
  const draw = (...shape: number[]): Tensor =>
    fromData(randn(shape, rng, { backend: reference }).data, shape, { dtype, backend });
  return [
    draw(ROWS, COLUMNS),
    draw(ROWS, COLUMNS),
    draw(COLUMNS),
    draw(ROWS, 1),
    draw(COLUMNS, ROWS).T,
    draw(2 * ROWS, COLUMNS).slice(ROWS),
    draw(1).add(2),
  ];
}

const STEPS: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => a.add(b),
  (a, b) => a.sub(b),
  (a, b) => a.mul(b),
  (a, b) => a.div(b),
  (a, b) => a.maximum(b),
  (a, b) => a.minimum(b),
  (a, b) => a.greater(b),
  (a, b) => a.less(b),
  (a, b) => a.equal(b),
  (a) => a.neg(),
  (a) => a.abs(),
  (a) => a.abs().sqrt(),
  (a) => a.pow(2),
  (a) => a.sub(0.5),
];

/** A formula of random operations: each takes inputs, or what came before. */
function formula(seed: number): (given: readonly Tensor[]) => Tensor {
  return (given) => {
    const rng = new Random(seed);
    const values = [...given];
    for (let i = 0; i < 4 + (seed % 20); i++) {
      const [a, b] = [rng.integer(values.length), values.length - 1 - rng.integer(3)];
      values.push(STEPS[rng.integer(STEPS.length)](values[b], values[a]));
    }
    return values[values.length - 1].broadcastTo(ROWS, COLUMNS).add(0);
  };
}

describe.each(["float32", "float64"] as const)(
  "a formula that comes again and again in %s",
  (dtype) => {
    it("gives the bits of the reference each time, also once it is compiled", () => {
      const before = compiledCount();
      const [ours, plain] = [wasm, reference].map((backend) => inputs(dtype, backend));
      for (let seed = 0; seed < 40; seed++) {
        const wanted = [...formula(seed)(plain).data];
        for (let time = 0; time < TIMES; time++)
          expect([...formula(seed)(ours).data], `formula ${seed}, time ${time}`).toEqual(wanted);
      }
      expect(compiledCount() - before).toBeGreaterThan(20);
    });
    it("gives the same bits with roots and masks", () => {
      const x = inputs(dtype, wasm)[0].abs().add(1);
      const run = (): number[] => {
        const { y } = dropout.forward({ x }, { p: 0.5, seed: 3 });
        return [...y.mul(x.add(1e-5).pow(-0.5)).data];
      };
      const all = Array.from({ length: TIMES }, run);
      for (const values of all) expect(values).toEqual(all[0]);
    });
  },
);

const decayed = { weightDecay: 0.1 };
const OPTIMIZERS = {
  sgd: { optimizer: sgd, options: decayed },
  momentum: { optimizer: momentum, options: decayed },
  nesterov: { optimizer: nesterov, options: decayed },
  adagrad: { optimizer: adagrad, options: decayed },
  rmsprop: { optimizer: rmsprop, options: { centered: true, rho: 0.9, ...decayed } },
  adadelta: { optimizer: adadelta, options: decayed },
  adam: { optimizer: adam, options: { amsgrad: true, ...decayed } },
  adamw: { optimizer: adamw, options: decayed },
  adamax: { optimizer: adamax, options: decayed },
  nadam: { optimizer: nadam, options: decayed },
  radam: { optimizer: radam, options: decayed },
} as const;

type AnyOptimizer = {
  init(theta: Tensor, options: object): object;
  update(
    theta: Tensor,
    g: Tensor,
    state: object,
    options: object,
  ): { theta: Tensor; state: object };
};

describe("an optimizer", () => {
  const SIZE = 10_007;

  /** Where ten steps lead. */
  function walk(
    { optimizer, options }: (typeof OPTIMIZERS)[keyof typeof OPTIMIZERS],
    backend: Backend,
  ) {
    const any = optimizer as unknown as AnyOptimizer;
    const rng = new Random(5);
    const draw = (): Tensor => randn([SIZE], rng, { backend });
    let theta = draw();
    let state = any.init(theta, options);
    for (let step = 0; step < 10; step++) {
      const scope = backend.scope?.();
      const next = any.update(theta, draw(), state, options);
      ({ theta, state } = next);
      const kept = Object.values(state).filter((value) => typeof value === "object") as Tensor[];
      scope?.free([theta, ...kept].map(({ view }) => view.storage));
      scope?.end();
    }
    return theta.data;
  }

  it.each(Object.keys(OPTIMIZERS) as (keyof typeof OPTIMIZERS)[])(
    "%s goes the reference's way",
    (name) => {
      const wanted = walk(OPTIMIZERS[name], reference);
      const got = walk(OPTIMIZERS[name], wasm);
      const off = got.map((value, i) => Math.abs(value - wanted[i]) / (1 + Math.abs(wanted[i])));
      expect(Math.max(...off)).toBeLessThan(1e-13);
    },
  );

  it("takes one pass for a whole step: all it keeps and all that is on the way", () => {
    const theta = ones([SIZE], { backend: wasm });
    const state = adam.init(theta);
    const options = { weightDecay: 0.1, amsgrad: true };
    const before = compiledCount();
    for (let time = 0; time < TIMES; time++) {
      const scope = wasm.scope?.();
      const next = adam.update(theta, theta, state, options);
      const { m, v, vMax } = next.state;
      scope?.free([next.theta, m, v, vMax].map(({ view }) => view.storage));
      scope?.end();
    }
    expect(compiledCount() - before).toBe(1);
  });
});
