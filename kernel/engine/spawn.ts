import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { withoutReturn } from "../allocation.js";
import { packageRoot } from "../paths.js";
import { nodeFlags } from "./node-flags.js";

const ENTRY = join(packageRoot, "dist", "kernel", "engine", "cell", "main.js");

/** Starts a process for cells; {@link CellProcess} is how one talks with it. */
export function spawnCellProcess(cwd: string): ChildProcess {
  return spawn(process.execPath, [...nodeFlags, ENTRY], {
    cwd,
    env: withoutReturn(process.env),
    // A group of its own: what a terminal sends to our group is ours to answer, and ending the group
    // ends the processes that cells have started.
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
  });
}
