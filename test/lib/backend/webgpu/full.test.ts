import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { device } from "../../../../lib/backend/webgpu/pool.js";
import { webgpu } from "../../../../lib/backend/webgpu/webgpu.js";
import { ones } from "../../../../lib/tensor/create.js";
import { needs } from "../../../support/needs.js";
import { noGpu } from "./gpu.js";
import { node } from "../node.js";

describe("Where the memory of the GPU is full", () => {
  /**
   * SwiftShader has no room for 2³⁰ bytes in a buffer, though it grants buffers of that size; to ask takes no memory of
   * the machine. (Mesa's driver for the processor never says that its memory is full.)
   */
  const SCRIPT = `
    const options = { dtype: "float32", backend: webgpu };
    const known = randn([300], new Random(1), options).mul(0).add(2);
    console.log(known.sum().item());
    const column = zeros([2 ** 14, 1], options).add(1);
    const [row, waiting] = [column.slice(1).T, known.mul(3)];
    for (const work of [() => column.add(row).sum(), () => column.add(row).data, () => column.matmul(row)])
      try {
        work();
      } catch (error) {
        console.log(error.message);
        if (!(error instanceof RangeError)) throw error;
      }
    console.log([known.add(1).data[7], waiting.sum().item(), column.matmul(known.reshape(1, 300)).mean().item()].join());`;

  it("an operation says how much it wanted, and all other numbers stay", async (context) => {
    const { code, out, err } = await node(SCRIPT, {
      VK_DRIVER_FILES: needs("swiftshader", context),
    });
    const [first, ...lines] = out.split("\n");
    expect({ code, first, last: lines.pop() }, err).toEqual({
      code: 0,
      first: "600",
      last: "3,1800,2",
    });
    const message = (operation: string): RegExp =>
      new RegExp(
        `^webgpu: ${operation}: expected 1\\.07 GB of the GPU's memory, got none ` +
          "\\(it said: .*OUT_OF_DEVICE_MEMORY; tensors hold .* KB of it\\): " +
          "make the batch smaller, or choose the backend wasm$",
      );
    const sum = message("add of \\(16384, 16383\\)");
    const wanted = [sum, sum, message("matmul of \\(16384, 1\\) \\(1, 16383\\)")];
    expect(lines).toEqual(wanted.map((pattern) => expect.stringMatching(pattern) as unknown));
  });
});

describe("A tensor that is larger than buffers may be", () => {
  beforeEach((context) => {
    if (noGpu !== "") context.skip(noGpu);
  });
  const { buffer } = noGpu === "" ? device().limits : { buffer: 0 };
  afterEach(() => {
    if (noGpu === "") Object.assign(device().limits, { buffer });
  });

  it("is worked with on the host", () => {
    Object.assign(device().limits, { buffer: 4096 });
    const x = ones([5000], { dtype: "float32", backend: webgpu });
    expect(x.sum().item()).toBe(5000);
    expect(
      x.reshape(50, 100).matmul(ones([100, 2], { dtype: "float32", backend: webgpu })).data[99],
    ).toBe(100);
    expect(device().failure).toBe("");
  });
});
