import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { packageRoot } from "../paths.js";
import { prefixDataFolder, userDataFolder } from "./data-paths.js";

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

interface LabPackage {
  version: string;
}

/** The project's own environment if there is one, else the `jupyter` on PATH. */
export function findJupyter(): Jupyter | undefined {
  return ownJupyter() ?? probe(["jupyter"]);
}

/** Read from its files: to ask a Jupyter takes seconds, at every start. */
function ownJupyter(): Jupyter | undefined {
  const environment = join(packageRoot, ".venv");
  const windows = process.platform === "win32";
  const python = join(environment, ...(windows ? ["Scripts", "python.exe"] : ["bin", "python"]));
  const dataFolder = prefixDataFolder(environment);
  const lab = join(dataFolder, "lab", "static", "package.json");
  if (!existsSync(python) || !existsSync(lab)) return undefined;
  const { jupyterlab } = JSON.parse(readFileSync(lab, "utf8")) as { jupyterlab?: LabPackage };
  return {
    command: [python, "-m", "jupyter"],
    dataFolder,
    dataFolders: [dataFolder, userDataFolder()],
    lab: jupyterlab?.version ?? "version unknown",
  };
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
