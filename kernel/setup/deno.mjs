import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, runQuietly } from "./process.mjs";
import { succeeds } from "./python.mjs";
import { say } from "./say.mjs";
import { hasStamp, writeStamp } from "./stamp.mjs";

const VERSION = "2.9.6";
const folder = join(root, ".cache", "deno");
const stamp = join(folder, ".gradlab-stamp");
const installed = join(folder, "node_modules", "deno");
const windows = process.platform === "win32";

const program = join(installed, windows ? "deno.exe" : "deno");

/** How Deno runs a file and a text, when `ensureDeno` has been here, and in which environment. */
export const deno = {
  run: [program, "run", "--allow-all", "--no-lock"],
  evaluate: [program, "eval", "--no-lock"],
  env: { DENO_DIR: join(installed, "kept") },
};

/**
 * Makes sure that there is a Deno for the tests, whose WebGPU is another implementation than Dawn: wgpu, with naga. It
 * takes 100 MB, so it is no package of the project's own.
 *
 * @returns {string | undefined} why there is none
 */
export function ensureDeno() {
  const wanted = `${VERSION} ${root}`;
  if (hasStamp(stamp, wanted) && succeeds([program, "--version"])) return undefined;
  say("installing Deno into .cache, for tests of WebGPU (once; 100 MB) …");
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const install = [
      "install",
      "--prefix",
      ".cache/deno",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
    ];
    // On Windows npm is a script, which only a shell can start.
    runQuietly("npm install", ["npm", ...install, `deno@${VERSION}`], { shell: windows });
    // Its first run puts the program of this system beside it.
    runQuietly("deno", [process.execPath, join(installed, "bin.cjs"), "--version"]);
    writeStamp(stamp, wanted);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return /** @type {Error} */ (error).message;
  }
  return undefined;
}
