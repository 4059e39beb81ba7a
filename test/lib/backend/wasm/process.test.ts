import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { library, node } from "../node.js";

const small = join(import.meta.dirname, "../../../../dist/lib/backend/wasm/small.js");

/** The flag was renamed when it became stable. */
const permission = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

/** In a process of its own that has three threads, unless the environment says otherwise. */
const run = (
  script: string,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): ReturnType<typeof node> => node(script, { GRADLAB_THREADS: "3", ...env }, flags);

/** Products that are worth several threads: `agree` says whether they are those of the reference. */
const PRODUCTS = `
  const on = (backend) => {
    const rng = new Random(1);
    return [randn([200, 300], rng, { backend }), randn([300, 250], rng, { backend })];
  };
  const [a, b] = on(wasm);
  const [c, d] = on(reference);
  const expected = c.matmul(d).data;
  const agree = () => {
    const { data } = a.matmul(b);
    return data.length === expected.length && data.every((x, i) => Math.abs(x - expected[i]) < 1e-9);
  };
  let right = agree();
`;
const THREADS_COME = "await new Promise((resolve) => setTimeout(resolve, 300));";
/** Threads of this process, as the operating system counts them; where it does not say, none. */
const COUNT = `
  const { existsSync, readdirSync } = await import("node:fs");
  const count = () => existsSync("/proc/self/task") ? readdirSync("/proc/self/task").length : NaN;
`;

describe("A process that used threads", () => {
  it("had them, and ends by itself when its work is done", async () => {
    const script = `${COUNT} const before = count(); ${PRODUCTS} ${THREADS_COME}
      for (let i = 0; i < 20; i++) right &&= agree();
      console.log(right, count() - before);`;
    const { code, signal, out, err } = await run(script);
    expect({ code, signal, err }).toEqual({ code: 0, signal: null, err: "" });
    expect(out).toMatch(process.platform === "linux" ? /^true [2-9]/ : /^true /);
  });

  it.each([
    ["while they still start", `${PRODUCTS} console.log(right);`],
    ["by process.exit", `${PRODUCTS} ${THREADS_COME} console.log(agree()); process.exit(0);`],
  ])("ends %s", async (_, script) => {
    expect(await run(script)).toEqual({ code: 0, signal: null, out: "true", err: "" });
  });

  it("ends with its error when it throws", async () => {
    const { code, signal, err } = await run(
      `${PRODUCTS} ${THREADS_COME} agree(); throw new Error("mine");`,
    );
    expect({ code, signal }).toEqual({ code: 1, signal: null });
    expect(err).toContain("Error: mine");
  });
});

it("Results have the same bits however many threads there are, into however many parts work is cut, and however well V8 has compiled it", async () => {
  const script = `
    const { createHash } = await import("node:crypto");
    const { batchNorm, conv2d, dropout, layerNorm, maxPool, softmaxCrossEntropy, spatialBatchNorm } = await import(${JSON.stringify(library)});
    const { small } = await import(${JSON.stringify(small)});
    const hash = createHash("sha256");
    const note = (tensors) => {
      for (const each of Object.values(tensors)) if (each?.data) hash.update(each.data);
    };
    const pass = (layer, inputs, settings) => {
      const { y, cache } = layer.forward(inputs, settings);
      note({ y, ...layer.backward(y.mul(0.5), cache) });
    };
    const goOver = (dtype, scale) => {
      const options = { dtype, backend: wasm };
      const rng = new Random(1);
      const draw = (...shape) => randn(shape.map((n) => Math.ceil(n / scale)), rng, options);
      const [a, b, x] = [draw(403, 501), draw(501, 307), draw(5, 8, 33, 31)];
      for (const size of [3, 5]) {
        const W = randn([9, x.shape[1], size, size], new Random(2), options);
        pass(conv2d, { x, W }, { padding: 1 });
      }
      const affine = (n) => ({ gamma: randn([n], rng, options), beta: randn([n], rng, options) });
      pass(layerNorm, { x: a, ...affine(a.shape[1]) });
      pass(batchNorm, { x: a, ...affine(a.shape[1]) });
      pass(spatialBatchNorm, { x, ...affine(x.shape[1]) });
      pass(maxPool, { x }, { kernel: 2 });
      pass(dropout, { x: a }, { p: 0.3, seed: 1 });
      const labels = Array.from({ length: a.shape[0] }, (_, i) => i % 7);
      const { loss, cache } = softmaxCrossEntropy.forward({ scores: a }, { labels });
      note({ loss, ...softmaxCrossEntropy.backward(loss, cache) });
      note([a.matmul(b), b.T.matmul(a.T), a.exp().sum(0), a.max(1), a.T.take([2, 0, 1])]);
    };
    for (let round = 0; round < 2; round++) {
      goOver("float32", 1);
      for (const part of [1, 700]) {
        const before = { ...small };
        Object.assign(small, { numbers: 0, multiplications: 0, program: 0, part });
        for (const dtype of ["float32", "float64"]) goOver(dtype, 5);
        Object.assign(small, before);
      }
      ${THREADS_COME}
    }
    console.log(hash.digest("hex"));`;
  const ended = await Promise.all([
    ...["1", "2", "3", "4"].map((count) => run(script, { GRADLAB_THREADS: count })),
    ...["--liftoff-only", "--no-liftoff"].map((flag) => run(script, {}, [flag])),
  ]);
  expect(ended[0]).toMatchObject({ code: 0, err: "" });
  expect(ended[0].out).toMatch(/^[0-9a-f]{64}$/);
  expect(ended.map(({ out }) => out)).toEqual(Array(6).fill(ended[0].out));
});

