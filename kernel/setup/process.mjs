import { spawn, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError } from "./say.mjs";

/** The project's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/**
 * Runs a program to its end and shows what it printed only if it fails.
 *
 * @param {string} what it does, for the error
 * @param {string[]} command
 * @param {{ shell?: boolean }} [options]
 */
export function runQuietly(what, [program, ...rest], { shell = false } = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, rest, {
    cwd: root,
    encoding: "utf8",
    shell,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  const printed = [error?.message, stdout, stderr].filter(Boolean).join("\n").trim();
  throw new SetupError(`${what} failed:\n\n${printed}`);
}

/**
 * Runs a program that has the terminal; an interrupt goes to it, and this process waits for it.
 *
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code
 */
export function runHere([program, ...rest], env = {}) {
  const child = spawn(program, rest, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  process.on("SIGINT", () => undefined);
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}
