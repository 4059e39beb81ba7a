import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../../../kernel/paths.js";
import { BY_NAME, SIZES } from "../operations.js";
import type { Results } from "../results.js";

/**
 * The operations in numpy with as many threads, by GRADLAB_PYTHON or python3; OpenBLAS is held to AVX2, what a
 * laptop has.
 *
 * @returns what it is, for the table.
 * @throws Error if there is no Python, or no numpy in it.
 */
export const measureNumpy = (threads: number, results: Results): string =>
  `numpy ${measurePython("numpy_peer.py", threads, results)}, ${count(threads)}`;

/**
 * The same in PyTorch on the CPU, where the Python has it.
 *
 * @returns what it is, for the table.
 * @throws Error if there is no Python, or no torch in it.
 */
export const measureTorch = (threads: number, results: Results): string =>
  `torch ${measurePython("torch_peer.py", threads, results)}, ${count(threads)}`;

const count = (threads: number): string => `${threads} thread${threads === 1 ? "" : "s"}`;

/** Runs a script that prints a version, then a line `[name, ms]` for each operation. */
function measurePython(name: string, threads: number, results: Results): string {
  const python = process.env.GRADLAB_PYTHON ?? "python3";
  const script = join(packageRoot, "test", "bench", "library", name);
  const number = String(threads);
  const only = [...BY_NAME].flatMap(([key, each]) => (results.wants(each) ? [key] : []));
  const { status, stdout, stderr, error } = spawnSync(
    python,
    [script, JSON.stringify({ ...SIZES, only })],
    {
      encoding: "utf8",
      env: {
        ...process.env,
        ...{ OPENBLAS_CORETYPE: "Haswell", OPENBLAS_NUM_THREADS: number, OMP_NUM_THREADS: number },
      },
    },
  );
  if (status !== 0)
    throw new Error(error?.message ?? stderr.trim().split("\n").at(-1) ?? "Python failed");
  const [version, ...lines] = stdout.trim().split("\n");
  for (const line of lines) {
    const [name, ms] = JSON.parse(line) as [string, number];
    const operation = BY_NAME.get(name);
    if (operation) results.add(operation, ms);
  }
  return JSON.parse(version) as string;
}
