/**
 * The first thing a submission's process runs, under Node's permission model. It fetches the program from the
 * grader, and runs it in a context that has JavaScript and nothing of Node: no process, no modules, no timers.
 *
 * Such a context is tidiness, not a wall. The walls are that this process has no rights, and that the grader
 * believes nothing it says.
 */
import { readSync, writeSync } from "node:fs";
import process from "node:process";
import { types } from "node:util";
import { createContext, runInContext, Script, type Context } from "node:vm";
import type { Pipe } from "./child.js";

const PIPE = 3;
const exit = (code: number): never => process.exit(code);

function read(into: Uint8Array): void {
  for (let at = 0; at < into.length;) {
    const count = readSync(PIPE, into, at, into.length - at, null);
    if (count === 0) exit(0);
    at += count;
  }
}

function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(PIPE, bytes, at, bytes.length - at);
}

/** No error object of Node's own may reach the student's context: it leads to Node's `Function`. */
function guarded(move: (bytes: Uint8Array) => void): (bytes: Uint8Array) => void {
  return (bytes) => {
    try {
      if (!types.isUint8Array(bytes)) exit(1);
      move(bytes);
    } catch {
      exit(1);
    }
  };
}

function readBlock(): Buffer {
  const length = Buffer.alloc(4);
  read(length);
  const block = Buffer.alloc(length.readUInt32LE());
  read(block);
  return block;
}

write(Buffer.from("ready"));
const program = readBlock().toString("utf8");
// Compiled ahead; V8 compiles it again if it comes from another V8.
const cachedData = readBlock();
const script = new Script(program, { filename: "gradlab", cachedData });

/** A context without WebAssembly, whose memory lies outside of all of V8's limits; tensors here need none. */
function bareContext(): Context {
  const context = createContext(Object.create(null) as object);
  runInContext("delete globalThis.WebAssembly", context);
  return context;
}

/** What only Node has goes from its own global scope, too. */
function tidy(context: Context): void {
  const bare = new Set(runInContext("Object.getOwnPropertyNames(globalThis)", context) as string[]);
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (!bare.has(name)) Reflect.deleteProperty(globalThis, name);
}

// A context for each check: nothing of the one before is left in it.
for (;;) {
  const context = bareContext();
  const main = script.runInContext(context) as (pipe: Pipe) => void;
  tidy(context);
  const pipe = runInContext("Object.create(null)", context) as Pipe;
  pipe.read = guarded(read);
  pipe.write = guarded(write);
  main(pipe);
}
