import type { DType, Storage, View } from "../backend.js";
import { bytesOfViews, observed, shapesOf, type Work } from "../observe.js";
import { reference } from "../reference/reference.js";
import { bytesOf, engine, kernelName, upTo } from "./engine.js";
import { small } from "./small.js";
import {
  borrow,
  fromHost,
  giveBack,
  hosted,
  placeOf,
  read,
  settle,
  storageOf,
  WasmStorage,
  withPlaces,
} from "./storage.js";
import { MOST_PARTS } from "./helper.js";
import { addUp } from "./reduce.js";
import { parallel, partsOf } from "./threads.js";

/** Rows and columns of a tile, as in kernels/pack.ts: parts meet at the edge of one. */
const TILE_ROWS = 3;
const TILE_BYTES = 48;

/** How much of the inner dimension is packed at a time, as in kernels/gemm.ts. */
const DEPTH = 384;

/** Fewer numbers from one row of B to the next, and factors are read where they lie, as in kernels/near.ts. */
const NEAR = 128;

/** Units of work to pack a number. */
const PACKING = 8;

/** Rows or columns of a part at least, if there are so many: all that was packed is read again for each part. */
const LEAST = 24;

/** How many times as long as the product is high and wide its sums have to be for stretches of them to be added up. */
const DEEP = 8;

/** Stretches at most: one thread adds what they add up to. */
const MOST_STRETCHES = 4;

/** Parts of so many rows or columns at most: an even number, so that two threads have as much to do. */
const mostParts = (count: number): number =>
  Math.max(2, Math.min(2 * Math.floor(count / (2 * LEAST)), MOST_PARTS));

/**
 * Sums run in the dtype, always in the same order. The product waits until somebody needs it: nobody needs the gradient
 * by a net's input. What it is made of does not wait any longer, so that no long chains come about.
 */
export function matmul(a: View, b: View): Storage {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  const count = a.shape.length === 3 ? a.shape[0] : 1;
  const { dtype } = a.storage;
  const onHost = (): WasmStorage => fromHost(reference.matmul(hosted(a), hosted(b)));
  if (count * m * n === 0 || k === 0) return onHost();
  const few = small.multiplications;
  if (count * m * n * k <= few && a.storage.length <= 8 * few && b.storage.length <= 8 * few)
    return onHost();
  for (const view of [a, b]) storageOf(view).pending?.evaluate();
  const product = new WasmStorage(dtype, count * m * n);
  product.pending = {
    operands: [a, b],
    evaluate() {
      const work = (): Work => ({
        op: "matmul",
        size: shapesOf([a, b]),
        bytes: bytesOfViews([a, b]) + product.bytes,
      });
      observed(work, () => {
        if (!multiply(a, b, product)) product.host = read(onHost());
      });
      product.pending = undefined;
    },
  };
  return product;
}

/** One product of matrices in the memory, (m, k) times (k, n): where they lie, and how far apart their numbers. */
type Product = { readonly dtype: DType } & Readonly<
  Record<"m" | "k" | "n" | "A" | "aDown" | "aAcross" | "B" | "bDown" | "bAcross" | "C", number>
>;

/** False if there was no room in the memory. */
function multiply(a: View, b: View, product: WasmStorage): boolean {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  const count = a.shape.length === 3 ? a.shape[0] : 1;
  const { dtype } = product;
  const size = bytesOf(dtype);
  const done = withPlaces([a, b], (left, right) => {
    if (!settle(product)) return undefined;
    const [aDown, aAcross] = left.strides.slice(-2);
    const [bDown, bAcross] = right.strides.slice(-2);
    const [aStack, bStack] = count === 1 ? [0, 0] : [left.strides[0], right.strides[0]];
    for (let g = 0; g < count; g++) {
      const A = left.place + g * aStack * size;
      const B = right.place + g * bStack * size;
      const C = placeOf(product) + g * m * n * size;
      const one = { dtype, m, k, n, A, aDown, aAcross, B, bDown, bAcross, C };
      if (!multiplyStretches(one)) multiplyParts(one);
    }
    return true;
  });
  return done ?? false;
}

/**
 * Sums of some stretches of the inner dimension beside each other, then all of them added, where the product is small
 * and the sums are long: no thread needs what another one reads. False if they are not, or there is no room.
 */
function multiplyStretches(product: Product): boolean {
  const { dtype, m, k, n, A, aDown, aAcross, B, bDown, bAcross, C } = product;
  if (k < DEEP * Math.max(m, n)) return false;
  const stretches = { count: k, most: MOST_STRETCHES, work: m * n * k };
  const number = partsOf(stretches);
  const size = bytesOf(dtype);
  const sums = number > 1 ? borrow(number * m * n * size) : undefined;
  if (!sums) return false;
  parallel(kernelName("gemm", dtype), stretches, (from, until, part) => [
    ...[m, until - from, n],
    ...[A + from * aAcross * size, aDown, aAcross, 0],
    ...[B + from * bDown * size, bDown, bAcross, 0],
    ...[sums.place + part * m * n * size, n, 0],
  ]);
  engine().clearNotes();
  addUp(dtype, sums.place, number, m * n, C);
  giveBack(sums);
  return true;
}

/** Parts of the rows, or of the columns, beside each other. */
function multiplyParts({ dtype, m, k, n, A, aDown, aAcross, B, bDown, bAcross, C }: Product): void {
  const size = bytesOf(dtype);
  const byRows = m >= n;
  const columns = TILE_BYTES / size;
  const work = m * n * k;
  const parts = byRows
    ? { count: m, grain: TILE_ROWS, most: mostParts(m), work }
    : { count: n, grain: columns, most: mostParts(n), work };
  const near = aDown > 0 && aAcross === 1 && bDown < NEAR && bAcross === 1;
  // What all parts need is packed once, if there is room: B if they are rows of the product, else A.
  const shared = byRows
    ? { kernel: "packB", panels: Math.ceil(n / columns), width: upTo(n, 16 / size) }
    : { kernel: "packA", panels: Math.ceil(m / TILE_ROWS), width: upTo(m, TILE_ROWS) };
  const several = partsOf(parts) > 1;
  const packed = several && !near ? borrow(k * shared.width * size) : undefined;
  const depth = Math.ceil(k / Math.ceil(k / DEPTH));
  const packing = {
    count: shared.panels * Math.ceil(k / depth),
    work: PACKING * k * shared.width,
  };
  if (packed)
    parallel(kernelName(shared.kernel, dtype), packing, (from, until) => [
      ...(byRows ? [k, n, B, bDown, bAcross] : [m, k, A, aDown, aAcross]),
      ...[packed.place, from, until],
    ]);
  const [packedA, packedB] = byRows ? [0, packed?.place ?? 0] : [packed?.place ?? 0, 0];
  parallel(kernelName("gemm", dtype), parts, (from, until) => {
    const [i, rows, j, columns] = byRows ? [from, until - from, 0, n] : [0, m, from, until - from];
    return [
      ...[rows, k, columns],
      ...[A + i * aDown * size, aDown, aAcross, packedA],
      ...[B + j * bAcross * size, bDown, bAcross, packedB],
      ...[C + (i * n + j) * size, n, 0],
    ];
  });
  if (packed) giveBack(packed);
}
