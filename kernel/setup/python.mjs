import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, runQuietly } from "./process.mjs";
import { say } from "./say.mjs";
import { hashOf, hasStamp, writeStamp } from "./stamp.mjs";

const windows = process.platform === "win32";
const environment = join(root, ".venv");
const stamp = join(environment, ".gradlab-stamp");
const requirements = join(root, "kernel", "setup", "requirements.txt");

/** The Python of the project's own environment. */
const ownPython = join(environment, ...(windows ? ["Scripts", "python.exe"] : ["bin", "python"]));

/**
 * Makes sure that there is a JupyterLab: the one on PATH, or else a pinned one in .venv.
 *
 * @returns {string | undefined} why there is none
 */
export function ensureJupyterLab() {
  const wanted = hashOf([readFileSync(requirements), root]);
  if (hasStamp(stamp, wanted) && succeeds([ownPython, "--version"])) return undefined;
  if (!existsSync(environment) && succeeds(["jupyter", "lab", "--version"])) return undefined;
  const python = findPython();
  if (!python) return "Python 3.9 or newer was not found";
  say("installing JupyterLab into .venv (once; a minute or two) …");
  try {
    rmSync(environment, { recursive: true, force: true });
    runQuietly("python -m venv", [...python, "-m", "venv", environment]);
    // JupyterLab runs a CommonJS yarn.js, which inside this project's folder Node took for ESM.
    writeFileSync(join(environment, "package.json"), '{ "type": "commonjs" }\n');
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    runQuietly("pip install", [ownPython, ...install, "-r", requirements]);
    writePresets();
    writeStamp(stamp, wanted);
  } catch (error) {
    rmSync(environment, { recursive: true, force: true });
    return /** @type {Error} */ (error).message;
  }
  return undefined;
}

/**
 * JupyterLab asks on its first start whether it may fetch news; a course needs neither. Widgets are
 * kept with the notebook, so that it shows them before it runs.
 */
function writePresets() {
  const settings = join(environment, "share", "jupyter", "lab", "settings");
  mkdirSync(settings, { recursive: true });
  const notification = { fetchNews: "false", checkForUpdates: false };
  const overrides = {
    "@jupyterlab/apputils-extension:notification": notification,
    "@jupyter-widgets/jupyterlab-manager:plugin": { saveState: true },
  };
  writeFileSync(join(settings, "overrides.json"), `${JSON.stringify(overrides, null, 2)}\n`);
}

/** @returns {string[] | undefined} the command of a Python that is new enough */
export function findPython() {
  const test = ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"];
  const names = windows ? [["py", "-3"], ["python"]] : [["python3"], ["python"]];
  return names.find((command) => succeeds([...command, ...test]));
}

/** @param {string[]} command */
export function succeeds([program, ...rest]) {
  return spawnSync(program, rest, { stdio: "ignore" }).status === 0;
}
