import type { View } from "../backend.js";
import type { Kernel } from "./batch.js";
import { joined } from "../layout.js";
import { device } from "./pool.js";
import { bufferOf, reserve, storageOf, tidy, type GpuStorage } from "./storage.js";

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

/** Whether the device takes such numbers: all in float32, and none longer than a kernel sees of a buffer. */
export function fits(views: readonly View[], ...lengths: readonly number[]): boolean {
  if (!views.every(({ storage }) => storage.dtype === "float32")) return false;
  const most = device().limits.binding / 4;
  const all = [...lengths, ...views.map(({ storage }) => storage.length)];
  return all.every((length) => length > 0 && length <= most);
}

/** Runs a kernel over some views: its results, of so many numbers each. */
export function launch(
  kernel: Omit<Kernel, "inputs" | "outputs">,
  inputs: readonly Pick<View, "storage">[],
  lengths: readonly number[],
  { params, groups }: { params: ArrayLike<number>; groups: number },
): GpuStorage[] {
  try {
    const from = inputs.map((view) => bufferOf(storageOf(view)));
    const results = lengths.map(reserve);
    const whole = { ...kernel, inputs: from.length, outputs: results.length };
    device().run(whole, [...from, ...results.map(bufferOf)], Uint32Array.from(params), groups);
    return results;
  } finally {
    tidy();
  }
}

/** Runs a kernel that writes to a result which is there. */
export function launchInto(
  kernel: Omit<Kernel, "inputs" | "outputs">,
  inputs: readonly Pick<View, "storage">[],
  result: GpuStorage,
  { params, groups }: { params: ArrayLike<number>; groups: number },
): void {
  const from = inputs.map((view) => bufferOf(storageOf(view)));
  const whole = { ...kernel, inputs: from.length, outputs: 1 };
  device().run(whole, [...from, bufferOf(result)], Uint32Array.from(params), groups);
}
