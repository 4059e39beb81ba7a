const PERIOD = 500;

/**
 * Calls back when the process that started this one is gone, so that no kernel is left behind by a
 * Jupyter that was killed. Jupyter names itself by JPY_PARENT_PID, as it may not be the direct parent.
 */
export function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  const jupyter = Number(process.env.JPY_PARENT_PID);
  const watched = process.platform === "win32" ? [parent] : [];
  if (Number.isInteger(jupyter) && jupyter > 1 && isThere(jupyter)) watched.push(jupyter);
  const timer = setInterval(() => {
    // An orphan gets another parent at once, except on Windows, where the number stays.
    if (process.ppid === parent && watched.every(isThere)) return;
    clearInterval(timer);
    onGone();
  }, PERIOD);
  timer.unref();
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
