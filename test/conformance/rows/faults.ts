import { equal, match, ok } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Row } from "../row.js";

const dies = (name: string, code: string, says: RegExp): Row => ({
  name,
  check: async (kernel) => {
    await kernel.run("const gone = 1");
    const ran = await kernel.run(code, {}, 60_000);
    equal(ran.reply.status, "error");
    match(ran.error?.traceback ?? "", says);
    equal((await kernel.run("1 + 1")).result, "2");
    const after = await kernel.run("gone");
    equal(after.reply.status, "error", "a variable of the engine that died must not be promised");
  },
});

/** The engine may die; the kernel does not. */
export const faultRows: Row[] = [
  dies("process.exit ends the engine alone", "process.exit(3)", /exit.*3/s),
  dies(
    "process.exit in an awaited timer",
    "setTimeout(() => process.exit(4), 50); await new Promise(() => {})",
    /exit.*4/s,
  ),
  dies(
    "out of memory",
    "const hoard: unknown[] = []; while (true) hoard.push(new Array(1e6).fill(1.5))",
    /memory/i,
  ),
  dies("a native crash", "process.abort()", /crash|SIGABRT/i),
  dies(
    "a kill from outside",
    'process.kill(process.pid, "SIGKILL"); await new Promise(() => {})',
    /SIGKILL|killed/i,
  ),
  {
    name: "endless recursion is an ordinary error",
    check: async (kernel) => {
      const ran = await kernel.run("(function deep(): number { return deep() + 1 })()");
      equal(ran.error?.ename, "RangeError");
      equal((await kernel.run("1 + 1")).result, "2");
    },
  },
  {
    name: "an exception in a timer is told under its cell, and the state stays",
    check: async (kernel) => {
      const { request, done } = kernel.start(
        "const stays = 8; setTimeout(() => { throw new Error('in a timer') }, 50)",
      );
      await done;
      await wait(400);
      const told = kernel
        .of(request.header.msg_id)
        .map((m) => JSON.stringify(m.content))
        .join("\n");
      match(told, /in a timer/);
      equal((await kernel.run("stays")).result, "8");
    },
  },
  {
    name: "an unhandled rejection is told under its cell, and the state stays",
    check: async (kernel) => {
      const { request, done } = kernel.start(
        "const stays2 = 9; void Promise.reject(new Error('nobody caught me'))",
      );
      await done;
      await wait(400);
      const told = kernel
        .of(request.header.msg_id)
        .map((m) => JSON.stringify(m.content))
        .join("\n");
      match(told, /nobody caught me/);
      equal((await kernel.run("stays2")).result, "9");
    },
  },
  {
    name: "changed globals do not break the kernel",
    check: async (kernel) => {
      await kernel.run(
        "JSON.stringify = (() => 'broken') as any; Array.prototype.push = (() => 0) as any; (globalThis as any).Promise.prototype.finally = undefined; console.log = () => {}; 1",
      );
      equal((await kernel.run("2 + 2")).result, "4");
      await kernel.run("process.exit(0)");
      ok((await kernel.run("3 + 3")).result === "6");
    },
  },
];
