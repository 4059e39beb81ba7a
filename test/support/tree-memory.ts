import { readdirSync, readFileSync } from "node:fs";

/** Proportional memory of a process and all that it started, in MB; NaN where /proc is missing. */
export function treeMemory(pid: number): number {
  try {
    const parents = new Map(
      readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map((name) => [Number(name), parentOf(name)] as const),
    );
    const isOurs = (id: number | undefined): boolean =>
      id === pid || (id !== undefined && id > 1 && isOurs(parents.get(id)));
    const sizes = [...parents.keys()].filter(isOurs).map(sizeOf);
    return sizes.reduce((sum, size) => sum + size, 0) / 1024;
  } catch {
    return NaN;
  }
}

/** In kB; none for a process that has ended meanwhile. */
function sizeOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? NaN);
  } catch {
    return 0;
  }
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined; // it has ended meanwhile
  }
}
