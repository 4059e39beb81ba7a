/**
 * `npm start`: sets up what is missing and opens JupyterLab in notebooks/.
 *
 *   npm start -- [--no-browser] [--port PORT]
 *   npm start -- --run NOTEBOOK... [--html] [--output FILE] [--timeout SECONDS]
 */
import { join } from "node:path";
import { ensureBuild } from "./build.mjs";
import { requireNode } from "./node-version.mjs";
import { ensurePackages } from "./packages.mjs";
import { root, runHere } from "./process.mjs";
import { ensureJupyterLab } from "./python.mjs";
import { runMain, say } from "./say.mjs";

const gradlab = [process.execPath, join(root, "dist", "kernel", "cli", "main.js")];

await runMain(async () => {
  requireNode();
  const rest = process.argv.slice(2);
  ensurePackages();
  ensureBuild();
  if (rest.includes("--run")) {
    return runHere([...gradlab, "run", ...rest.filter((argument) => argument !== "--run")]);
  }
  const trouble = ensureJupyterLab();
  if (trouble) say(trouble);
  // The lessons come first; exercises/ is beside them.
  return runHere([...gradlab, "lab", join(root, "notebooks"), "--root", root, ...rest]);
});
