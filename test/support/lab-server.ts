import { spawn } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.js";
import { freshEnvironment } from "./fresh-environment.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A JupyterLab that a test has to itself. */
export interface LabServer {
  origin: string;
  token: string;
  /** The folder it shows: a copy, so that what is saved there touches no file of the project. */
  folder: string;
  close(): Promise<void>;
}

const project = fileURLToPath(new URL("../..", import.meta.url));
const gradlab = join(project, "dist", "kernel", "cli", "main.js");

/** Runs `gradlab lab --no-browser` on copies of these notebooks, which lie in folders as they do in the project. */
export async function startLab(notebooks: string[]): Promise<LabServer> {
  const home = temporaryFolder("lab");
  const folder = join(home, "course");
  mkdirSync(folder);
  for (const path of notebooks) {
    const copy = join(folder, basename(dirname(path)), basename(path));
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(path, copy);
  }
  const port = String(await freePort());
  // The page's application is made reachable, so that a test can ask it for commands and cells.
  const more = ["--", "--LabApp.expose_app_in_browser=True"];
  const child = spawn(
    process.execPath,
    [gradlab, "lab", folder, "--no-browser", "--port", port, ...more],
    { env: freshEnvironment(home), stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  let printed = "";
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const announced = new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /(http:\/\/localhost:\d+)\/lab\?token=(\w+)/.exec(printed);
      if (found) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then(() => reject(new Error(`gradlab lab ended early:\n${printed}`)));
  });
  const close = async () => {
    child.kill("SIGTERM"); // Jupyter ends its kernels
    await ended;
  };
  try {
    const [, origin, token] = await announced;
    return { origin, token, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}
