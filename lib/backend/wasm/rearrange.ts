import type { Storage, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { sizeOf } from "../../tensor/shape.js";
import { unary } from "./expression.js";
import { bytesOf, engine } from "./engine.js";
import { liesDense, wholeOf } from "../layout.js";
import { small } from "./small.js";
import {
  fromHost,
  hosted,
  placeOf,
  read,
  reserve,
  storageOf,
  withPlaces,
  type Placed,
} from "./storage.js";
import { parallel } from "./threads.js";

/** Units of work to copy a number: it is memory that takes the time. */
const EACH = 4;

/** Rows of `x` along axis 0 by index. */
export function take(x: View, indices: ArrayLike<number>): Storage {
  const [, ...shape] = x.shape;
  const length = sizeOf(shape);
  const { dtype } = x.storage;
  const rows = { shape, strides: x.strides.slice(1) };
  const onHost = (): Storage => fromHost(reference.take(hosted(x), indices));
  if (indices.length * length <= small.numbers || !liesDense(rows)) return onHost();
  const source = storageOf(x);
  source.pending?.evaluate();
  const count = indices.length;
  const size = bytesOf(dtype);
  const out = withPlaces(source.block ? [x] : [], (placed?: Placed) => {
    const rows = reserve(dtype, count * length);
    if (!rows) return undefined;
    if (placed && engine().canNote(count)) {
      const bytes = length * size;
      const apart = x.strides[0] * size;
      const table = engine().note(indices);
      const to = placeOf(rows);
      parallel("takeRows", { count, work: EACH * rows.length }, (from, until) => [
        ...[placed.place, apart, table, bytes, to],
        ...[from, until],
      ]);
      return rows;
    }
    // The rows alone are brought over from a large set that lies with the host.
    const from = source.block
      ? engine().numbers(dtype, source.block.place, source.length)
      : read(source);
    const to = engine().numbers(dtype, placeOf(rows), rows.length);
    for (let i = 0; i < count; i++) {
      const start = x.offset + indices[i] * x.strides[0];
      to.set(from.subarray(start, start + length), i * length);
    }
    return rows;
  });
  return out ?? onHost();
}

/** All entries of the first view, then all of the next. */
export function concat(parts: readonly View[]): Storage {
  const { dtype } = parts[0].storage;
  const length = parts.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const onHost = (): Storage => fromHost(reference.concat(parts.map(hosted)));
  if (length <= small.numbers) return onHost();
  const dense = parts.map((part) =>
    liesDense(part) ? part : wholeOf(unary("copy", part, dtype), part.shape),
  );
  const out = withPlaces(dense, (...placed) => {
    const whole = reserve(dtype, length);
    if (!whole) return undefined;
    const to = engine().numbers(dtype, placeOf(whole), length);
    let start = 0;
    placed.forEach(({ place }, i) => {
      const count = sizeOf(parts[i].shape);
      to.set(engine().numbers(dtype, place, count), start);
      start += count;
    });
    return whole;
  });
  return out ?? onHost();
}
