/** The thread started by `parent.ts`. */
const PERIOD = 1000;
const parent = process.ppid;

setInterval(() => {
  if (!isThere()) process.kill(process.pid, "SIGKILL");
}, PERIOD);

function isThere(): boolean {
  // An orphan gets another parent at once, except on Windows, where the number stays.
  if (process.platform !== "win32") return process.ppid === parent;
  try {
    process.kill(parent, 0);
    return true;
  } catch {
    return false;
  }
}
