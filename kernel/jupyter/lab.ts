import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { relative, sep } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { UserError } from "../errors.js";
import type { Jupyter } from "./find.js";

export interface LabOptions {
  /** What is shown first. */
  folder: string;
  /** The folder above it, or itself, up to which its file browser goes. */
  root: string;
  port: number;
  browser: boolean;
  /** Passed on to `jupyter lab`. */
  more: string[];
}

/** How long JupyterLab may take to end its kernels and itself. */
const PATIENCE = 10_000;

/** Runs JupyterLab until it ends. @returns its exit code */
export async function runLab(jupyter: Jupyter, options: LabOptions): Promise<number> {
  const port = await freePort(options.port);
  if (port !== options.port) {
    console.log(`Port ${options.port} is in use; JupyterLab takes ${port}.`);
  }
  const token = process.env.JUPYTER_TOKEN ?? randomBytes(24).toString("hex");
  const [program, ...first] = jupyter.command;
  const child = spawn(program, [...first, "lab", ...labArguments(port, options)], {
    stdio: "inherit",
    env: { ...process.env, JUPYTER_TOKEN: token }, // not an argument: those can be seen by others
  });
  let ending = false;
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", (error) =>
      reject(new UserError(`lab: cannot start ${program}: ${error.message}`)),
    );
    child.on("exit", (code) => resolve(code ?? (ending ? 0 : 1)));
  });
  const end = (signal?: NodeJS.Signals) => {
    ending = true;
    if (signal) child.kill(signal);
    // A server whose page was just closed sometimes waits for a thread of its own for ever.
    setTimeout(() => child.kill("SIGKILL"), PATIENCE).unref();
  };
  process.on("SIGINT", () => end()); // Ctrl-C in the terminal reaches Jupyter by itself
  process.on("SIGTERM", () => end("SIGTERM"));
  process.on("SIGHUP", () => end("SIGTERM"));

  const up = answers(`http://127.0.0.1:${port}/api`).then((ok) => {
    const url = `http://localhost:${port}${startPath(options)}?token=${token}`;
    if (ok) console.log(announcement(url, options));
  });
  const code = await Promise.race([ended, up.then(() => ended)]);
  return code;
}

function labArguments(port: number, options: LabOptions): string[] {
  const { root, browser, more } = options;
  return [
    `--ServerApp.root_dir=${root}`,
    `--LabApp.default_url=${startPath(options)}`,
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    "--Application.log_level=WARN",
    "-y", // Ctrl-C ends it without asking
    // Nothing asks the network.
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    ...(browser ? [] : ["--no-browser"]),
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    ...more,
  ];
}

/** The page that shows the folder: `/lab/tree/notebooks`, below the root. */
function startPath({ folder, root }: LabOptions): string {
  const inside = relative(root, folder).split(sep).map(encodeURIComponent).join("/");
  return inside === "" ? "/lab" : `/lab/tree/${inside}`;
}

function announcement(url: string, { folder, browser }: LabOptions): string {
  const opened = browser ? "JupyterLab opens in your browser:" : "JupyterLab is ready. Open:";
  return `\n  ${opened}\n\n    ${url}\n\n  Notebooks: ${folder}\n  Ctrl-C ends it.\n`;
}

/** The first free port from this one on. */
async function freePort(first: number): Promise<number> {
  for (let port = first; port < first + 50 && port < 65536; port++) {
    if (await isFree(port)) return port;
  }
  throw new UserError(`lab: expected a free port from ${first} on, got none; choose with --port`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function answers(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    if (response) return true;
    await wait(200, undefined, { ref: false });
  }
  return false;
}
