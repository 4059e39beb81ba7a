import type { DType, ReduceOp, Storage, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { sizeOf } from "../../tensor/shape.js";
import { engine, kernelName } from "./engine.js";
import { joined } from "../layout.js";
import { small } from "./small.js";
import { fromHost, hosted, placeOf, reserve, withPlaces } from "./storage.js";
import { parallel } from "./threads.js";
import { total } from "./total.js";

/** In the order of kernels/reduce.ts. */
const CODES: readonly ReduceOp[] = ["sum", "max", "min", "argmax"];

/** Results that are worked on together, as in kernels/reduce.ts. */
const CHUNK = 512;

type Axes = { sizes: number[]; steps: number[] };

/** Sums run in float64 whatever the dtype, always in the same order. */
export function reduce(op: ReduceOp, x: View, axes: readonly number[]): Storage {
  const { dtype } = x.storage;
  const size = sizeOf(x.shape);
  const onHost = (): Storage => fromHost(reference.reduce(op, hosted(x), axes));
  if (size <= small.numbers && x.storage.length <= 16 * small.numbers) return onHost();
  const overAll = x.shape.every((n, axis) => n === 1 || axes.includes(axis));
  const all = op === "sum" && overAll && size > 0 ? total(x, size) : undefined;
  if (all) return all;
  const pick = (reduced: boolean): Axes => {
    const chosen = x.shape.map((_, axis) => axis).filter((a) => axes.includes(a) === reduced);
    const shape = chosen.map((axis) => x.shape[axis]);
    const strides = chosen.map((axis) => x.strides[axis]);
    // The place of a maximum is counted along one axis.
    const view = op === "argmax" ? { shape, strides: [strides] } : joined(shape, [{ strides }]);
    return { sizes: view.shape, steps: view.strides[0] };
  };
  const [kept, over] = [pick(false), pick(true)];
  if (over.sizes.length === 0) {
    over.sizes.push(1);
    over.steps.push(0);
  }
  const count = sizeOf(kept.sizes);
  if (count === 0 || size === 0) return onHost();
  const out = withPlaces([x], ({ place }) => {
    const y = reserve(dtype, count);
    if (!y) return undefined;
    const to = placeOf(y);
    const [keptTable, overTable] = [kept, over].map(noteAxes);
    parallel(
      kernelName("reduce", dtype),
      { count, grain: Math.min(CHUNK, Math.ceil(count / 64) * 8), work: 2 * size },
      (from, until) => [CODES.indexOf(op), place, keptTable, overTable, to, from, until],
    );
    return y;
  });
  return out ?? onHost();
}

/** Bytes that all parts' own sums may take together. */
const MOST_OWN = 2 ** 25;

/** Where each part of a job over `count` entries adds to sums of its own, of so many bytes: entries of a part, at least. */
export const grainOfSums = (count: number, bytes: number): number =>
  Math.ceil(count / Math.max(2, Math.floor(MOST_OWN / bytes)));

/** Adds up `count` rows of `length` numbers that lie behind each other. */
export function addUp(dtype: DType, rows: number, count: number, length: number, to: number): void {
  const kept = noteAxes({ sizes: [length], steps: [1] });
  const over = noteAxes({ sizes: [count], steps: [length] });
  const workspace = engine().workspace(0);
  engine().kernels[kernelName("reduce", dtype)](
    ...[CODES.indexOf("sum"), rows, kept, over, to, 0, length, workspace],
  );
}

function noteAxes({ sizes, steps }: Axes): number {
  const table = [sizes.length];
  sizes.forEach((size, axis) => table.push(size, steps[axis]));
  return engine().note(table);
}
