import { afterEach, expect, it, vi } from "vitest";
import { engine } from "../../../../lib/backend/wasm/engine.js";
import { threadCount } from "../../../../lib/backend/wasm/threads.js";
import { wasm } from "../../../../lib/backend/wasm/wasm.js";
import * as conv2d from "../../../../lib/layers/conv2d.js";
import * as layerNorm from "../../../../lib/layers/layer-norm.js";
import { Random } from "../../../../lib/random.js";
import { ones, randn } from "../../../../lib/tensor/create.js";

afterEach(() => vi.unstubAllEnvs());

it("as many threads as GRADLAB_THREADS says, from 1 to 4, or as there are cores", () => {
  for (const [asked, count] of Object.entries({ 1: 1, 2: 2, 3: 3, 64: 4 })) {
    vi.stubEnv("GRADLAB_THREADS", asked);
    expect(threadCount()).toBe(count);
  }
  vi.stubEnv("GRADLAB_THREADS", "");
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  const byCores = threadCount();
  expect([1, 2, 3, 4]).toContain(byCores);
  expect(warn).not.toHaveBeenCalled();
  for (const nonsense of ["0", "-1", "1.5", "many"]) {
    vi.stubEnv("GRADLAB_THREADS", nonsense);
    expect(threadCount()).toBe(byCores);
    expect(warn).toHaveBeenLastCalledWith(
      `GRADLAB_THREADS: expected a whole number of at least 1, got ${nonsense}; ` +
        `using ${byCores}, by the number of cores`,
    );
  }
  warn.mockRestore();
});

it("give the same bits while they start, when they are there, and each time", async () => {
  vi.stubEnv("GRADLAB_THREADS", "2");
  const rng = new Random(1);
  const options = { dtype: "float32", backend: wasm } as const;
  const [a, b] = [randn([203, 301], rng, options), randn([301, 207], rng, options)];
  const [flat, high] = [randn([20, 5000], rng, options), randn([5000, 15], rng, options)];
  const x = randn([5, 8, 33, 31], rng, options);
  const W = randn([24, 8, 3, 3], rng, options);
  const rows = randn([700, 601], rng, options);
  const work = (): number[][] => {
    const conv = conv2d.forward({ x, W }, { padding: 1 });
    const norm = layerNorm.forward({ x: rows, gamma: ones([601], options) });
    const back = conv2d.backward(conv.y, conv.cache);
    const gamma = layerNorm.backward(rows, norm.cache).dGamma ?? rows;
    const products = [a.matmul(b), flat.matmul(high)];
    const all = [...products, conv.y, back.dX, back.dW, norm.y, gamma, rows.exp().mul(rows)];
    return all.map(({ data }) => [...data]);
  };
  const first = work();
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (let round = 0; round < 3; round++) expect(work()).toEqual(first);
});

it("leave to the first one what they cannot do", () => {
  // What others make of the module of a compiled formula lies in the memory: here it is none.
  const own = engine();
  const link = own.link.bind(own);
  const spoiled = vi.spyOn(own, "link").mockImplementation((bytes) => {
    const compiled = link(bytes);
    new Uint8Array(own.memory.buffer, compiled.place, compiled.bytes).fill(0);
    return compiled;
  });
  const x = randn([400_000], new Random(1), { dtype: "float32", backend: wasm });
  const formula = () => x.mul(3).sub(1).mul(x).add(x).mul(0.5).data;
  const wanted = formula();
  for (let time = 0; time < 20; time++)
    expect(formula().every((value, i) => value === wanted[i])).toBe(true);
  expect(spoiled).toHaveBeenCalled();
  spoiled.mockRestore();
});
