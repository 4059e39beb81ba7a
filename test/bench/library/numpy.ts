import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../../kernel/paths.js";
import type { Measured } from "./gradlab.js";
import * as operations from "./operations.js";

/**
 * The operations in numpy with as many threads, by GRADLAB_PYTHON or python3; OpenBLAS is held to AVX2, what a
 * laptop has.
 *
 * @returns what it is, for the table.
 * @throws Error if there is no Python, or no numpy in it.
 */
export function measureNumpy(threads: number, measured: Measured): string {
  const python = process.env.GRADLAB_PYTHON ?? "python3";
  const sizes = JSON.stringify({
    matmuls: operations.MATMULS,
    side: operations.SIDE,
    batchNorm: operations.BATCH_NORM,
    net: operations.NET,
    convolution: operations.CONVOLUTION,
  });
  const script = join(packageRoot, "test", "bench", "library", "peer.py");
  const { status, stdout, stderr, error } = spawnSync(python, [script, sizes], {
    encoding: "utf8",
    env: { ...process.env, OPENBLAS_CORETYPE: "Haswell", OPENBLAS_NUM_THREADS: String(threads) },
  });
  if (status !== 0)
    throw new Error(error?.message ?? stderr.trim().split("\n").at(-1) ?? "Python failed");
  const [version, ...lines] = stdout.trim().split("\n");
  const known = new Map<string, operations.Operation>([
    ["add", operations.add],
    ["sum", operations.sum],
    ["batchNorm", operations.batchNorm],
    ["net", operations.net],
    ["convolution", operations.convolution],
  ]);
  for (const [m, k, n] of operations.MATMULS)
    known.set(`matmul ${m}×${k}×${n}`, operations.matmul(m, k, n));
  for (const line of lines) {
    const [name, ms] = JSON.parse(line) as [string, number];
    const operation = known.get(name);
    if (operation) measured(operation, ms);
  }
  return `numpy ${JSON.parse(version) as string}, ${threads} thread${threads === 1 ? "" : "s"}`;
}
