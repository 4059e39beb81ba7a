import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  adam,
  concat,
  fromData,
  keepMask,
  Random,
  randn,
  reference,
  twoLayerNet,
  wasm,
  type Backend,
  type Tensor,
} from "../../../../lib/index.js";
import { small } from "../../../../lib/backend/wasm/small.js";
import { storageOf } from "../../../../lib/backend/wasm/storage.js";
import { settle } from "../../../../lib/train/fit-options.js";
import { Training } from "../../../../lib/train/training.js";
import { isInterrupted } from "../../../support/interrupted.js";

const usual = { ...small };
beforeAll(() => {
  Object.assign(small, { numbers: 0, inPlace: 0, program: 0, part: 1 });
});
afterAll(() => {
  Object.assign(small, usual);
});

const SIDE = 40;
const rng = new Random(1);
const draw = (backend: Backend = wasm, random = rng): Tensor =>
  fromData(randn([SIDE, SIDE], random).data, [SIDE, SIDE], { backend, dtype: "float32" });
const placeOf = ({ view }: Tensor): number | undefined => storageOf(view).block?.place;

/** What `make` makes of two tensors of a scope that keeps nothing else; then who lies where. */
function keep(make: (x: Tensor, y: Tensor) => readonly Tensor[]) {
  const scope = wasm.scope?.();
  const [x, y] = [draw(), draw()];
  const [atX, atY] = [placeOf(x), placeOf(y)];
  const kept = make(x, y);
  scope?.free(kept.map(({ view }) => view.storage));
  scope?.end();
  return kept.map((each) => {
    const place = placeOf(each);
    return place === atX ? "x" : place === atY ? "y" : "new";
  });
}

describe("A result takes over the place", () => {
  it("of what leaves with the scope", () => {
    expect(keep((x) => [x.mul(2).add(1)])).toEqual(["x"]);
    expect(keep((x, y) => [x.sub(y.mul(0.1)), y.mul(2)])).toEqual(["x", "y"]);
  });
  it("but not of what is read after it is written", () => {
    expect(keep((x) => [x.mul(2), x.mul(3)])).toEqual(["new", "x"]);
  });
  it("nor of what is read in another order", () => {
    expect(keep((x) => [x.mul(2).add(x.T)])).toEqual(["new"]);
    expect(keep((x) => [x.slice(0, 1).add(x)])).toEqual(["new"]);
  });
  it("nor if it is written before anything is read, as a copy in another order and a mask", () => {
    const outer = draw();
    const copy = (): Tensor => outer.T.reshape(SIDE * SIDE);
    const mask = (): Tensor => keepMask([SIDE, SIDE], 0.3, { seed: 1 }, outer);
    for (const other of [copy, mask])
      expect(keep((x, y) => [x.mul(y), other()])).toEqual(["x", "new"]);
  });
  it("nor of what is needed for results of another size", () => {
    expect(keep((x) => [x.mul(2), x.slice(1).mul(3)])).toEqual(["new", "new"]);
    expect(keep((x, y) => [x.mul(2), x.slice(1).matmul(y).mul(3)])).toEqual(["new", "new"]);
  });
  it("nor of what is kept", () => {
    expect(keep((x) => [x, x.mul(2)])).toEqual(["x", "new"]);
  });
  it("nor of what was made outside", () => {
    const outer = draw();
    const before = outer.data;
    expect(keep(() => [outer.mul(2)])).toEqual(["new"]);
    expect(outer.add(0).data).toEqual(before);
  });
});

/** Steps of random formulas of four tensors, of which each keeps some new and some old ones. */
function formulas(seed: number, backend: Backend): number[] {
  const random = new Random(seed);
  const data = new Random(seed + 1000);
  let values = Array.from({ length: 4 }, () => draw(backend, data));
  const scope = backend.scope?.();
  for (let step = 0; step < 4; step++) {
    const made = [...values];
    for (let i = 0; i < 12; i++) {
      const [a, b] = [0, 0].map(() => made[random.integer(made.length)]);
      const [first, last] = [0, 0].map(() => 1 + random.integer(SIDE - 1));
      made.push(
        [
          () => a.add(b),
          () => a.sub(b.mul(0.5)),
          () => a.mul(b).tanh(),
          () => a.maximum(b),
          () => a.T.add(b),
          () => a.add(b.slice(0, 1)),
          () => a.matmul(b).mul(0.02),
          () => concat([a.slice(first).neg(), b.slice(0, first)]),
          () => a.sub(b.slice(last - 1, last).mul(0.5)),
        ][random.integer(9)](),
      );
      if (random.integer(6) === 0) made[random.integer(made.length)].data.at(0);
    }
    values = values.map(() => made[random.integer(made.length)]);
    scope?.free(values.map(({ view }) => view.storage));
  }
  scope?.end();
  return values.flatMap(({ data: numbers }) => [...numbers]);
}

it("Results are the same in whatever place they are worked out", () => {
  for (let seed = 0; seed < 100; seed++) {
    const wanted = formulas(seed, reference);
    const got = formulas(seed, wasm);
    const norm = (numbers: readonly number[]): number => Math.hypot(...numbers);
    const distance = norm(got.map((value, i) => value - wanted[i])) / norm(wanted);
    expect(distance, `formulas ${seed}`).toBeLessThan(1e-4);
  }
});

it("An interrupt in the middle of a step leaves the model as it was before it, or after it", () => {
  // Nearly all of the time goes into the update.
  const options = { dtype: "float32", backend: wasm } as const;
  const examples = { x: randn([2, 700], rng, options), labels: [0, 1] };
  const start = () => {
    const model = twoLayerNet({ inputs: 700, hidden: 300, classes: 2, ...options });
    const settled = settle(examples, { batchSize: 2, optimizer: adam, lr: 1e-3 });
    const training = new Training(model, examples, settled);
    const bits = (): string =>
      createHash("sha256").update(model.params["linear1.W"].data).digest("hex");
    return { bits, step: () => training.step(Int32Array.of(0, 1)) };
  };
  const undisturbed = start();
  const known = [undisturbed.bits()];
  let interrupted = 0;
  for (let i = 0; i < 40; i++) {
    const { bits, step } = start();
    let steps = 0;
    const work = (): void => {
      for (;;) {
        step();
        steps++;
      }
    };
    if (isInterrupted(work, 8 + (i % 10))) interrupted++;
    for (; known.length < steps + 2;) {
      undisturbed.step();
      known.push(undisturbed.bits());
    }
    expect(known.slice(steps, steps + 2), `after ${steps} steps`).toContain(bits());
  }
  expect(interrupted).toBe(40);
});
