import { beforeEach, describe, expect, it } from "vitest";
import { limitTo, poolSize } from "../../../../lib/backend/webgpu/pool.js";
import { webgpu } from "../../../../lib/backend/webgpu/webgpu.js";
import { Random } from "../../../../lib/random.js";
import { randn } from "../../../../lib/tensor/create.js";
import { library, node } from "../node.js";
import { noGpu } from "./gpu.js";

beforeEach((context) => {
  if (noGpu !== "") context.skip(noGpu);
});

const options = { dtype: "float32", backend: webgpu } as const;

/** In a process of its own, whose memory is the library's alone. */
const TRAINING = `
  const { fit, sgd, twoLayerNet } = await import(${JSON.stringify(library)});
  const { poolSize } = await import(${JSON.stringify(library.replace("index.js", "backend/webgpu/pool.js"))});
  const options = { dtype: "float32", backend: webgpu };
  const model = twoLayerNet({ inputs: 12, hidden: 8, classes: 3, ...options });
  const labels = Array.from({ length: 1000 }, (_, i) => i % 3);
  const examples = { x: randn([1000, 12], new Random(3), options), labels };
  const run = { optimizer: sgd, lr: 1e-3, batchSize: 10, progress: false };
  const memory = () => {
    const { inUse, waiting } = poolSize();
    return { buffers: inUse + waiting, process: process.memoryUsage().rss };
  };
  await fit(model, examples, { ...run, epochs: 10 }); // until the heaps of both threads have their size
  await new Promise((resolve) => setTimeout(resolve));
  const before = memory();
  await fit(model, examples, { ...run, epochs: 90 });
  console.log(JSON.stringify({ before, after: memory() }));
`;

describe("a training run", () => {
  it("takes no more memory after 10,000 steps than after 1,000", async () => {
    const { code, out } = await node(TRAINING, {}, [], 280);
    expect(code).toBe(0);
    type Memory = { buffers: number; process: number };
    const { before, after } = JSON.parse(out) as { before: Memory; after: Memory };
    // A step makes some 25 kB in buffers: kept, they would be 225 MB. What outlives an epoch is the garbage collector's.
    expect(after.buffers).toBeLessThan(before.buffers + 6e6);
    expect(after.process).toBeLessThan(before.process + 30e6);
  }, 300_000);
});

describe("a loop that never waits", () => {
  it("goes on when the device is full, and gives the same numbers", () => {
    const x = randn([64, 64], new Random(1), options);
    const loop = (): number[] => {
      let y = x;
      for (let i = 0; i < 30; i++) y = y.matmul(x).mul(0.01).add(x);
      return [...y.data];
    };
    const want = loop();
    const { inUse } = poolSize();
    try {
      limitTo({ inUse: inUse + 200_000 });
      expect(loop()).toEqual(want);
      expect(poolSize().inUse).toBeLessThan(inUse + 300_000);
    } finally {
      limitTo();
    }
  });
});

describe("a scope", () => {
  it("frees what is not kept, and says so to whoever reads it", () => {
    const x = randn([40, 40], new Random(1), options);
    const scope = webgpu.scope?.();
    const [kept, lost] = [x.mul(2), x.matmul(x)];
    scope?.free([kept.view.storage]);
    scope?.end();
    expect(kept.data).toHaveLength(1600);
    expect(x.data).toHaveLength(1600);
    for (const gone of [() => lost.data, () => lost.add(1).data])
      expect(gone).toThrow("webgpu: these numbers were let go at the end of a scope");
  });

  it("that nobody ended is over with the turn", async () => {
    webgpu.scope?.();
    const scope = webgpu.scope?.();
    const x = randn([40, 40], new Random(1), options).mul(2);
    await Promise.resolve();
    scope?.free([]);
    scope?.end();
    expect(x.data).toHaveLength(1600);
  });
});
