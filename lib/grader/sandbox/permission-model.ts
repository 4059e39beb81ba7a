import { existsSync } from "node:fs";
import process from "node:process";
import type { Isolation } from "./isolation.js";
import { shellLimits, type Limits } from "./limits.js";

const SHELL = "/bin/sh";

/** Node's flag for its permission model: renamed when it became stable. */
function permissionFlag(): string {
  const flags = process.allowedNodeEnvironmentFlags;
  return flags.has("--permission") ? "--permission" : "--experimental-permission";
}

/** A heap of this many megabytes. */
export const v8Flags = ({ megabytes }: Limits): string[] => [`--max-old-space-size=${megabytes}`];

/**
 * Node's flags for a process that may do nothing but compute: no file, no other process, no thread of its own, no
 * native code.
 */
export const computeOnly = (limits: Limits): string[] => [
  permissionFlag(),
  "--no-warnings",
  ...v8Flags(limits),
];

/** A command under the shell's limits, where there is a shell that has them. */
export function limited(
  limits: Limits,
  command: string,
  args: readonly string[],
): { command: string; args: string[] } {
  if (process.platform !== "linux" || !existsSync(SHELL)) return { command, args: [...args] };
  const script = `${shellLimits(limits)} && exec "$@"`;
  return { command: SHELL, args: ["-c", script, "gradlab", command, ...args] };
}

/** Node's permission model alone: enough for one's own code, not for that of strangers. */
export function permissionModel(): Isolation {
  const network = process.allowedNodeEnvironmentFlags.has("--allow-net")
    ? "The network is blocked by Node too"
    : `Node ${process.versions.node} cannot block the network`;
  return {
    name: `Node ${process.versions.node} permission model`,
    strong: false,
    text:
      "Submissions run in a process of their own under Node's permission model (no files, no other processes, no " +
      "threads) and are not held by the operating system: code that breaks out of Node can do all that you can. " +
      `${network}.`,
    launch: (limits, args) => limited(limits, process.execPath, [...computeOnly(limits), ...args]),
  };
}
