import { randomBytes } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const BEAT_MS = 2_000;
const SILENT_MS = 15_000;
const LOOK_MS = 200;

/**
 * Runs `work` while no other process runs its own under the same lock file. A lock whose owner died is
 * taken over: its process is gone, or (on another machine) its file has not been touched for 15 seconds.
 */
export async function withLock<T>(
  path: string,
  { onWait, signal }: { onWait: () => void; signal?: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  const owner = JSON.stringify({
    pid: process.pid,
    host: hostname(),
    token: randomBytes(8).toString("hex"),
  });
  let touched = -1;
  let since = Date.now();
  while (!(await create(path, owner))) {
    onWait();
    await sleep(LOOK_MS, undefined, { signal });
    const found = await look(path);
    if (found === undefined) continue;
    // Held against this machine's clock: a shared disk's may go differently.
    if (found.touched !== touched) [touched, since] = [found.touched, Date.now()];
    if (isDead(found.owner) || Date.now() - since > SILENT_MS) await removeOwn(path, found.owner);
  }
  const beat = setInterval(() => {
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await removeOwn(path, owner);
  }
}

async function create(path: string, owner: string): Promise<boolean> {
  try {
    await writeFile(path, owner, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function look(path: string): Promise<{ owner: string; touched: number } | undefined> {
  try {
    const [owner, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    return { owner, touched: mtimeMs };
  } catch {
    return undefined; // let go of in the meantime
  }
}

/** Removes the lock unless another owner has taken it since. */
async function removeOwn(path: string, owner: string): Promise<void> {
  if ((await look(path))?.owner === owner) await rm(path, { force: true });
}

function isDead(owner: string): boolean {
  try {
    const { pid, host } = JSON.parse(owner) as { pid: number; host: string };
    if (host !== hostname()) return false;
    process.kill(pid, 0); // signal 0 only asks whether the process is there
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
