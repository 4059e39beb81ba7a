import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** It is collected after so many milliseconds without a question. */
const QUIET = 3000;
/** So many bytes of it are collected at once, between two questions. */
const MUCH = 64 * 2 ** 20;

// The flag is read when a context is made, so nobody else gets the function.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
setFlagsFromString("--no-expose-gc");

/**
 * Gives memory back. Checking a cell leaves half a megabyte behind that has lived too long for V8
 * to collect it soon: left to itself the heap grows from 0.1 to 0.6 GB before it does, and a
 * notebook that is only open keeps that.
 */
export class Garbage {
  private quiet: NodeJS.Timeout | undefined;
  /** Bytes in use after the last collection. */
  private floor = 0;

  /** To be called when a question has been answered. */
  answered(): void {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.tidyUp(), QUIET).unref();
    if (inUse() > this.floor + MUCH) this.collect();
  }

  /** Collects all, and moves what stays together, so that the system gets whole pages back. */
  tidyUp(): void {
    setFlagsFromString("--compact-on-every-full-gc");
    this.collect();
    setFlagsFromString("--no-compact-on-every-full-gc");
  }

  private collect(): void {
    collect();
    this.floor = inUse();
  }
}

function inUse(): number {
  return getHeapStatistics().used_heap_size;
}
