/** Makes a module of lib/backend/webgpu/: its kernels as text, and the program of the thread that has the device. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./process.mjs";
import { runMain } from "./say.mjs";
import { hashOf } from "./stamp.mjs";

const folder = join(root, "lib", "backend", "webgpu");
const kernels = join(folder, "kernels");
/** What the thread runs, each file after those that it imports. */
const parts = ["protocol", "bindings", "clock", "room", "waiting", "serve"];
const program = parts.map((name) => join(folder, "thread", `${name}.ts`));
const result = join(folder, "kernels.generated.ts");

/** Makes the module unless it was made from the same sources. */
export function ensureShaders() {
  const names = readdirSync(kernels)
    .filter((name) => name.endsWith(".wgsl"))
    .sort();
  const sources = names.map((name) => join(kernels, name));
  const used = [...sources, ...program, fileURLToPath(import.meta.url)];
  const hashed = used.flatMap((file, i) => [names[i] ?? "", readFileSync(file)]);
  const head = `// From kernels/ and thread/ by kernel/setup/wgsl.mjs: ${hashOf(hashed)}`;
  if (existsSync(result) && readFileSync(result, "utf8").startsWith(head)) return;
  const texts = sources.map((file, i) => {
    const name = names[i].replace(".wgsl", "");
    return `  ${JSON.stringify(name)}: ${JSON.stringify(readFileSync(file, "utf8").replaceAll("\r\n", "\n"))},\n`;
  });
  const shaders = `export const WGSL = {\n${texts.join("")}} as const;\n`;
  const served = `export const THREAD =\n  ${JSON.stringify(threadText())};\n`;
  writeFileSync(result, `${head}\n${shaders}${served}`);
}

/** The thread's program as a script: without types, its files behind each other, exporting nothing, and begun. */
function threadText() {
  /** @type {import("typescript")} */
  const ts = createRequire(import.meta.url)("typescript"); // not there before packages are installed
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    removeComments: true,
  };
  const imports = new RegExp(`^import .* from "\\./(${parts.join("|")})\\.js";$`, "gm");
  const script = program
    .map((file) => ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions }).outputText)
    .join("")
    .replaceAll(/^export (?=const|async|function|class)/gm, "")
    .replaceAll(imports, "")
    .replaceAll(/^export \{\};$/gm, "");
  if (/^(import|export)\b/m.test(script))
    throw new Error("thread/serve.ts: expected imports of its folder and of types alone");
  return `${script}serve();\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(() => {
    ensureShaders();
    return Promise.resolve(0);
  });
}
