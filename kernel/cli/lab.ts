import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { UserError } from "../errors.js";
import { userDataFolder } from "../jupyter/data-paths.js";
import { findJupyter, type Jupyter } from "../jupyter/find.js";
import { installKernel, isInstalled } from "../jupyter/install.js";
import { runLab } from "../jupyter/lab.js";

const NO_LAB = `JupyterLab is not installed. It needs Python 3.9 or newer:
  Debian, Ubuntu   sudo apt install python3 python3-venv
  Fedora           sudo dnf install python3
  macOS            brew install python
  Windows          winget install Python.Python.3.13
Then "npm start" sets up the rest. Without Python a notebook runs with
  npm start -- --run notebooks/NAME.ipynb --html`;

interface Options {
  root?: string;
  browser: boolean;
  port: number;
}

/** `gradlab lab`: JupyterLab with the kernel installed. */
export function lab(program: Command): void {
  program
    .command("lab")
    .description("open JupyterLab")
    .argument("[folder]", "the folder to open", ".")
    .argument("[more...]", "arguments for jupyter lab, after --")
    .option("--root <folder>", "a folder above it that its file browser may go up to")
    .option("--no-browser", "print the URL, open no browser")
    .option("--port <port>", "the port, or the next one that is free", parsePort, 8888)
    .action(async (folder: string, more: string[], options: Options) => {
      if (!existsSync(folder)) throw new UserError(`lab: expected a folder, got none at ${folder}`);
      const jupyter = findJupyter();
      if (!jupyter?.lab) throw new UserError(NO_LAB);
      ensureKernel(jupyter);
      const root = options.root ?? folder;
      if (relative(root, folder).startsWith(".."))
        throw new UserError(`lab: --root: expected a folder that ${folder} is in, got ${root}`);
      process.exitCode = await runLab(jupyter, {
        folder: resolve(folder),
        root: resolve(root),
        port: options.port,
        browser: options.browser && hasDisplay(),
        more,
      });
    });
}

/** Installs the kernel where this Jupyter looks first, if it is not there as it should be. */
function ensureKernel(jupyter: Jupyter): void {
  if (isInstalled(jupyter.dataFolder)) return;
  try {
    installKernel(jupyter.dataFolder);
  } catch {
    // The environment belongs to someone else.
    if (!isInstalled(userDataFolder())) installKernel(userDataFolder());
  }
}

function hasDisplay(): boolean {
  if (process.platform !== "linux") return true;
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new InvalidArgumentError("Expected a number from 1 to 65535.");
}
