import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Backend } from "../../lib/backend/backend.js";
import { reference } from "../../lib/backend/reference/reference.js";
import { twoLayerNet } from "../../lib/models/two-layer-net.js";
import * as adam from "../../lib/optim/adam.js";
import { Random } from "../../lib/random.js";
import { randn } from "../../lib/tensor/create.js";
import { fit } from "../../lib/train/fit.js";
import { CHROMIUM_FLAGS, findChromium } from "../support/chromium.js";

const executablePath = findChromium();
const library = join(import.meta.dirname, "../../dist/lib");

/** What a worker of the page runs: the training below, on webgpu. */
const WORKER = `
import { webgpu } from "/lib/backend/webgpu/webgpu.js";
import { twoLayerNet } from "/lib/models/two-layer-net.js";
import * as adam from "/lib/optim/adam.js";
import { Random } from "/lib/random.js";
import { randn } from "/lib/tensor/create.js";
import { fit } from "/lib/train/fit.js";

const train = ${String(train)};
const refusal = () => {
  try {
    randn([3], new Random(1), { dtype: "float32", backend: webgpu });
  } catch (error) {
    return error.message;
  }
};
try {
  const refused = refusal();
  await webgpu.open();
  postMessage({ refused, losses: await train({ twoLayerNet, adam, Random, randn, fit }, webgpu) });
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

let browser: Browser;
let server: Server;
beforeAll(async () => {
  if (executablePath === undefined) return;
  const args = CHROMIUM_FLAGS.filter((flag) => flag !== "--disable-gpu");
  const gpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];
  browser = await chromium.launch({ executablePath, args: [...args, ...gpu] });
  server = createServer((request, response) => {
    const path = request.url ?? "/";
    const script = path.endsWith(".js");
    // Memory may be shared in such pages alone.
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    response.setHeader("Content-Type", script ? "text/javascript" : "text/html");
    if (path.startsWith("/lib/") && script)
      void readFile(join(library, normalize(path.slice("/lib".length)))).then(
        (text) => response.end(text),
        () => response.writeHead(404).end(),
      );
    else response.end(path === "/worker.js" ? WORKER : "<!doctype html><title>a page</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  if (executablePath === undefined) return;
  await browser.close();
  server.close();
});
beforeEach((context) => {
  if (executablePath === undefined) context.skip("no Chromium");
});

test("a page's worker trains on WebGPU: its losses are the reference's", async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const got = await page.evaluate<{ refused?: string; losses?: number[]; error?: string }>(
    `new Promise((resolve) => {
      const worker = new Worker("/worker.js", { type: "module" });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => resolve({ error: message });
    })`,
  );
  expect(got.error).toBeUndefined();
  expect(got.refused).toContain("await webgpu.open() before the first tensor");
  const want = await train(parts, reference);
  expect(got.losses).toHaveLength(want.length);
  for (const [step, loss] of want.entries())
    expect(Math.abs((got.losses?.[step] ?? NaN) - loss), `step ${step}`).toBeLessThan(1e-3 * loss);
});
