/**
 * Ends work cleanly on Ctrl-C and SIGTERM: the first one asks, the second one ends the process at once.
 *
 * @param what becomes of what is under way, in words
 */
export function stopOnInterrupt(what: string): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const onInterrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    console.error(`\nStopping: ${what}. Ctrl-C again ends at once.`);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, onInterrupt);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of signals) process.off(name, onInterrupt);
    },
  };
}
