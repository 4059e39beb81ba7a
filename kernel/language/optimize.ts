import { setFlagsFromString } from "node:v8";

/** Whether V8, on threads of its own, compiles once more and better what runs often. */
export function optimize(yes: boolean): void {
  setFlagsFromString(yes ? "--opt" : "--no-opt");
}

/**
 * Has V8 wait with that until a function has run nine times as long as it would wait by itself.
 *
 * TypeScript's functions are so many that its first hundred cells else keep four threads at it, which
 * take twice the time that the cells take. Node 22's V8 is slower about it by itself.
 */
export function optimizeLater(): void {
  const [version] = process.versions.v8.split(".").map(Number);
  if (version < 12) setFlagsFromString("--interrupt-budget=600000");
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
