import { expect, it } from "vitest";
import { library, node } from "../node.js";
import { storeSize } from "../../../../lib/backend/wasm/store.js";
import { wasm } from "../../../../lib/backend/wasm/wasm.js";
import { keepMask } from "../../../../lib/layers/keep-mask.js";
import { Random } from "../../../../lib/random.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";

type Type = "float32" | "float64";

/** What a mask has to be, from the generator itself. */
function wanted(length: number, p: number, seed: number, counter: number): number[] {
  const rng = new Random(seed, counter);
  return Array.from({ length }, () => (rng.uniform() < p ? 0 : 1));
}

const draw = (length: number, p: number, seed: number, counter: number, dtype: Type): Tensor =>
  keepMask([length], p, { seed, counter }, { dtype, backend: wasm });

it("Masks are those of the generator when they are drawn, and when their bits are found", () => {
  const rng = new Random(1);
  for (const dtype of ["float32", "float64"] as const)
    for (const length of [257, 1000, 1025, 4099, 70_001]) {
      const [p, seed, counter] = [rng.uniform(), rng.integer(2 ** 32) * 2 ** 20, rng.word()];
      const want = wanted(length, p, seed, counter);
      for (let time = 0; time < 2; time++) {
        expect([...draw(length, p, seed, counter, dtype).data]).toEqual(want);
        const other = dtype === "float32" ? "float64" : "float32";
        expect([...draw(length, p, seed, counter, other).mul(1).data]).toEqual(want);
      }
    }
});

it("One formula may have a mask twice, beside another one, and as a result", () => {
  const length = 5003;
  const [a, b] = [0, 1].map((counter) => wanted(length, 0.4, 7, counter));
  const make = (counter: number): Tensor => draw(length, 0.4, 7, counter, "float32");
  const scope = wasm.scope?.();
  const [first, again, other] = [make(0), make(0), make(1)];
  const sum = first.mul(2).add(other.mul(4)).add(again.mul(8));
  // At its end the scope works out what it keeps in one program: the sum, and one of its masks.
  scope?.free([sum.view.storage, again.view.storage]);
  scope?.end();
  expect([...sum.data]).toEqual(a.map((value, i) => 10 * value + 4 * b[i]));
  expect([...again.data]).toEqual(a);
});

it("Bits of masks that were used long ago are let go", () => {
  const before = storeSize().inUse;
  const length = 2 ** 20;
  const drawn = Array.from({ length: 100 }, (_, counter) => {
    const scope = wasm.scope?.();
    const { data } = draw(length, 0.5, 3, counter, "float32").mul(1);
    scope?.free([]);
    scope?.end();
    return data;
  });
  expect(storeSize().inUse - before).toBeLessThan(2 ** 23);
  for (const counter of [0, 99]) {
    const want = wanted(length, 0.5, 3, counter);
    const again = draw(length, 0.5, 3, counter, "float32").mul(1).data;
    expect(want.findIndex((kept, i) => drawn[counter][i] !== kept || again[i] !== kept)).toBe(-1);
  }
});

it("A mask whose drawing was interrupted is drawn again", async () => {
  const script = `
    const { runInThisContext } = await import("node:vm");
    const { keepMask } = await import(${JSON.stringify(library)});
    let [interrupted, wrong] = [0, 0];
    zeros([1_000_000], { backend: wasm }).add(1).data; // has threads start
    await new Promise((resolve) => setTimeout(resolve, 300));
    const draw = (counter, length) =>
      keepMask([length], 0.5, { seed: 1, counter }, { dtype: "float32", backend: wasm }).mul(1).data;
    globalThis.drawMany = (round) => { for (let i = 0; i < 100; i++) draw(100 * round + i, 300_003); };
    for (let round = 0; round < 8; round++) {
      try {
        runInThisContext("drawMany(" + round + ")", { timeout: 10 + 3 * round });
      } catch ({ code }) {
        if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") interrupted++;
      }
      for (let i = 0; i < 20; i++) {
        // One that is longer has bits of its own, which nothing has interrupted.
        const want = draw(100 * round + i, 300_033);
        const got = draw(100 * round + i, 300_003);
        if (!want.includes(1) || !got.every((kept, at) => kept === want[at])) wrong++;
      }
    }
    console.log(interrupted, wrong);`;
  expect(await node(script)).toEqual({ code: 0, signal: null, out: "8 0", err: "" });
});
