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

/** What goes wrong after the cell is done. */
const tellsLater = (name: string, code: string, says: RegExp): Row => ({
  name: `${name} is told under its cell, and the state stays`,
  check: async (kernel) => {
    const { request, done } = kernel.start(`const stays = 8; ${code}`);
    await done;
    const told = () =>
      kernel.of(request.header.msg_id).map(({ content }) => JSON.stringify(content));
    for (let i = 0; i < 500 && !says.test(told().join("\n")); i++) await wait(20);
    match(told().join("\n"), says);
    equal((await kernel.run("stays")).result, "8");
  },
});

/** Whatever a cell does to its process, the next ones run: in the same engine, or in a fresh one. */
const survives = (name: string, code: string): Row => ({
  name: `${name} does not break the kernel`,
  check: async (kernel) => {
    const ran = await kernel.run(code, {}, 10_000);
    if (ran.reply.status === "error") equal(ran.error?.ename, "EngineEnded");
    equal((await kernel.run("[2, 2].map((x) => x + x).join()", {}, 10_000)).result, "'4,4'");
    await kernel.run("(globalThis as any).process.exit(0)");
    equal((await kernel.run("3 + 3", {}, 10_000)).result, "6");
  },
});

/** Writes a frame to the pipe that reports go through, as only the engine's own code should. */
const forged = (json: string, length: string) =>
  `{ const json = Buffer.from(${JSON.stringify(json)}); const head = Buffer.alloc(12);
     head.writeUInt32LE(0x67726164, 0); head.writeUInt32LE(${length}, 4);
     require("fs").writeSync(3, Buffer.concat([head, json])); }`;

/** The engine may die; the kernel does not. */
const forever =
  "Object.defineProperty(Object.prototype, 'then', { value: (r: any) => r(42) }); const ends = 1";

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
  tellsLater(
    "an exception in a timer",
    "setTimeout(() => { throw new Error('in a timer') }, 50)",
    /in a timer/,
  ),
  tellsLater(
    "an unhandled rejection",
    "void Promise.reject(new Error('nobody caught me'))",
    /nobody caught me/,
  ),
  survives("const JSON", "const JSON = 1"),
  survives("const console", "const console = 1"),
  survives("const process", "const process = 2"),
  survives("let Symbol", "let Symbol = 3"),
  survives("a name of each builtin", "let Map = 1, Set = 2, Promise = 3, Object = 4, Error = 5"),
  survives("no Promise", "(globalThis as any).Promise = undefined"),
  survives("no iterator", "delete (Array.prototype as any)[Symbol.iterator]"),
  survives("a toJSON of everything", "(Object.prototype as any).toJSON = () => 5"),
  ...[
    "Object.defineProperty(Object.prototype, 'then', { value: (r: any) => r(42), configurable: true }); 1",
    "(Object.prototype as any).then = () => {}; 1",
    "(Object.prototype as any).then = () => {}; const ends = 'in a declaration'",
    "await 1; (Object.prototype as any).then = (r: any) => { throw 1 }; 1",
  ].map((code): Row => ({
    name: `a promise of every object is told and taken back: ${code}`,
    check: async (kernel) => {
      await kernel.run("const before = { kept: true }");
      const { error } = await kernel.run(code, {}, 5000);
      match(error?.evalue ?? "", /^Object\.prototype\.then makes .* it has been removed/);
      equal((await kernel.run("before")).result, "{ kept: true }");
      equal((await kernel.run("await Promise.resolve({ a: 1 })")).result, "{ a: 1 }");
    },
  })),
  survives("a promise of every object for good", forever),
  survives("a Buffer that throws", "Buffer.allocUnsafe = () => { throw 3 }"),
  survives("process.stdout.write", "process.stdout.write = (() => true) as any"),
  survives("text in the engine's pipe", 'require("fs").writeSync(3, "abc")'),
  survives("a closed pipe", 'require("fs").closeSync(3)'),
  survives("a frame too long", forged("{}", "2 ** 31")),
  survives("a frame that never ends", forged("{}", "1000")),
  survives("a forged outcome", forged('{"type":"done","cell":5,"outcome":null}', "json.length")),
  {
    name: "the kernel's own name is refused",
    check: async (kernel) => {
      match((await kernel.run("const $gradlab = 1")).error?.traceback ?? "", /the kernel's own/);
      equal((await kernel.run("1 + 1")).result, "2");
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
