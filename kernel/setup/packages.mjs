import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root, runQuietly } from "./process.mjs";
import { say } from "./say.mjs";
import { hashOf, hasStamp, writeStamp } from "./stamp.mjs";

const modules = join(root, "node_modules");
const stamp = join(modules, ".gradlab-stamp");

/** Installs the npm packages that package-lock.json names, if they are not there already. */
export function ensurePackages() {
  const wanted = hashOf([readFileSync(join(root, "package-lock.json"))]);
  if (!hasStamp(stamp, wanted)) {
    if (!matchesLock()) {
      say("installing npm packages (once; a minute or two) …");
      // On Windows npm is a script, which only a shell can start.
      runQuietly("npm ci", ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund"], {
        shell: process.platform === "win32",
      });
    }
    writeStamp(stamp, wanted);
  }
  linkProject();
}

/** Whether packages that someone installed by hand are those of package-lock.json. */
function matchesLock() {
  try {
    const read = (/** @type {string} */ file) => JSON.parse(readFileSync(file, "utf8")).packages;
    const wanted = read(join(root, "package-lock.json"));
    const there = read(join(modules, ".package-lock.json"));
    return Object.entries(wanted).every(
      ([path, { version, optional, devOptional }]) =>
        path === "" ||
        ((there[path]?.version === version || optional || devOptional) &&
          (optional || devOptional || existsSync(join(root, path)))),
    );
  } catch {
    return false;
  }
}

/** Lets `import "gradlab"` resolve from notebooks/ in any tool, plain tslab for one. */
function linkProject() {
  const link = join(modules, "gradlab");
  try {
    if (realpathSync(link) === realpathSync(root)) return;
  } catch {
    // There is none, or it leads nowhere (the project was moved).
  }
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link, { recursive: true, force: true });
  symlinkSync(root, link, "junction"); // a plain link except on Windows
}
