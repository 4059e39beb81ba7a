import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { packageRoot } from "../paths.js";
import { userDataFolder } from "./data-paths.js";

/** A Jupyter that can be started, and where it looks for kernels. */
export interface Jupyter {
  /** The command and its first arguments; a subcommand such as `lab` follows. */
  command: string[];
  /** The folder of its environment that is searched for kernels. */
  dataFolder: string;
  /** All folders searched for kernels, in order. */
  dataFolders: string[];
  /** The version of JupyterLab; undefined when Lab is not installed. */
  lab?: string;
}

/** The project's own environment if there is one, else the `jupyter` on PATH. */
export function findJupyter(): Jupyter | undefined {
  const python = join(
    packageRoot,
    ".venv",
    ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
  );
  const own = existsSync(python) ? probe([python, "-m", "jupyter"]) : undefined;
  if (own?.lab) return own;
  const onPath = probe(["jupyter"]);
  return onPath?.lab ? onPath : (own ?? onPath);
}

function probe(command: string[]): Jupyter | undefined {
  const paths = ask([...command, "--paths", "--json"]);
  if (paths === undefined) return undefined;
  let folders: string[];
  try {
    folders = (JSON.parse(paths) as { data: string[] }).data;
  } catch {
    return undefined;
  }
  const user = resolve(userDataFolder());
  const dataFolder = folders.find((folder) => resolve(folder) !== user) ?? user;
  const lab = ask([...command, "lab", "--version"]);
  return { command, dataFolder, dataFolders: folders, ...(lab ? { lab } : {}) };
}

function ask([program, ...rest]: string[]): string | undefined {
  const { status, stdout } = spawnSync(program, rest, { encoding: "utf8", timeout: 60_000 });
  return status === 0 ? stdout.trim() : undefined;
}
