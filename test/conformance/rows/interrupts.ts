import { equal, ok } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { plain, type Probe } from "../probe.js";
import type { Row } from "../row.js";

/** A cell that never ends by itself, or leaves something behind that does not. */
const endless: [name: string, code: string, options?: { returns?: boolean; kills?: boolean }][] = [
  ["while (true)", "while (true) {}"],
  ["a loop in try and catch", "while (true) { try { while (true) {} } catch {} }"],
  ["a loop in try and finally", "for (;;) { try { for (;;) {} } finally { for (;;) {} } }"],
  ["a loop after an await", "await null; while (true) {}"],
  ["a loop after a timer", "await new Promise((r) => setTimeout(r, 50)); while (true) {}"],
  ["a loop in a function of an earlier cell", "spin()"],
  ["a promise that never settles", "await new Promise(() => {})"],
  ["a never settling promise as the result", "new Promise(() => {})"],
  ["a long sleep", "await new Promise((r) => setTimeout(r, 100_000))"],
  ["a loop in an async function", "await (async () => { await null; while (true) {} })()"],
  [
    "for await over an endless stream",
    "for await (const x of (async function* () { while (true) { await null; yield 1 } })()) {}",
  ],
  [
    "a loop in a timer, awaited",
    "setTimeout(() => { while (true) {} }, 50); await new Promise((r) => setTimeout(r, 60_000))",
  ],
  [
    "a loop in a timer after the cell",
    "setTimeout(() => { while (true) {} }, 50); 1",
    { returns: true },
  ],
  [
    "a loop in a promise callback",
    "Promise.resolve().then(() => { while (true) {} }); 1",
    { returns: true },
  ],
  ["a loop in nextTick", "process.nextTick(() => { while (true) {} }); 1", { returns: true }],
  ["a loop in setImmediate", "setImmediate(() => { while (true) {} }); 1", { returns: true }],
  ["a chain of microtasks", "(function f() { Promise.resolve().then(f) })(); 1", { returns: true }],
  ["a catastrophic regular expression", '/^(a+)+$/.test("a".repeat(40) + "b")'],
  ["a loop of file calls", 'const fsLoop = require("node:fs"); while (true) fsLoop.statSync("/")'],
  ["endless printing", 'while (true) console.log("on and on")'],
  ["endless printing with awaits", 'while (true) { console.log("on and on"); await null }'],
  [
    "endless displays",
    'const show = (globalThis as any)[Symbol.for("Jupyter.broadcast")]; while (true) show("display_data", { data: { "text/plain": "x" }, metadata: {}, transient: {} })',
  ],
  ["Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
  [
    "a blocked child process",
    'require("node:child_process").execSync("sleep 100")',
    { kills: true },
  ],
];

async function stops(
  kernel: Probe,
  code: string,
  { returns = false, kills = false },
): Promise<void> {
  await kernel.run(
    "globalThis.kept = 41; function spin() { while (true) {} }\ndeclare global { var kept: number }",
  );
  const { done } = kernel.start(code);
  await Promise.race([done, wait(400)]);
  const began = performance.now();
  await kernel.interrupt();
  const stopped = await done;
  const took = performance.now() - began;
  if (!returns) {
    equal(stopped.reply.status, "error", JSON.stringify(stopped.reply));
    ok((stopped.error?.traceback ?? "").length > 0, "expected a traceback");
  }
  const next = await kernel.run("1 + 1", {}, 5000);
  equal(next.result, "2", JSON.stringify(next.reply));
  if (kills) {
    ok(took < 5000, `stopped after ${took} ms`);
    return;
  }
  ok(took < 1000, `stopped after ${took} ms`); // the figure is bench:kernel's
  equal((await kernel.run("kept + 1")).result, "42");
}

export const interruptRows: Row[] = [
  ...endless.map(([name, code, options = {}]): Row => ({
    name: `interrupt stops ${name}${options.kills ? "" : " and keeps the state"}`,
    check: (kernel) => stops(kernel, code, options),
  })),
  {
    name: "interrupt by signal stops a loop too",
    check: async (kernel) => {
      const { done } = kernel.start("while (true) {}");
      await wait(300);
      await kernel.interrupt("signal");
      equal((await done).reply.status, "error");
      equal((await kernel.run("1 + 1")).result, "2");
    },
  },
  {
    name: "an interrupt of an idle kernel does nothing",
    check: async (kernel) => {
      await kernel.interrupt();
      equal((await kernel.run("2 + 1")).result, "3");
    },
  },
  {
    name: "an interrupt aborts the cells that wait",
    check: async (kernel) => {
      const first = kernel.start("while (true) {}");
      const second = kernel.start("globalThis.ranSecond = 1", { store_history: false });
      await wait(300);
      await kernel.interrupt();
      equal((await first.done).reply.status, "error");
      equal((await second.done).reply.status, "aborted");
      equal((await kernel.run("(globalThis as any).ranSecond === undefined")).result, "true");
    },
  },
  {
    name: "code that listens for SIGINT stops by itself",
    check: async (kernel) => {
      const { done } = kernel.start(
        "let asked = false; const listener = () => { asked = true }; process.on('SIGINT', listener); console.log('listens');" +
          "while (!asked) await new Promise((r) => setTimeout(r, 10)); process.off('SIGINT', listener); 'gently'",
      );
      await kernel.next("iopub", (m) => m.header.msg_type === "stream", "that it listens");
      await kernel.interrupt();
      equal(plain((await done).result ?? ""), "'gently'");
    },
  },
];
