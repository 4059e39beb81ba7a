import { execFileSync } from "node:child_process";
import { messageOf, UserError } from "../../../kernel/errors.js";
import { bubblewrap, bubblewrapPath } from "./bubblewrap.js";
import type { Isolation } from "./isolation.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { permissionModel } from "./permission-model.js";
import { SandboxProcess } from "./process.js";

/**
 * The strongest isolation that works here, tried out once.
 *
 * @throws UserError if the operating system cannot hold submissions, unless `unsafe` says to go on without.
 */
export async function findIsolation({ unsafe = false } = {}): Promise<Isolation> {
  const found = await tryBubblewrap();
  if (typeof found !== "string") return found;
  if (unsafe) return permissionModel();
  throw new UserError(
    `${found}, and without it nothing but Node itself would stand between a submission and this computer. ` +
      "Install it, grade in a container or a virtual machine that may be lost and say --unsafe-sandbox, " +
      "or say --unsafe-sandbox because you trust every submission.",
  );
}

/** Bubblewrap; or why it does not work here, in words. */
async function tryBubblewrap(): Promise<Isolation | string> {
  const path = bubblewrapPath();
  if (path === undefined)
    return process.platform === "linux"
      ? "bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap)"
      : "grading strangers' code needs bubblewrap, which there is for Linux only";
  try {
    const isolation = bubblewrap(path, versionOf(path));
    const sandbox = new SandboxProcess(DEFAULT_LIMITS, isolation);
    try {
      await sandbox.start();
    } finally {
      sandbox.close();
    }
    return isolation;
  } catch (error) {
    return `bubblewrap does not work here (${messageOf(error).trim()})`;
  }
}

const versionOf = (path: string): string =>
  execFileSync(path, ["--version"], { encoding: "utf8" })
    .replace(/^bubblewrap\s*/, "")
    .trim();
