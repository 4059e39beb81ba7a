import type { View } from "../backend.js";
import { isWhole, liesDense } from "../layout.js";
import { engine, kernelName } from "./engine.js";
import { waiting } from "./operation.js";
import { adopt, borrow, storageOf, withPlaces, type Placed, type WasmStorage } from "./storage.js";
import { parallel } from "./threads.js";

/** Numbers whose sum is one of those that are added up at last, as in kernels/reduce.ts. */
const PIECE = 2 ** 15;

/** Units of work to read a number and to add it. */
const READING = 8;

/**
 * Σ x over all entries, or none where they do not lie dense or there is no room. Of a product that still waits, as in
 * Σ W², the factors are read instead: the product never comes to lie in memory.
 */
export function total(x: View, count: number): WasmStorage | undefined {
  if (!liesDense(x)) return undefined;
  const { dtype } = x.storage;
  return withPlaces(factorsOf(x) ?? [x], (left, right?: Placed) => {
    const pieces = Math.ceil(count / PIECE);
    const sums = borrow(8 * pieces);
    if (!sums) return undefined;
    const second = right?.place ?? 0;
    parallel(kernelName("sums", dtype), { count: pieces, work: READING * count }, (from, until) => [
      ...[left.place, second, count, sums.place, from, until],
    ]);
    let all = 0;
    for (const sum of engine().numbers("float64", sums.place, pieces)) all += sum;
    return adopt(dtype === "float32" ? Float32Array.of(all) : Float64Array.of(all));
  });
}

/** What is multiplied, entry by entry, if a view is such a product that waits for nothing else. */
function factorsOf(x: View): readonly View[] | undefined {
  const product = waiting(x);
  if (product?.code !== "mul") return undefined;
  const areThere = product.operands.every((view) => isWhole(view) && !storageOf(view).pending);
  return areThere ? product.operands : undefined;
}
