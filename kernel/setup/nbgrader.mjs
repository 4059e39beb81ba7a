import { rmSync } from "node:fs";
import { join } from "node:path";
import { root, runQuietly } from "./process.mjs";
import { findPython, succeeds } from "./python.mjs";
import { say } from "./say.mjs";
import { hasStamp, writeStamp } from "./stamp.mjs";

const VERSION = "0.9.5";
const environment = join(root, ".cache", "nbgrader");
const stamp = join(environment, ".gradlab-stamp");
const python = join(environment, "bin", "python");

/**
 * Makes sure that there is an nbgrader for the tests, in an environment of its own: it asks for other versions of
 * Jupyter's packages than ours.
 *
 * @returns {string | undefined} why there is none
 */
export function ensureNbgrader() {
  const wanted = `${VERSION} ${root}`;
  if (hasStamp(stamp, wanted) && succeeds([python, "--version"])) return undefined;
  if (process.platform === "win32") return "nbgrader is tested on Linux and macOS alone";
  const found = findPython();
  if (!found) return "Python 3.9 or newer was not found";
  say("installing nbgrader into .cache, for its tests (once; a minute or two) …");
  try {
    rmSync(environment, { recursive: true, force: true });
    runQuietly("python -m venv", [...found, "-m", "venv", environment]);
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    runQuietly("pip install", [python, ...install, `nbgrader==${VERSION}`]);
    writeStamp(stamp, wanted);
  } catch (error) {
    rmSync(environment, { recursive: true, force: true });
    return /** @type {Error} */ (error).message;
  }
  return undefined;
}
