import type { BinaryOp, DType, Storage, UnaryOp, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { sizeOf } from "../../tensor/shape.js";
import { fits, float, launch, tableOf } from "./launch.js";
import { fromHost, hosted, storageOf } from "./storage.js";

/** In the order of kernels/unary.wgsl and binary.wgsl. */
const UNARY: readonly UnaryOp[] = "neg abs sign exp log sqrt tanh erf copy".split(" ") as UnaryOp[];
// prettier-ignore
const BINARY: readonly BinaryOp[] = "add sub mul div pow maximum minimum greater less equal".split(" ") as BinaryOp[];

/** Threads in a group of the kernels that go entry by entry. */
export const GROUP = 256;

/** The number that a view of the host's numbers holds in every place, if it is one. */
function constantOf({ storage, shape, strides, offset }: View): number | undefined {
  const same = strides.every((step, axis) => step === 0 || shape[axis] === 1);
  return same ? storageOf({ storage }).host?.[offset] : undefined;
}

export function unary(op: UnaryOp, x: View, dtype: DType): Storage {
  const length = sizeOf(x.shape);
  if (dtype !== "float32" || !fits([x], length))
    return fromHost(reference.unary(op, hosted(x), dtype));
  const kernel = {
    file: "unary" as const,
    uses: ["functions" as const],
    entry: "main",
    constants: { op: UNARY.indexOf(op) },
  };
  const params = [length, 0, ...tableOf(x)];
  return launch(kernel, [x], [length], { params, groups: Math.ceil(length / GROUP) })[0];
}

export function binary(op: BinaryOp, a: View, b: View): Storage {
  const length = sizeOf(a.shape);
  if (!fits([a, b], length)) return fromHost(reference.binary(op, hosted(a), hosted(b)));
  const [left, right] = [constantOf(a), constantOf(b)];
  // One buffer at least must be there to be bound.
  const constant = right !== undefined ? 2 : left !== undefined ? 1 : 0;
  const value = right ?? left ?? 0;
  const inputs = [constant === 1 ? b : a, constant === 2 ? a : b];
  const tables = [tableOf(a), tableOf(b)];
  const kernel = {
    file: "binary" as const,
    uses: ["functions" as const],
    entry: "main",
    constants: { op: BINARY.indexOf(op), constant },
  };
  const params = [length, float(value), 3 + tables[0].length, ...tables.flat()];
  return launch(kernel, inputs, [length], { params, groups: Math.ceil(length / GROUP) })[0];
}
