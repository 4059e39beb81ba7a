import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../../../dist/kernel/cli/main.js", import.meta.url));

/** How a run of `gradlab` ended, and all that it printed. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  printed: string;
}

/** A run of `gradlab` that can be watched and ended. */
export class Command {
  printed = "";
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  private readonly watchers = new Set<() => void>();

  constructor(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [main, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (bytes: Buffer) => {
        this.printed += bytes.toString();
        for (const look of this.watchers) look();
      });
    this.ended = new Promise((resolve) =>
      this.child.on("close", (code, signal) => resolve({ code, signal, printed: this.printed })),
    );
  }

  /** Resolves once the text has come; rejects if the command ends without it. */
  says(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!this.printed.includes(text)) return;
        this.watchers.delete(look);
        resolve();
      };
      this.watchers.add(look);
      void this.ended.then(() => reject(new Error(`expected ${text}, got ${this.printed}`)));
      look();
    });
  }
}

/** Runs `gradlab` to its end. */
export const gradlab = (args: readonly string[], cwd: string): Promise<Ended> =>
  new Command(args, cwd).ended;
