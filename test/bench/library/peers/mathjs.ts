import { createRequire } from "node:module";
import * as math from "mathjs";
import type { Measured } from "../gradlab.js";
import * as operations from "../operations.js";
import { time } from "../timing.js";

const require = createRequire(import.meta.url);

/**
 * Products, additions and sums, the small ones: mathjs has no layers, and takes minutes for the large.
 *
 * @returns what it is, for the table.
 */
export function measureMathjs(measured: Measured): string {
  const draw = (m: number, n: number): math.Matrix =>
    math.matrix(Array.from({ length: m }, () => Array.from({ length: n }, () => Math.random())));
  for (const [m, k, n] of operations.MATMULS) {
    if (m * k * n > 2 ** 24) continue;
    const [a, b] = [draw(m, k), draw(k, n)];
    measured(
      operations.matmul(m, k, n),
      time(() => math.multiply(a, b), 1, 500),
    );
  }
  const [a, b] = [draw(operations.SIDE, operations.SIDE), draw(operations.SIDE, operations.SIDE)];
  measured(
    operations.add,
    time(() => math.add(a, b), 1, 500),
  );
  measured(
    operations.sum,
    time(() => math.sum(a, 0), 1, 500),
  );
  return `mathjs ${(require("mathjs/package.json") as { version: string }).version}`;
}
