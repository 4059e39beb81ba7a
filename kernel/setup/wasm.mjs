/** Compiles the AssemblyScript kernels of lib/backend/wasm/ to a module that holds them as text. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { root, runQuietly } from "./process.mjs";
import { runMain } from "./say.mjs";
import { hashOf } from "./stamp.mjs";

const folder = join(root, "lib", "backend", "wasm");
const kernels = join(folder, "kernels");
const result = join(folder, "kernels.generated.ts");

// Without a runtime: the kernels allocate nothing, and cannot fail. Vectors pass between kernels, never to the host (112).
const options =
  "-O3 --noAssert --runtime stub --enable simd --use abort= --disableWarning 112 " +
  "--importMemory --maximumMemory 65536 --sharedMemory --enable threads";

/** For hosts without relaxed SIMD, and with it: see lib/backend/wasm/multiply-add.ts. */
const kinds = { plain: options, relaxed: `${options} --enable relaxed-simd` };

/** Makes the module unless it was made from the same sources by the same compiler. */
export function ensureKernels() {
  const compiler = join(root, "node_modules", "assemblyscript");
  const names = readdirSync(kernels).filter((name) => name.endsWith(".ts"));
  const sources = names.sort().map((name) => join(kernels, name));
  const used = [...sources, join(compiler, "package.json"), fileURLToPath(import.meta.url)];
  const head = `// From kernels/ by kernel/setup/wasm.mjs: ${hashOf(used.map((file) => readFileSync(file)))}`;
  if (hasHead(head)) return;
  const cache = join(root, ".cache");
  mkdirSync(cache, { recursive: true });
  const binary = join(cache, `kernels-${process.pid}.wasm`);
  const texts = Object.entries(kinds).map(
    ([name, kind]) => `  ${name}: "${compile(binary, kind)}",\n`,
  );
  writeFileSync(result, `${head}\nexport const KERNELS = {\n${texts.join("")}};\n`);
}

/**
 * @param {string} binary where the compiler may write
 * @param {string} options
 */
function compile(binary, options) {
  const run = join(root, "node_modules", "assemblyscript", "bin", "asc.js");
  const entry = relative(root, join(kernels, "index.ts"));
  const to = relative(root, binary);
  const command = [process.execPath, run, entry, ...options.split(" "), "--outFile", to];
  runQuietly("compiling the wasm kernels", command);
  const text = readFileSync(binary).toString("base64");
  rmSync(binary);
  return text;
}

/** @param {string} head */
function hasHead(head) {
  try {
    return readFileSync(result, "utf8").startsWith(head);
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(() => {
    ensureKernels();
    return Promise.resolve(0);
  });
}
