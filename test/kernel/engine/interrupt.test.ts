import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBench, pause, printed, shown, type Bench } from "./support.js";

/** Milliseconds; generous for a machine that does other things at the same time. */
const SOON = 600;

const endless: Record<string, string> = {
  "a loop": "while (true) {}",
  "a loop that catches everything": "while (true) { try { while (true) {} } catch {} }",
  "a loop in try and finally": "while (true) { try { while (true) {} } finally { continue } }",
  "a loop after an await": "await null; while (true) {}",
  "a loop after a timer": "await new Promise(r => setTimeout(r, 20)); while (true) {}",
  "a promise that never settles": "await new Promise(() => {})",
  "a result that never settles": "$gradlab.result(new Promise(() => {}))",
  "a loop in a timer of a waiting cell":
    "setTimeout(() => { while (true) {} }, 20); await new Promise(r => setTimeout(r, 60000))",
  "a loop in a promise's callback": "await Promise.resolve().then(() => { while (true) {} })",
  "a loop in nextTick": "process.nextTick(() => { while (true) {} }); await new Promise(() => {})",
  "a loop in setImmediate": "setImmediate(() => { while (true) {} }); await new Promise(() => {})",
  "an endless chain of microtasks": "await (async () => { for (;;) await null })()",
  "a catastrophic regular expression": '/^(a+)+$/.test("a".repeat(40) + "b")',
  "a loop over the file system": 'while (true) require("fs").statSync("/")',
  "endless printing": 'while (true) console.log("x".repeat(100))',
  "endless printing to the descriptor": 'while (true) require("fs").writeSync(1, "xxxxxxxxxx\\n")',
  "endless displays":
    'while (true) globalThis[Symbol.for("Jupyter.broadcast")]("display_data", { data: { "text/plain": "x" } })',
  "Atomics.wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
  "a loop that sleeps":
    "for (;;) { await new Promise(r => setTimeout(r, 5)); console.log('tick') }",
  "a question": "prompt('who?')",
  "an asynchronous child process":
    "await new Promise(r => require('child_process').spawn('sleep', ['60']).on('exit', r).on('x', r)); await new Promise(() => {})",
  "sorting with a comparator that prints":
    "for (;;) [3, 2, 1].sort((a, b) => { console.log(a); return a - b })",
  "an endless generator": "for (const x of (function* () { for (;;) yield 1 })());",
};

const leftBehind: Record<string, string> = {
  "a timer": "setTimeout(() => { while (true) {} }, 10)",
  "an interval": "setInterval(() => { while (true) {} }, 10)",
  "a promise's callback": "void Promise.resolve().then(() => { while (true) {} })",
  nextTick: "process.nextTick(() => { while (true) {} })",
  setImmediate: "setImmediate(() => { while (true) {} })",
  "a chain of microtasks": "(function again() { Promise.resolve().then(again) })()",
};

describe("interrupt", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = openBench(tmpdir());
    await bench.run("let kept = 41");
  });
  afterAll(() => bench.engine.close());

  test.each(Object.entries(endless))("stops %s and keeps the state", async (_, code) => {
    const run = bench.run(code);
    await pause(150);
    const start = performance.now();
    await bench.engine.interrupt();
    expect(performance.now() - start).toBeLessThan(SOON);
    expect(await run).toMatchObject({ status: "error", name: "KernelInterrupted" });
    expect(shown(await bench.run("$gradlab.result(kept + 1)"))).toBe("42");
    expect(bench.deaths).toEqual([]);
  });

  test.each(Object.entries(endless))(
    "lets a cell that was sent at once after %s run",
    async (_, code) => {
      const run = bench.run(code);
      await pause(100);
      const stopped = bench.engine.interrupt();
      const next = run.then(() =>
        bench.run("$gradlab.result(await new Promise(r => setTimeout(r, 5, kept + 1)))"),
      );
      expect(shown(await next)).toBe("42");
      await stopped;
      expect(bench.deaths).toEqual([]);
    },
  );

  test.each(Object.entries(leftBehind))(
    "stops a loop that a cell leaves behind in %s",
    async (_, code) => {
      void bench.run(code);
      await pause(100);
      const start = performance.now();
      await bench.engine.interrupt();
      expect(performance.now() - start).toBeLessThan(SOON);
      expect(shown(await bench.run("$gradlab.result(kept + 1)"))).toBe("42");
      expect(
        shown(await bench.run("$gradlab.result(await new Promise(r => setTimeout(r, 20, kept)))")),
      ).toBe("41");
      expect(bench.deaths).toEqual([]);
    },
  );

  test("silences the loop that it stopped", async () => {
    const run = bench.run(
      "for (;;) { await new Promise(r => setTimeout(r, 5)); console.log('tick') }",
    );
    await pause(60);
    await bench.engine.interrupt();
    await run;
    const before = bench.text().length;
    await pause(60);
    expect(bench.text().length).toBe(before);
  });

  test("does nothing to an idle engine, many times", async () => {
    for (let i = 0; i < 20; i++) await bench.engine.interrupt();
    expect(shown(await bench.run("$gradlab.result(kept + 1)"))).toBe("42");
    expect(shown(await bench.run("$gradlab.result(await Promise.resolve(kept))"))).toBe("41");
  });

  test("leaves files, timers and fetch working", async () => {
    const code = `
      const text = await require("fs").promises.readFile(process.execPath).then((b) => b.length > 0);
      const late = await new Promise((resolve) => setTimeout(resolve, 5, "late"));
      $gradlab.result([text, late, await new Promise((r) => setImmediate(r, 1))]);`;
    expect(shown(await bench.run(code))).toBe("[ true, 'late', 1 ]");
  });

  test("goes to the cell's own SIGINT listener, which may finish its work", async () => {
    const run = bench.run(`
      let asked = false;
      process.once("SIGINT", () => (asked = true));
      console.log("listens once");
      while (!asked) await new Promise((r) => setTimeout(r, 5));
      $gradlab.result("saved");`);
    await printed(bench, "listens once");
    await bench.engine.interrupt();
    expect(shown(await run)).toBe("'saved'");
  });

  test("stops a listening cell the second time", async () => {
    const run = bench.run(`
      process.on("SIGINT", () => {});
      console.log("listens always");
      try { await new Promise(() => {}) } finally {}`);
    await printed(bench, "listens always");
    await bench.engine.interrupt();
    await bench.engine.interrupt();
    expect(await run).toMatchObject({ status: "error", name: "KernelInterrupted" });
    await bench.run("process.removeAllListeners('SIGINT')");
    await pause(2000);
  });

  test("stops a listening cell that does not yield", async () => {
    const run = bench.run(
      `process.on("SIGINT", () => {}); console.log("never yields"); while (true) {}`,
    );
    await printed(bench, "never yields");
    await bench.engine.interrupt();
    expect(await run).toMatchObject({ status: "error", name: "KernelInterrupted" });
    await bench.run("process.removeAllListeners('SIGINT')");
  });
});
