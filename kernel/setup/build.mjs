import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { root, runQuietly } from "./process.mjs";
import { say } from "./say.mjs";
import { hashOf, hasStamp, writeStamp } from "./stamp.mjs";
import { ensureKernels } from "./wasm.mjs";
import { ensureShaders } from "./wgsl.mjs";

const stamp = join(root, "dist", ".gradlab-stamp");
const entry = join(root, "dist", "kernel", "cli", "main.js");
const caches = join(root, "dist", "kernel", "language", "fill-caches.js");

/** Compiles the sources to dist/, if they have changed since. */
export function ensureBuild() {
  ensureKernels();
  ensureShaders();
  const wanted = hashOf(sources().flatMap((file) => [relative(root, file), readFileSync(file)]));
  if (existsSync(entry) && hasStamp(stamp, wanted)) return;
  say("building …");
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  runQuietly("the build", [process.execPath, compiler, "-p", "tsconfig.build.json"]);
  chmodSync(entry, 0o755);
  runQuietly("filling the kernel's caches", [process.execPath, caches]);
  writeStamp(stamp, wanted);
}

/** What the build reads, in a fixed order. */
function sources() {
  const names = ["kernel", "lib", "test/golden", "test/facts", "test/mutation", "test/bench"];
  const folders = names.map((name) => join(root, name)).filter((folder) => existsSync(folder));
  const inside = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))),
  );
  const files = inside.filter((file) => file.endsWith(".ts") && statSync(file).isFile());
  const settings = ["package-lock.json", "tsconfig.json", "tsconfig.build.json"];
  return [...files.sort(), ...settings.map((name) => join(root, name))];
}
