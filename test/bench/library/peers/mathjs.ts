import { createRequire } from "node:module";
import * as math from "mathjs";
import * as operations from "../operations.js";
import type { Results } from "../results.js";
import { time } from "../timing.js";

const require = createRequire(import.meta.url);

/**
 * Products, additions and sums, the small ones: mathjs has no layers, and takes minutes for the large.
 *
 * @returns what it is, for the table.
 */
export function measureMathjs(results: Results): string {
  const draw = (m: number, n: number): math.Matrix =>
    math.matrix(Array.from({ length: m }, () => Array.from({ length: n }, () => Math.random())));
  const measure = (operation: operations.Operation, run: () => unknown): void => {
    if (results.wants(operation)) results.add(operation, time(run, 1, 500));
  };
  for (const [m, k, n] of operations.MATMULS) {
    if (m * k * n > 2 ** 24) continue;
    const [a, b] = [draw(m, k), draw(k, n)];
    measure(operations.matmul(m, k, n), () => math.multiply(a, b));
  }
  const [a, b] = [draw(operations.SIDE, operations.SIDE), draw(operations.SIDE, operations.SIDE)];
  measure(operations.add, () => math.add(a, b));
  measure(operations.sum, () => math.sum(a, 0));
  return `mathjs ${(require("mathjs/package.json") as { version: string }).version}`;
}
