import { expect, it } from "vitest";
import {
  batchNorm,
  concat,
  conv2d,
  fromData,
  maxPool,
  ones,
  Random,
  randn,
  reference,
  relu,
  spatialBatchNorm,
  wasm,
  type Backend,
  type Tensor,
} from "../../../../lib/index.js";
import { reserve, unsettle, type WasmStorage } from "../../../../lib/backend/wasm/storage.js";
import { storeSize } from "../../../../lib/backend/wasm/store.js";
import { isInterrupted } from "../../../support/interrupted.js";

/** When results are moved to the host's memory: see store.ts. */
const FULL = 2 ** 29;

/** Takes what is left of the memory but for `room` bytes. */
function fill(room: number): () => void {
  const held: WasmStorage[] = [];
  for (const bytes of [2 ** 24, 2 ** 20, 2 ** 14, 1024])
    while (storeSize().inUse + 1.25 * bytes + room < FULL)
      held.push(reserve("float64", bytes / 8) as WasmStorage);
  return () => {
    held.forEach(unsettle);
  };
}

const IMAGES = [2, 4, 8, 12] as const;
const options = (backend: Backend) => ({ dtype: "float64", backend }) as const;

/** Images of a few hundred numbers to others of the same shape. */
type Move = (x: Tensor, y: Tensor, rng: Random, backend: Backend) => Tensor;

const MOVES: readonly Move[] = [
  (x, y) => x.add(y).mul(0.5),
  (x, y) => x.mul(y).tanh(),
  (x) => x.sub(x.mean([0, 2, 3], true)),
  (x) => relu.forward({ x }).y,
  (x, y) => relu.backward(y, relu.forward({ x }).cache).dX,
  (x, y) =>
    x
      .reshape(8, 96)
      .matmul(y.reshape(8, 96).T)
      .matmul(x.reshape(8, 96))
      .div(100)
      .reshape(...IMAGES),
  (x) => x.permute(0, 1, 3, 2).add(0).permute(0, 1, 3, 2),
  (x, y) => concat([x.slice(1), y.slice(0, 1)]),
  (x) =>
    concat([
      x.slice(0, 1),
      x
        .slice(0, 1)
        .mean(1, true)
        .broadcastTo(1, ...IMAGES.slice(1)),
    ]),
  (x) => x.take([1, 0]),
  (x) => x.to("float32").mul(3).to("float64"),
  (x, y, rng, backend) => {
    const W = randn([4, 4, 3, 3], rng, options(backend)).mul(0.2);
    const { cache } = conv2d.forward({ x, W }, { padding: 1 });
    return conv2d.backward(y, cache).dX;
  },
  (x, y, rng, backend) => {
    const W = randn([4, 4, 1, 1], rng, options(backend)).mul(0.5);
    return conv2d.forward({ x, W }).y.add(y.sum());
  },
  (x) => {
    const { y, cache } = maxPool.forward({ x }, { kernel: 2 });
    return maxPool.backward(y.mul(2), cache).dX;
  },
  (x, y) => spatialBatchNorm.backward(y, spatialBatchNorm.forward({ x, ...affine(x, 4) }).cache).dX,
  (x) => batchNorm.forward({ x: x.reshape(8, 96), ...affine(x, 96) }).y.reshape(...IMAGES),
];

function affine({ backend }: Tensor, n: number): { gamma: Tensor; beta: Tensor } {
  const ramp = Float64Array.from({ length: n }, (_, i) => 1 + i / n);
  return {
    gamma: fromData(ramp, [n], options(backend)),
    beta: fromData(ramp, [n], options(backend)),
  };
}

/** What happens to the memory on the way, if anything does. */
type Weather = { before(step: number): void; scope: boolean };

/** A chain of random moves, some of them in scopes in scopes, on values of which most are forgotten. */
function chain(seed: number, backend: Backend, weather?: Weather): number[] {
  const rng = new Random(seed);
  const data = new Random(seed + 1000);
  const values = Array.from({ length: 3 }, () => randn(IMAGES, data, options(backend)));
  const move = (step: number): void => {
    const [at, a, b] = [3, values.length, values.length].map((n) => rng.integer(n));
    const chosen = MOVES[rng.integer(MOVES.length)];
    weather?.before(step);
    values[at] = chosen(values[a], values[b], data, backend);
    // Some numbers are looked at on the way: they are in both memories then.
    if (rng.integer(4) === 0) expect(values[at].data.length).toBe(values[at].size);
  };
  for (let step = 0; step < 12;) {
    const [outer, inner] = [weather?.scope, weather?.scope].map((on) => on && backend.scope?.());
    const storages = () => values.map(({ view }) => view.storage);
    for (let i = 0; i < 2; i++) move(step++);
    if (inner) {
      inner.free(storages());
      move(step++);
      inner.free(storages());
      inner.end();
    } else move(step++);
    move(step++);
    if (outer) {
      outer.free(storages());
      outer.end();
    }
  }
  return values.flatMap((value) => [...value.data]);
}

/** ‖got − wanted‖ / ‖wanted‖ */
function distance(got: readonly number[], wanted: readonly number[]): number {
  const norm = (values: readonly number[]): number => Math.hypot(...values);
  return norm(got.map((value, i) => value - wanted[i])) / norm(wanted);
}

it("computes the same however memory fills, is let go and is used again", () => {
  const rng = new Random(1);
  for (let seed = 0; seed < 150; seed++) {
    const wanted = chain(seed, reference);
    const clear = chain(seed, wasm, { before: () => undefined, scope: seed % 2 === 0 });
    expect(distance(clear, wanted), `chain ${seed}`).toBeLessThan(1e-9);
    let empty = (): void => undefined;
    const before = (): void => {
      const choice = rng.integer(4);
      if (choice === 0) return;
      empty();
      if (choice > 1) empty = fill(rng.integer(2 ** (11 + rng.integer(6))));
    };
    const got = chain(seed, wasm, { before, scope: seed % 2 === 0 });
    empty();
    expect(distance(got, wanted), `chain ${seed} where memory fills`).toBeLessThan(1e-9);
  }
});

it("gives back what an interrupted product had taken for itself", () => {
  const options = { dtype: "float32", backend: wasm } as const;
  const [a, b] = [ones([96, 200_000], options), ones([200_000, 96], options)];
  const multiply = (): void => {
    a.matmul(b).data.at(0);
  };
  multiply();
  const before = storeSize().inUse;
  let interrupted = 0;
  for (let i = 0; i < 5; i++) if (isInterrupted(multiply, 10 + i)) interrupted++;
  expect(interrupted).toBeGreaterThan(0);
  // A packed matrix has 77 MB. It is given back by the next call; products are the garbage collector's.
  expect(storeSize().inUse - before).toBeLessThan(100e6);
  multiply();
  expect(storeSize().inUse - before).toBeLessThan(2e6);
});
