import { expect, test } from "vitest";
import type { Backend } from "../../lib/backend/backend.js";
import { reference } from "../../lib/backend/reference/reference.js";
import { twoLayerNet } from "../../lib/models/two-layer-net.js";
import * as adam from "../../lib/optim/adam.js";
import { Random } from "../../lib/random.js";
import { randn } from "../../lib/tensor/create.js";
import { fit } from "../../lib/train/fit.js";
import { CHROMIUM_FLAGS } from "../support/chromium.js";
import { libraryPages } from "../support/library-pages.js";

/** What a worker of the page runs: the training below, on webgpu. */
const WORKER = `
import { webgpu } from "/lib/backend/webgpu/webgpu.js";
import { twoLayerNet } from "/lib/models/two-layer-net.js";
import * as adam from "/lib/optim/adam.js";
import { Random } from "/lib/random.js";
import { randn } from "/lib/tensor/create.js";
import { fit } from "/lib/train/fit.js";

const train = ${String(train)};
const draw = (...shape) => randn(shape, new Random(1), { dtype: "float32", backend: webgpu });
const refusalOf = (work) => {
  try {
    work();
  } catch (error) {
    return error.message;
  }
};
try {
  const refused = refusalOf(() => draw(3));
  await webgpu.open();
  // SwiftShader has no room for 2³⁰ bytes in a buffer, though it grants buffers of that size.
  const full = refusalOf(() => draw(2 ** 14, 1).matmul(draw(1, 2 ** 14 - 1)));
  const losses = await train({ twoLayerNet, adam, Random, randn, fit }, webgpu);
  postMessage({ refused, full, losses });
} catch (error) {
  postMessage({ error: String(error) });
}`;

/** The losses of some steps. In the page it has nothing but what it is handed. */
async function train(own: typeof parts, backend: Backend): Promise<number[]> {
  const options = { dtype: "float32", backend } as const;
  const x = own.randn([60, 20], new own.Random(3), options);
  const labels = Array.from({ length: 60 }, (_, i) => i % 3);
  const net = { inputs: 20, hidden: 16, classes: 3, batchNorm: true, ...options };
  const run = { optimizer: own.adam, lr: 1e-2, epochs: 5, batchSize: 20, progress: false };
  return [...(await own.fit(own.twoLayerNet(net), { x, labels }, run)).stepLosses];
}
const parts = { twoLayerNet, adam, Random, randn, fit };

const pages = libraryPages({ "/worker.js": WORKER }, [
  ...CHROMIUM_FLAGS.filter((flag) => flag !== "--disable-gpu"),
  ...["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
]);

test("a page's worker trains on WebGPU, also when its memory was full before: its losses are the reference's", async () => {
  const page = await pages.browser.newPage();
  await page.goto(pages.url);
  type Got = { refused?: string; full?: string; losses?: number[]; error?: string };
  const got = await page.evaluate<Got>(
    `new Promise((resolve) => {
      const worker = new Worker("/worker.js", { type: "module" });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => resolve({ error: message });
    })`,
  );
  expect(got.error).toBeUndefined();
  expect(got.refused).toContain("await webgpu.open() before the first tensor");
  expect(got.full).toMatch(/^webgpu: matmul of \(16384, 1\) \(1, 16383\): expected 1\.07 GB of /);
  const want = await train(parts, reference);
  expect(got.losses).toHaveLength(want.length);
  for (const [step, loss] of want.entries())
    expect(Math.abs((got.losses?.[step] ?? NaN) - loss), `step ${step}`).toBeLessThan(1e-3 * loss);
});
