import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "../../../kernel/language/typescript.js";

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

let made: Program | undefined;

export function sandboxProgram(): Program {
  return (made ??= {
    boot: commonJs(sourceOf(join(here, "boot.js")), "boot"),
    program: bundle(join(here, "child.js")),
  });
}

const compiled = new Map<string, Uint8Array>();

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
  let found = compiled.get(key);
  if (found === undefined) {
    const input = sandboxProgram().program;
    found = execFileSync(process.execPath, [...flags, "--eval", COMPILE], {
      input,
      env: {},
      maxBuffer: 2 ** 26,
    });
    compiled.set(key, found);
  }
  return found;
}

/** One script of a module and all it imports; its value is the module's `main`. */
function bundle(entry: string): string {
  const modules = new Map<string, string>();
  const add = (wanted: string): string => {
    const path = STAND_INS[wanted] ?? wanted;
    const id = relative(library, path).replaceAll("\\", "/");
    if (modules.has(id)) return id;
    modules.set(id, "");
    const code = commonJs(sourceOf(path), id).replace(
      /\brequire\("(\.[^"]+)"\)/g,
      (_, request: string) => `require("${add(join(dirname(path), request))}")`,
    );
    modules.set(id, code);
    return id;
  };
  const first = add(entry);
  const table = [...modules].map(
    ([id, code]) => `${JSON.stringify(id)}: (exports, require) => {${code}\n}`,
  );
  return `(() => {
    const modules = {${table.join(",\n")}};
    const loaded = {};
    const require = (id) => {
      if (!(id in loaded)) modules[id]((loaded[id] = {}), require);
      return loaded[id];
    };
    return require(${JSON.stringify(first)}).main;
  })()`;
}

function commonJs(source: string, fileName: string): string {
  return ts.transpileModule(source, {
    fileName: fileName.replace(/(\.js)?$/, ".ts"),
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      verbatimModuleSyntax: false,
      removeComments: true,
    },
  }).outputText;
}

/** Built, a module is a .js file; in the project's own tests it is still a .ts file. */
function sourceOf(path: string): string {
  return readFileSync(existsSync(path) ? path : path.replace(/\.js$/, ".ts"), "utf8");
}
