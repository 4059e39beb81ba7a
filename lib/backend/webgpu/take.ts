import type { Storage, View } from "../backend.js";
import { sizeOf } from "../../tensor/shape.js";
import { wholeOf } from "../layout.js";
import { reference } from "../reference/reference.js";
import { joinedAlong } from "./concat.js";
import { unary } from "./expression.js";
import { fits, GROUP, launch, most, seen, tableOf, takes } from "./launch.js";
import { halfSizes, halvesOf } from "./parts.js";
import { fromHost, hosted, storageOf } from "./storage.js";

/** Rows of `x` along axis 0 by index. A data set stays with the host: only what is taken of it goes to the device. */
export function take(x: View, indices: ArrayLike<number>): Storage {
  const row = sizeOf(x.shape.slice(1));
  const length = indices.length * row;
  if (storageOf(x).host || !takes([x], length)) return fromHost(reference.take(hosted(x), indices));
  if (!fits([x], length)) return takeInHalves(x, Array.from(indices));
  const view = seen(x);
  const [rowStep, ...strides] = view.strides;
  const table = tableOf({ shape: x.shape.slice(1), strides, offset: view.offset });
  const params = [length, row, rowStep, 4 + table.length, ...table, ...Array.from(indices)];
  const work = { params, groups: Math.ceil(length / GROUP) };
  return launch({ file: "take", entry: "main" }, [view], [length], work)[0];
}

/** What is more than a kernel sees: half of the indices each, or from each half of x the rows that are there. */
function takeInHalves(x: View, indices: readonly number[]): Storage {
  const shape = x.shape.slice(1);
  const rowsOf = (source: View, some: readonly number[]): View =>
    wholeOf(take(source, some), [some.length, ...shape]);
  if (indices.length === 1) {
    const offset = x.offset + indices[0] * x.strides[0];
    return unary("copy", { ...x, shape, strides: x.strides.slice(1), offset }, "float32");
  }
  if (indices.length * sizeOf(shape) > most()) {
    const [half] = halfSizes(indices.length);
    return joinedAlong(0, [rowsOf(x, indices.slice(0, half)), rowsOf(x, indices.slice(half))]);
  }
  const [low, high] = halvesOf(x, 0);
  const [below] = low.shape;
  const lower = indices.filter((index) => index < below);
  const upper = indices.filter((index) => index >= below).map((index) => index - below);
  if (upper.length === 0) return take(low, lower);
  if (lower.length === 0) return take(high, upper);
  const both = joinedAlong(0, [rowsOf(low, lower), rowsOf(high, upper)]);
  let [nextLow, nextHigh] = [0, lower.length];
  const order = indices.map((index) => (index < below ? nextLow++ : nextHigh++));
  return take(wholeOf(both, [indices.length, ...shape]), order);
}
