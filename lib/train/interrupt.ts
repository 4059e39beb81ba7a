type Signals = {
  on?: (event: string, listener: () => void) => unknown;
  off?: (event: string, listener: () => void) => unknown;
};

/** Whether somebody asked to stop: Ctrl-C, the notebook's stop button (both SIGINT), or an AbortSignal. */
export interface Interrupt {
  readonly requested: boolean;
  /** Stops listening. A second Ctrl-C then does what it always does. */
  release(): void;
}

/** Listens from now on. After the first request it leaves the next one to others. */
export function listenForInterrupt(signal?: AbortSignal): Interrupt {
  const process = (globalThis as { process?: Signals }).process;
  let requested = signal?.aborted ?? false;
  const release = (): void => {
    process?.off?.("SIGINT", stop);
    signal?.removeEventListener("abort", stop);
  };
  const stop = (): void => {
    requested = true;
    release();
  };
  process?.on?.("SIGINT", stop);
  signal?.addEventListener("abort", stop);
  return {
    get requested() {
      return requested;
    },
    release,
  };
}

/** Lets everything else that waits have a turn: output, signals, the page. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
