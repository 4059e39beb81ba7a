import { setFlagsFromString } from "node:v8";

/** Whether V8, on threads of its own, compiles once more and better what runs often. */
export function optimize(yes: boolean): void {
  setFlagsFromString(yes ? "--opt" : "--no-opt");
}

/** Does what is done once in a process: to optimize it would take longer. */
export function unoptimized<T>(work: () => T): T {
  optimize(false);
  try {
    return work();
  } finally {
    optimize(true);
  }
}
