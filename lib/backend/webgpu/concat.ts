import type { Storage, View } from "../backend.js";
import { wholeOf } from "../layout.js";
import { reference } from "../reference/reference.js";
import { sizeOf } from "../../tensor/shape.js";
import { made, takes } from "./launch.js";
import { runTask } from "./program.js";
import { fromHost, hosted, type GpuStorage } from "./storage.js";

const copyInto = (x: View, y: View): void =>
  runTask({ code: "copy", operands: [x], shape: x.shape }, y);

/** All entries of the first view, then all of the next. */
export function concat(parts: readonly View[]): Storage {
  const filled = parts.filter(({ shape }) => sizeOf(shape) > 0);
  const length = filled.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (!takes(filled, length)) return fromHost(reference.concat(parts.map(hosted)));
  return made(length, filled, (whole) => {
    let offset = 0;
    for (const part of filled) {
      copyInto(part, { ...wholeOf(whole, part.shape), offset });
      offset += sizeOf(part.shape);
    }
  });
}

/** Views of shapes that differ along one axis, beside each other along it. */
export function joinedAlong(axis: number, views: readonly View[]): GpuStorage {
  const size = views.reduce((sum, { shape }) => sum + shape[axis], 0);
  const shape = views[0].shape.map((own, i) => (i === axis ? size : own));
  return made(sizeOf(shape), views, (storage) => {
    const whole = wholeOf(storage, shape);
    let start = 0;
    for (const view of views) {
      const offset = start * whole.strides[axis];
      copyInto(view, { ...whole, shape: view.shape, offset });
      start += view.shape[axis];
    }
  });
}
