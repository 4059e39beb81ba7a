import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import type { Cache } from "../../../kernel/cache/cache.js";
import { compiled, ours } from "../compiled.js";
import { moduleFile, reached } from "../module-graph.js";
import { bundle, commonJs } from "./bundle.js";

const here = dirname(fileURLToPath(import.meta.url));
const library = join(here, "..", "..");

/**
 * The text of the process's first script, and of the program it then fetches. They are sent as text, so that the
 * process needs no right to read a single file.
 */
export interface Program {
  boot: string;
  program: string;
}

/** Modules that others stand for in a submission's process: kernels of other backends have no use there. */
const STAND_INS: Readonly<Partial<Record<string, string>>> = {
  [join(library, "backend", "choice.js")]: join(here, "reference-only.js"),
};

const resolve = (path: string): string => moduleFile(STAND_INS[path] ?? path);
const sourceOf = (name: string): string => readFileSync(moduleFile(join(here, name)), "utf8");

let made: Program | undefined;

export function sandboxProgram(): Program {
  return (made ??= programIn());
}

/** The program that was kept by the text of all that it is made of, or else a new one, which is kept. */
export function programIn(cache: Cache = ours): Program {
  const boot = sourceOf("boot.js");
  const texts = reached([join(here, "child.js")], resolve);
  const key = [boot, ...texts.values(), sourceOf("bundle.js"), sourceOf("program.js")];
  const make = (): Program => ({
    boot: commonJs(boot),
    program: bundle({ texts, resolve, root: library }),
  });
  return compiled("sandbox", key, make, cache);
}

const bytecode = new Map<string, Uint8Array>();

/** Runs the program first: what has run once is compiled as far as it was used. */
const COMPILE = `const { createContext, Script } = require("node:vm");
  const program = require("node:fs").readFileSync(0, "utf8");
  const script = new Script(program, { filename: "gradlab" });
  script.runInContext(createContext(Object.create(null)));
  process.stdout.write(script.createCachedData());`;

/**
 * V8's own form of the program, so that no process compiles it anew; made once, in a process with the same flags of
 * V8, since V8 takes no other.
 */
export function compiledProgram(flags: readonly string[]): Uint8Array {
  const key = flags.join(" ");
  const found = bytecode.get(key) ?? compile(flags);
  bytecode.set(key, found);
  return found;
}

function compile(flags: readonly string[]): Uint8Array {
  const input = sandboxProgram().program;
  const key = [process.version, process.arch, cachedDataVersionTag(), flags, COMPILE, input];
  const kept = ours.read("bytecode", key);
  if (kept !== undefined) return kept;
  const made = execFileSync(process.execPath, [...flags, "--eval", COMPILE], {
    input,
    env: {},
    maxBuffer: 2 ** 26,
  });
  ours.write("bytecode", key, made);
  return made;
}
