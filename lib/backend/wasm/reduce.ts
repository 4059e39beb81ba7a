import type { ReduceOp, Storage, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { forEachRow } from "../reference/rows.js";
import { allocate, dataOf, HostStorage } from "../reference/storage.js";
import { sizeOf, stridesOf } from "../../tensor/shape.js";
import { bytesOf, workbench } from "./memory.js";
import { joined } from "./rows.js";

/** Numbers on the workbench at a time. */
const PIECE = 2048;

/** In rows shorter than this, copying to the workbench takes longer than plain loops. */
const SHORT = 128;

/** More sums than these at a time do not stand on the workbench. */
const MOST_SUMS = 1 << 20;

/**
 * Sums over the rows of x in the order in which they lie: a row that is summed over gives one number, any
 * other row is added to a row of sums. Largest and smallest entries are left to the reference.
 */
export function reduce(op: ReduceOp, x: View, axes: readonly number[]): Storage {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const steps = stridesOf(kept).map((step, axis) => (axes.includes(axis) ? 0 : step));
  const target = { shape: x.shape, strides: steps, offset: 0 };
  const { shape, strides } = joined(x.shape, [x, target]);
  const [step, across] = strides.map((each) => each.at(-1) ?? 0);
  const count = sizeOf(kept);
  if (op !== "sum" || (shape.at(-1) ?? 1) < SHORT || step !== 1 || count > MOST_SUMS)
    return reference.reduce(op, x, axes);
  const { dtype } = x.storage;
  const bench = workbench();
  const { sum32, sum64, accumulate32, accumulate64 } = bench.kernels;
  const [sum, accumulate] = dtype === "float32" ? [sum32, accumulate32] : [sum64, accumulate64];
  const [piece, sums] = bench.places(PIECE * bytesOf(dtype), count * 8);
  const input = bench.numbers(dtype, piece, PIECE);
  const totals = bench.numbers("float64", sums, count);
  totals.fill(0);
  const data = dataOf(x.storage);
  const views = [x, { ...target, storage: x.storage }].map((view, v) => ({
    ...view,
    shape,
    strides: strides[v],
  }));
  forEachRow(shape, views, (length, [start, o]) => {
    for (let i = 0; i < length; i += PIECE) {
      const n = Math.min(PIECE, length - i);
      input.set(data.subarray(start + i, start + i + n));
      if (across === 0) totals[o] += sum(piece, n);
      else accumulate(piece, n, sums + (o + i) * 8);
    }
  });
  const out = allocate(dtype, count);
  out.set(totals);
  return new HostStorage(dtype, out);
}
