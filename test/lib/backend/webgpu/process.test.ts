import { beforeEach, describe, expect, it } from "vitest";
import { noGpu } from "./gpu.js";
import { library, node } from "../node.js";

/** No driver that Vulkan finds. */
const NO_DRIVER = { VK_DRIVER_FILES: "/nowhere.json", VK_ICD_FILENAMES: "/nowhere.json" };

describe("A process that computes on the GPU", () => {
  beforeEach((context) => {
    if (noGpu !== "") context.skip(noGpu);
  });

  const WORK = `
    const options = { dtype: "float32", backend: webgpu };
    const x = randn([100, 100], new Random(1), options);
    console.log(x.matmul(x).data.length);
    let y = x;
    for (let i = 0; i < 150; i++) y = y.matmul(x).mul(0.1); // still on its way at the end
  `;

  it.each([
    ["by itself", WORK],
    ["by process.exit", `${WORK} process.exit(0);`],
    ["before it used it", `console.log(10000); zeros([3], { dtype: "float32", backend: webgpu });`],
  ])("ends %s", async (_, script) => {
    const { code, signal, out } = await node(script);
    expect({ code, signal, out }).toEqual({ code: 0, signal: null, out: "10000" });
  });

  it("ends with its error when it throws", async () => {
    const { code, signal, err } = await node(`${WORK} throw new Error("mine");`);
    expect({ code, signal }).toEqual({ code: 1, signal: null });
    expect(err).toContain("Error: mine");
  });

  it("is told when a device fails what was lost, and goes on with a new one", async () => {
    const { code, out } = await node(`
      const { device } = await import(${JSON.stringify(library.replace("index.js", "backend/webgpu/pool.js"))});
      const options = { dtype: "float32", backend: webgpu };
      const x = zeros([300], options).add(1);
      const used = device();
      used.fill(used.create(4), new Float32Array(8)); // more than it holds
      try { x.sum().item(); } catch (error) { console.log(error.message); }
      try { x.add(1).data; } catch (error) { console.log(error.message); }
      console.log(zeros([300], options).add(1).sum().item());`);
    const [first, second, last] = out.split(/\n(?=webgpu:|300)/);
    for (const message of [first, second])
      expect(message).toMatch(
        /^webgpu: these numbers are lost, because the GPU failed: Copy range /,
      );
    expect({ code, last }).toEqual({ code: 0, last: "300" });
  });

  it("is told when the device is lost, and goes on with a new one", async () => {
    const { code, out } = await node(`
      const { device } = await import(${JSON.stringify(library.replace("index.js", "backend/webgpu/pool.js"))});
      const options = { dtype: "float32", backend: webgpu };
      const known = zeros([300], options).add(2);
      known.data; // what was read is there too
      const x = zeros([300], options).add(1);
      device().lose();
      for (const work of [() => x.sum().item(), () => x.add(1).data])
        try { work(); } catch (error) { console.log(error.message); }
      console.log(known.add(1).sum().item());`);
    const [first, second, last] = out.split("\n");
    for (const message of [first, second])
      expect(message).toMatch(
        /^webgpu: these numbers are lost, because the GPU failed: the device was lost \(destroyed\)/,
      );
    expect({ code, last }).toEqual({ code: 0, last: "900" });
  });

  it("gets the device that it began to open before an interrupt", async () => {
    const { code, out } = await node(`
      const { runInThisContext } = await import("node:vm");
      const threads = process.getBuiltinModule("node:worker_threads");
      // Node loads clocks and threads when they are used first, and an interrupt then breaks them.
      performance.now();
      await new Promise((done) => new threads.Worker("", { eval: true }).on("exit", done));
      let started = 0;
      threads.Worker = class extends threads.Worker {
        constructor(...all) { super(...all); started++; }
      };
      globalThis.open = () => zeros([300], { dtype: "float32", backend: webgpu }).add(1).sum().item();
      let interrupted = 0;
      let sum;
      while (sum === undefined)
        try {
          sum = runInThisContext("open()", { timeout: 5 + 5 * interrupted });
        } catch (error) {
          if (error.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
          interrupted++;
        }
      console.log(sum, started < interrupted); // or each would start one
      process.exit(); // a thread whose start was interrupted keeps Node from ending`);
    expect({ code, out }).toEqual({ code: 0, out: "300 true" });
  });

  it("has several devices, each with its own numbers", async () => {
    const { code, out } = await node(`
      const { Device } = await import(${JSON.stringify(library.replace("index.js", "backend/webgpu/device.js"))});
      const options = { dtype: "float32", backend: webgpu };
      const x = zeros([300], options).add(1);
      const others = [new Device(), new Device()];
      const numbers = others.map((device, i) => {
        const buffer = device.create(8);
        device.fill(buffer, Float32Array.of(i, 10 + i));
        return [device, buffer];
      });
      others[0].lose();
      for (const [device, buffer] of numbers)
        try { console.log([...device.read(buffer, 2)].join()); } catch (error) { console.log("lost"); }
      console.log(x.sum().item());`);
    expect({ code, out }).toEqual({ code: 0, out: "lost\n1,11\n300" });
  });

  it("has GRADLAB_BACKEND choose it; auto takes no GPU that is played by the processor", async () => {
    const script = "console.log(zeros([1], { dtype: 'float32' }).add(1).backend.name);";
    expect((await node(script, { GRADLAB_BACKEND: "webgpu" })).out).toBe("webgpu");
    const { out } = await node(script, { GRADLAB_BACKEND: "auto" });
    expect(out).toMatch(
      /^tensor: GRADLAB_BACKEND=auto computes on (wasm \(only .*llvmpipe.*, no GPU\)\nwasm|webgpu \(.*\)\nwebgpu)$/,
    );
  });
});

describe("Without a driver", () => {
  beforeEach((context) => {
    if (process.platform !== "linux") context.skip("other systems bring a driver");
  });

  const MESSAGE = "webgpu: expected a GPU, got no adapter: no graphics driver with Vulkan";

  it("an argument and GRADLAB_BACKEND are refused with a reason, and float64 needs none", async () => {
    const script = `
      console.log(tensor([1, 2], { backend: webgpu }).add(1).sum().item());
      try { zeros([3], { dtype: "float32", backend: webgpu }); } catch (error) { console.log(error.message); }
      console.log(zeros([3]).backend.name);`;
    const { out } = await node(script, NO_DRIVER);
    const [sum, message, name] = out.split("\n");
    expect([sum, name]).toEqual(["5", "wasm"]);
    expect(message).toContain(MESSAGE);
    const refused = await node("zeros([3]);", { ...NO_DRIVER, GRADLAB_BACKEND: "webgpu" });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`ValueError: GRADLAB_BACKEND: ${MESSAGE}`);
  });

  it("auto falls back to wasm, and says why once", async () => {
    const script = "zeros([3]); console.log(zeros([3]).backend.name);";
    const { code, out } = await node(script, { ...NO_DRIVER, GRADLAB_BACKEND: "auto" });
    const [said, name, ...more] = out.split("\n");
    expect(said).toContain(`tensor: GRADLAB_BACKEND=auto computes on wasm (${MESSAGE}`);
    expect({ code, name, more }).toEqual({ code: 0, name: "wasm", more: [] });
  });
});
