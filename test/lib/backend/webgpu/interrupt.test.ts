import { beforeEach, describe, expect, it } from "vitest";
import { BatchText, type Kernel } from "../../../../lib/backend/webgpu/batch.js";
import { webgpu } from "../../../../lib/backend/webgpu/webgpu.js";
import { Random } from "../../../../lib/random.js";
import { fromData, randn } from "../../../../lib/tensor/create.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";
import { isInterrupted } from "../../../support/interrupted.js";
import { noGpu } from "./gpu.js";

const options = { dtype: "float32", backend: webgpu } as const;

it("An interrupt leaves no part of a command", () => {
  const batch = new BatchText();
  const kernel: Kernel = { file: "take", entry: "main", inputs: 2, outputs: 1 };
  const bound = [1, 2, 3].map((buffer) => ({ buffer, offset: 0, bytes: 64 }));
  const work = { params: new Uint32Array(4), groups: 1, timed: false };
  for (let i = 0; i < 30; i++) {
    const ask = (): void => {
      for (let n = 0; n < 1e6; n++) batch.run(kernel, bound, work);
    };
    expect(isInterrupted(ask, 1 + (i % 3))).toBe(true);
    expect(batch.finish(i).commands.length % 16).toBe(0);
  }
});

describe("After an interrupt, wherever it came,", () => {
  beforeEach((context) => {
    if (noGpu !== "") context.skip(noGpu);
  });

  it("the device computes what it did before", () => {
    const x = randn([8, 8], new Random(1), options);
    const w = randn([8, 8], new Random(2), options).mul(0.3);
    const chain = (length: number): Tensor => {
      let y = x;
      for (let i = 0; i < length; i++) y = y.matmul(w).tanh().add(x).sum(1, true).mul(0.1).add(x);
      return y;
    };
    const wanted = [...chain(30).data];
    for (let i = 0; i < 60; i++) {
      expect(isInterrupted(() => void chain(20_000), 1 + (i % 7))).toBe(true);
      expect([...chain(30).data]).toEqual(wanted);
    }
  });

  it("all that was on its way to the device is there", () => {
    const numbers = new Float32Array(100_000).map((_, i) => i % 1000);
    const mean = (): Tensor => fromData(numbers, [100, 1000], options).mean(1);
    const wanted = mean().data;
    expect(wanted).toEqual(new Float32Array(100).fill(499.5));
    let sent = 0;
    for (let i = 0; i < 40; i++) {
      const means: Tensor[] = [];
      const send = (): void => {
        for (;;) means.push(mean());
      };
      expect(isInterrupted(send, 10 + (i % 15))).toBe(true);
      for (const each of means) expect(each.data).toEqual(wanted);
      sent += means.length;
    }
    expect(sent).toBeGreaterThan(0);
  });

  it("numbers that were being brought to the device are there", () => {
    const numbers = new Float32Array(4_000_000).map((_, i) => i % 1000);
    const total = (x: Tensor): number => x.reshape(4000, 1000).mean(1).mean().item();
    let interrupted = 0;
    for (let i = 0; i < 12; i++) {
      const x = fromData(numbers, [4_000_000], options);
      if (isInterrupted(() => void total(x), 1 + i)) interrupted++;
      expect(total(x)).toBeCloseTo(499.5, 1);
    }
    expect(interrupted).toBeGreaterThan(0);
  });
});
