import type { Storage, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { sizeOf } from "../../tensor/shape.js";
import { GROUP } from "./elementwise.js";
import { fits, launch, launchInto, tableOf } from "./launch.js";
import { fromHost, hosted, reserve, storageOf, tidy } from "./storage.js";

/** Rows of `x` along axis 0 by index. A data set stays with the host: only what is taken of it goes to the device. */
export function take(x: View, indices: ArrayLike<number>): Storage {
  const [rowStep, ...strides] = x.strides;
  const shape = x.shape.slice(1);
  const row = sizeOf(shape);
  const length = indices.length * row;
  if (storageOf(x).host || !fits([x], length)) return fromHost(reference.take(hosted(x), indices));
  const table = tableOf({ shape, strides, offset: x.offset });
  const params = [length, row, rowStep, 4 + table.length, ...table, ...Array.from(indices)];
  const work = { params, groups: Math.ceil(length / GROUP) };
  return launch({ file: "take", entry: "main" }, [x], [length], work)[0];
}

/** All entries of the first view, then all of the next. */
export function concat(parts: readonly View[]): Storage {
  const sizes = parts.map(({ shape }) => sizeOf(shape));
  const length = sizes.reduce((sum, size) => sum + size, 0);
  if (!fits(parts, length)) return fromHost(reference.concat(parts.map(hosted)));
  const kernel = {
    file: "unary" as const,
    uses: ["functions" as const],
    entry: "main",
    constants: { op: 8 },
  };
  try {
    const whole = reserve(length);
    let start = 0;
    parts.forEach((part, i) => {
      const params = [sizes[i], start, ...tableOf(part)];
      if (sizes[i] > 0)
        launchInto(kernel, [part], whole, { params, groups: Math.ceil(sizes[i] / GROUP) });
      start += sizes[i];
    });
    return whole;
  } finally {
    tidy();
  }
}
