import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { writeNotebook, type Notebook } from "../../kernel/notebook/format.js";
import { packageRoot } from "../../kernel/paths.js";
import { freshEnvironment } from "./fresh-environment.js";

/** A course of nbgrader made of our exercises, with our kernel, in a folder that holds all of it. */
export class NbgraderCourse {
  readonly folder: string;
  private readonly environment: NodeJS.ProcessEnv;

  /** `nbgrader`: the path of its command. */
  constructor(
    private readonly nbgrader: string,
    home: string,
  ) {
    this.folder = join(home, "course");
    this.environment = {
      ...freshEnvironment(home),
      JUPYTER_PATH: join(home, "share", "jupyter"),
      PATH: [dirname(nbgrader), process.env.PATH].join(delimiter),
    };
    const ours = join(packageRoot, "dist", "kernel", "cli", "main.js");
    for (const args of [
      ["release", "--nbgrader", this.folder],
      ["install", "--prefix", home],
    ])
      execFileSync(process.execPath, [ours, ...args], { cwd: packageRoot, stdio: "pipe" });
  }

  /** Runs a command of nbgrader in the course. */
  run(...args: string[]): string {
    return execFileSync(this.nbgrader, args, {
      cwd: this.folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: this.environment,
      maxBuffer: 2 ** 26,
    });
  }

  source(id: string): string {
    return join(this.folder, "source", id, `${id}.ipynb`);
  }

  /** What students get, once `generate_assignment` has run. */
  released(id: string): string {
    return join(this.folder, "release", id, `${id}.ipynb`);
  }

  handIn(student: string, id: string, notebook: Notebook): void {
    const folder = join(this.folder, "submitted", student, id);
    mkdirSync(folder, { recursive: true });
    writeNotebook(join(folder, `${id}.ipynb`), notebook);
  }
}
