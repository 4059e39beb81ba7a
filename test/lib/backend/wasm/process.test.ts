import { spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";

const library = join(import.meta.dirname, "../../../../dist/lib/index.js");

/** The flag was renamed when it became stable. */
const permission = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

interface Ended {
  code: number | null;
  signal: string | null;
  out: string;
  err: string;
}

/** A script in a process of its own, which is killed if it has not ended by itself after half a minute. */
async function node(
  script: string,
  { flags = [], env = {} }: { flags?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Ended> {
  const text = `import { Random, randn, reference, tensor, wasm, zeros } from ${JSON.stringify(library)};\n${script}`;
  const child = spawn(process.execPath, [...flags, "--input-type=module", "--eval", text], {
    env: { ...process.env, GRADLAB_BACKEND: "", GRADLAB_THREADS: "3", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 30_000,
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on("close", (...how) => resolve(how)),
  );
  return { code, signal, out: out.trim(), err: err.trim() };
}

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
    const { code, signal, out, err } = await node(script);
    expect({ code, signal, err }).toEqual({ code: 0, signal: null, err: "" });
    expect(out).toMatch(process.platform === "linux" ? /^true [2-9]/ : /^true /);
  });

  it.each([
    ["while they still start", `${PRODUCTS} console.log(right);`],
    ["by process.exit", `${PRODUCTS} ${THREADS_COME} console.log(agree()); process.exit(0);`],
  ])("ends %s", async (_, script) => {
    expect(await node(script)).toEqual({ code: 0, signal: null, out: "true", err: "" });
  });

  it("ends with its error when it throws", async () => {
    const { code, signal, err } = await node(
      `${PRODUCTS} ${THREADS_COME} agree(); throw new Error("mine");`,
    );
    expect({ code, signal }).toEqual({ code: 1, signal: null });
    expect(err).toContain("Error: mine");
  });
});

it("Results have the same bits however many threads there are", async () => {
  const script = `
    const { createHash } = await import("node:crypto");
    const { conv2d, layerNorm } = await import(${JSON.stringify(library)});
    const options = { dtype: "float32", backend: wasm };
    const rng = new Random(1);
    const [a, b] = [randn([403, 501], rng, options), randn([501, 307], rng, options)];
    const x = randn([5, 8, 33, 31], rng, options);
    const hash = createHash("sha256");
    for (let round = 0; round < 2; round++) {
      for (const size of [3, 5]) {
        const { y, cache } = conv2d.forward({ x, W: randn([24, 8, size, size], new Random(2), options) });
        const { dX, dW } = conv2d.backward(y, cache);
        for (const { data } of [y, dX, dW]) hash.update(data);
      }
      const { y, cache } = layerNorm.forward({ x: a });
      for (const { data } of [a.matmul(b), b.T.matmul(a.T), y, layerNorm.backward(a, cache).dX, a.exp().sum(0)])
        hash.update(data);
      ${THREADS_COME}
    }
    console.log(hash.digest("hex"));`;
  const ended = await Promise.all(
    ["1", "2", "4"].map((count) => node(script, { env: { GRADLAB_THREADS: count } })),
  );
  expect(ended[0]).toMatchObject({ code: 0, err: "" });
  expect(ended.map(({ out }) => out)).toEqual(Array(3).fill(ended[0].out));
  expect(ended[0].out).toMatch(/^[0-9a-f]{64}$/);
});

it("Under Node's permission model, which grants no thread, it computes the same alone and ends", async () => {
  const flags = [permission, "--no-warnings", "--allow-fs-read=*"];
  const granted = await node('console.log(process.permission.has("worker"));', { flags });
  expect(granted.out).toBe("false");
  const script = `${PRODUCTS} ${THREADS_COME} for (let i = 0; i < 3; i++) right &&= agree();
    console.log(right, tensor([1]).backend.name);`;
  expect(await node(script, { flags })).toEqual({
    code: 0,
    signal: null,
    out: "true wasm",
    err: "",
  });
});

describe("Where the host has no WebAssembly", () => {
  const none = "delete globalThis.WebAssembly;";

  it("tensors are on the reference, which is said once", async () => {
    const script =
      none +
      " for (let i = 0; i < 3; i++) zeros([1000]).add(i); console.log(zeros([1]).backend.name);";
    const { code, out, err } = await node(script);
    expect({ code, out }).toEqual({ code: 0, out: "reference" });
    expect(err).toBe(
      "tensor: expected a host that runs WebAssembly, got ReferenceError: WebAssembly is not defined; " +
        "computing on the reference backend, which is slower",
    );
  });

  it("nothing is said to who asked for the reference, and who asked for wasm is refused", async () => {
    const script = `${none} console.log(zeros([1]).backend.name);`;
    const asked = await node(script, { env: { GRADLAB_BACKEND: "reference" } });
    expect(asked).toEqual({ code: 0, signal: null, out: "reference", err: "" });
    const refused = await node(script, { env: { GRADLAB_BACKEND: "wasm" } });
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
  const { code, out } = await node(script);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^true wasm$|^tensor: .* got RangeError: WebAssembly\.Memory.*\nfalse reference$/,
  );
});
