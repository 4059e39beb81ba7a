import { createHash } from "node:crypto";
import { realpathSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../kernel/errors.js";

/** Seconds for which a lock is waited for: a command that was killed takes a moment to be gone. */
const PATIENCE = 2;

/**
 * Keeps other processes of this machine out of a folder until the returned function is called. The lock is a
 * listening socket, so that it goes with its process, however that ends.
 *
 * @throws UserError if another process has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const id = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 24);
  const windows = process.platform === "win32";
  const path = windows ? `\\\\.\\pipe\\gradlab-${id}` : join(tmpdir(), `gradlab-${id}.lock`);
  const end = performance.now() + 1000 * PATIENCE;
  let unlock: Awaited<ReturnType<typeof listen>>;
  for (;;) {
    unlock = (await listen(path)) ?? (await listenAfterTheDead(path));
    if (unlock !== undefined || performance.now() > end) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  if (unlock === undefined)
    throw new UserError(
      `${folder}: expected a gradebook that nobody has open, got one that another gradlab command is using; ` +
        `wait for it to end, or name another folder with --results`,
    );
  return unlock;
}

/** A socket file is left behind by a process that was killed: nobody answers there. */
async function listenAfterTheDead(path: string): Promise<(() => Promise<void>) | undefined> {
  if (await answers(path)) return undefined;
  rmSync(path, { force: true });
  return listen(path);
}

function listen(path: string): Promise<(() => Promise<void>) | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => {
      server.unref();
      resolve(() => new Promise((done) => server.close(() => done())));
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
