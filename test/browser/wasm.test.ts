import { expect, test } from "vitest";
import type { Backend } from "../../lib/backend/backend.js";
import { reference } from "../../lib/backend/reference/reference.js";
import { twoLayerNet } from "../../lib/models/two-layer-net.js";
import * as adam from "../../lib/optim/adam.js";
import { Random } from "../../lib/random.js";
import { randn } from "../../lib/tensor/create.js";
import { fit } from "../../lib/train/fit.js";
import { libraryPages } from "../support/library-pages.js";

/** Losses of some steps, and a product that threads share. In the page it has nothing but what it is handed. */
async function work(own: typeof parts, backend?: Backend) {
  const options = { dtype: "float32", ...(backend && { backend }) } as const;
  const x = own.randn([60, 20], new own.Random(3), options);
  const labels = Array.from({ length: 60 }, (_, i) => i % 3);
  const net = { inputs: 20, hidden: 16, classes: 3, batchNorm: true, ...options };
  const run = { optimizer: own.adam, lr: 1e-2, epochs: 5, batchSize: 20, progress: false };
  const { stepLosses } = await own.fit(own.twoLayerNet(net), { x, labels }, run);
  const a = own.randn([203, 301], new own.Random(4), options);
  let product = [0];
  for (let time = 0; time < 5; time++) {
    product = [...a.matmul(a.T).data];
    await new Promise((resolve) => setTimeout(resolve, 50)); // threads come meanwhile
  }
  return { backend: x.backend.name, losses: [...stepLosses], product };
}
const parts = { twoLayerNet, adam, Random, randn, fit };

const SCRIPT = `
import { twoLayerNet } from "/lib/models/two-layer-net.js";
import * as adam from "/lib/optim/adam.js";
import { Random } from "/lib/random.js";
import { randn } from "/lib/tensor/create.js";
import { fit } from "/lib/train/fit.js";
export const worked = (${String(work)})({ twoLayerNet, adam, Random, randn, fit });`;

const pages = libraryPages({ "/work.js": SCRIPT });

test.each([
  ["that may share memory, with threads", "/", true],
  ["that may not, alone", "/alone", false],
])("a page %s, computes on wasm what the reference does", async (_, path, shares) => {
  const page = await pages.browser.newPage();
  await page.goto(pages.url + path);
  expect(await page.evaluate("typeof SharedArrayBuffer === 'function'")).toBe(shares);
  const got = await page.evaluate<Awaited<ReturnType<typeof work>>>(
    'import("/work.js").then(({ worked }) => worked)',
  );
  const want = await work(parts, reference);
  expect(got.backend).toBe("wasm");
  const cores = await page.evaluate<number>("navigator.hardwareConcurrency");
  await expect.poll(() => page.workers().length).toBe(shares ? Math.min(cores, 4) - 1 : 0);
  expect(got.losses).toHaveLength(want.losses.length);
  for (const [step, loss] of want.losses.entries())
    expect(Math.abs(got.losses[step] - loss), `step ${step}`).toBeLessThan(1e-3 * loss);
  const off = want.product.map((value, i) => Math.abs(got.product[i] - value));
  expect(Math.max(...off)).toBeLessThan(1e-3); // of numbers up to 400
});
