import type { View } from "../backend.js";
import { sizeOf } from "../../tensor/shape.js";
import { joined, wholeOf } from "../layout.js";
import { bytesOfViews, isObserved, shapesOf, type Work as Observed } from "../observe.js";
import type { Bound, Kernel, Source } from "./batch.js";
import { extentOf } from "./parts.js";
import { device, mostBound } from "./pool.js";
import { bufferOf, reserve, storageOf, tidy, type GpuStorage } from "./storage.js";

/** Numbers between the places of a buffer where a binding may begin. */
const ALIGNMENT = 64;

/** Threads in a group of the kernels that go entry by entry. */
export const GROUP = 256;

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

/** A number's bits, as a kernel's `param` reads it. */
export function float(value: number): number {
  floats[0] = value;
  return bits[0];
}

/** A view as `place_of` of common.wgsl takes it. */
export function tableOf({ shape, strides, offset }: Omit<View, "storage">): number[] {
  const axes = joined(shape, [{ strides }]);
  const rank = axes.shape.length;
  return [offset, rank, ...axes.shape.flatMap((size, axis) => [size, axes.strides[0][axis]])];
}

/** Whether there is something to do, all in float32, where each tensor has room in one buffer. */
export const takes = (views: readonly View[], length: number): boolean =>
  length > 0 &&
  views.every(({ storage, shape }) => storage.dtype === "float32" && sizeOf(shape) > 0) &&
  [length, ...views.map(({ storage }) => storage.length)].every(hasPlace);

const hasPlace = (length: number): boolean => length * 4 <= device().limits.buffer;

/** Numbers that a kernel sees of one buffer at most. */
export const most = (): number => mostBound() / 4 - ALIGNMENT;

/** Whether the device takes it, and a kernel sees all of these views, and results of such lengths. */
export const fits = (views: readonly View[], ...lengths: readonly number[]): boolean =>
  lengths.every((length) => takes(views, length) && length <= most()) &&
  views.every((view) => extentOf(view) <= most());

/** A view of the numbers that a kernel sees: its offset counts from the first of them, which is number `from`. */
export type Seen = View & { readonly from: number; readonly count: number };

/** What a kernel is to see of a view's storage: all, or if that is too much what the view runs over. */
export function seen(view: View): Seen {
  const { storage, shape, strides } = view;
  const { length } = storage;
  if (length <= most())
    return { storage, shape, strides, offset: view.offset, from: 0, count: length };
  const from = Math.floor(view.offset / ALIGNMENT) * ALIGNMENT;
  const offset = view.offset - from;
  return { storage, shape, strides, offset, from, count: offset + extentOf(view) };
}

export const seenWhole = (storage: GpuStorage): Seen => seen(wholeOf(storage, [storage.length]));

const bound = (view: Seen): Bound => ({
  buffer: bufferOf(storageOf(view)),
  offset: view.from * 4,
  bytes: Math.ceil(view.count / 4) * 16, // a kernel may go by fours
});

type Work = { readonly params: ArrayLike<number>; readonly groups: number };
export type Runnable = Source & Pick<Kernel, "entry" | "constants">;

/** Runs a kernel from views into views. */
export function run(
  kernel: Runnable,
  inputs: readonly Seen[],
  outputs: readonly Seen[],
  work: Work,
): void {
  const whole = { ...kernel, inputs: inputs.length, outputs: outputs.length };
  const buffers = [...inputs, ...outputs].map(bound);
  if (isObserved()) device().watch(describe(kernel, inputs, outputs));
  device().run(whole, buffers, { ...work, params: new Uint32Array(work.params) });
}

/** A run of a kernel as a profile shows it. */
function describe(kernel: Runnable, inputs: readonly Seen[], outputs: readonly Seen[]): Observed {
  const { entry } = kernel;
  const name = "file" in kernel ? kernel.file : kernel.name;
  return {
    op: entry === "main" ? name : `${name}, ${entry}`,
    size: shapesOf((inputs.length > 0 ? inputs : outputs).slice(0, 2)),
    bytes: bytesOfViews([...new Set([...inputs, ...outputs])]),
  };
}

/** Runs a kernel over some views: its results, of so many numbers each. */
export function launch(
  kernel: Runnable,
  inputs: readonly Seen[],
  lengths: readonly number[],
  work: Work,
): GpuStorage[] {
  ready(inputs);
  try {
    const results = lengths.map(reserve);
    run(kernel, inputs, results.map(seenWhole), work);
    return results;
  } finally {
    tidy();
  }
}

/** Has what waits worked out: that is a call of its own. */
const ready = (inputs: readonly View[]): void => {
  for (const view of inputs) storageOf(view).pending?.evaluate();
};

/** A new storage, which kernels fill by parts. */
export function made(
  length: number,
  inputs: readonly View[],
  fill: (whole: GpuStorage) => void,
): GpuStorage {
  ready(inputs);
  try {
    const whole = reserve(length);
    fill(whole);
    return whole;
  } finally {
    tidy();
  }
}