it("After an interrupt in the middle of shared work, results are right", async () => {
  const script = `${PRODUCTS} ${THREADS_COME}
    const { runInThisContext } = await import("node:vm");
    const other = a.mul(2).add(1);
    other.data;
    // Who works on after the interrupt would write where the next product is to lie.
    globalThis.goOn = () => { for (;;) other.matmul(b).data; };
    let interrupted = 0;
    for (let i = 0; i < 15; i++) {
      try {
        runInThisContext("goOn()", { timeout: 10 + 7 * (i % 5) });
      } catch ({ code }) {
        if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") interrupted++;
      }
      right &&= agree();
    }
    console.log(right, interrupted);`;
  expect(await run(script)).toEqual({ code: 0, signal: null, out: "true 15", err: "" });
});

it("A thread that breaks as it starts is done without, which is said", async () => {
  const script = `
    const threads = process.getBuiltinModule("node:worker_threads");
    const { Worker } = threads;
    threads.Worker = class extends Worker {
      constructor(program, options) {
        super("throw new Error('no room')", options);
      }
    };
    ${PRODUCTS} ${THREADS_COME}
    console.log(right && agree());`;
  const said = "wasm: a thread could not work along, the others do without it: no room";
  expect(await run(script)).toEqual({
    ...{ code: 0, signal: null, out: "true" },
    err: [said, said].join("\n"),
  });
});

it("Under Node's permission model, which grants no thread, it computes the same alone and ends", async () => {
  const flags = [permission, "--no-warnings", "--allow-fs-read=*"];
  const granted = await run('console.log(process.permission.has("worker"));', {}, flags);
  expect(granted.out).toBe("false");
  const script = `${PRODUCTS} ${THREADS_COME} for (let i = 0; i < 3; i++) right &&= agree();
    console.log(right, tensor([1]).backend.name);`;
  expect(await run(script, {}, flags)).toEqual({
    code: 0,
    signal: null,
    out: "true wasm",
    err: "",
  });
});

it("Where memory cannot be shared, it computes the same alone, also when the memory has grown", async () => {
  const script = `delete globalThis.SharedArrayBuffer; ${PRODUCTS}
    const held = [];
    for (let i = 0; i < 5; i++) {
      held.push(zeros([3_000_000], { backend: wasm }).add(i).sum());
      right &&= agree();
    }
    console.log(right, tensor([1]).backend.name);`;
  const { code, out, err } = await run(script);
  expect({ code, out, err }).toEqual({ code: 0, out: "true wasm", err: "" });
});

describe("Where the host has no WebAssembly", () => {
  const none = "delete globalThis.WebAssembly;";

  it("tensors are on the reference, which is said once", async () => {
    const script =
      none +
      " for (let i = 0; i < 3; i++) zeros([1000]).add(i); console.log(zeros([1]).backend.name);";
    const { code, out, err } = await run(script);
    expect({ code, out }).toEqual({ code: 0, out: "reference" });
    expect(err).toBe(
      "tensor: expected a host that runs WebAssembly, got ReferenceError: WebAssembly is not defined; " +
        "computing on the reference backend, which is slower",
    );
  });

  it("nothing is said to who asked for the reference, and who asked for wasm is refused", async () => {
    const script = `${none} console.log(zeros([1]).backend.name);`;
    const asked = await run(script, { GRADLAB_BACKEND: "reference" });
    expect(asked).toEqual({ code: 0, signal: null, out: "reference", err: "" });
    const refused = await run(script, { GRADLAB_BACKEND: "wasm" });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(
      "ValueError: GRADLAB_BACKEND: expected a host that runs WebAssembly, " +
        "got ReferenceError: WebAssembly is not defined; say reference, or nothing",
    );
  });
});

it("Where addresses are short, tensors are on wasm if its memory can be had, else on the reference", async (context) => {
  if (process.platform !== "linux") context.skip("the limit is Linux's");
  // Some versions of V8 make do with so few addresses, others do not: the process tries for itself.
  const inner = `
    import { zeros } from ${JSON.stringify(library)};
    const { backend } = zeros([1000]).add(1);
    let room = backend.name === "wasm";
    try {
      if (!room) new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
      room = true;
    } catch {}
    console.log(room, backend.name);`;
  const script = `
    const { execFileSync } = await import("node:child_process");
    const limited = 'ulimit -v 3000000 && exec "$@" 2>&1';
    const flags = ["--input-type=module", "--eval", ${JSON.stringify(inner)}];
    console.log(execFileSync("/bin/sh", ["-c", limited, "sh", process.execPath, ...flags]).toString());`;
  const { code, out } = await run(script);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^true wasm$|^tensor: .* got RangeError: WebAssembly\.Memory.*\nfalse reference$/,
  );
});
