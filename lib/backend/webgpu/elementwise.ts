import type { BinaryOp, DType, Storage, UnaryOp, View } from "../backend.js";
import { sizeOf } from "../../tensor/shape.js";
import { wholeOf } from "../layout.js";
import { reference } from "../reference/reference.js";
import { made, runEach, takes } from "./launch.js";
import { fromHost, hosted, storageOf, type GpuStorage } from "./storage.js";

/** In the order of kernels/unary.wgsl and binary.wgsl. */
const UNARY: readonly UnaryOp[] = "neg abs sign exp log sqrt tanh erf copy".split(" ") as UnaryOp[];
// prettier-ignore
const BINARY: readonly BinaryOp[] = "add sub mul div pow maximum minimum greater less equal".split(" ") as BinaryOp[];

/** The number that a view of the host's numbers holds in every place, if it is one. */
function constantOf({ storage, shape, strides, offset }: View): number | undefined {
  const same = strides.every((step, axis) => step === 0 || shape[axis] === 1);
  return same ? storageOf({ storage }).host?.[offset] : undefined;
}

/** y = op(x) into a view of a storage that is being made. */
export function unaryInto(op: UnaryOp, x: View, y: View): void {
  const constants = { op: UNARY.indexOf(op) };
  runEach({ file: "unary", uses: ["functions"], constants }, [x, y]);
}

export function unary(op: UnaryOp, x: View, dtype: DType): Storage {
  const length = sizeOf(x.shape);
  if (dtype !== "float32" || !takes([x], length))
    return fromHost(reference.unary(op, hosted(x), dtype));
  return made(length, (whole) => unaryInto(op, x, wholeOf(whole, x.shape)));
}

export function binary(op: BinaryOp, a: View, b: View): Storage {
  const length = sizeOf(a.shape);
  if (!takes([a, b], length)) return fromHost(reference.binary(op, hosted(a), hosted(b)));
  const [left, right] = [constantOf(a), constantOf(b)];
  // One buffer at least must be there to be bound.
  const constant = right !== undefined ? 2 : left !== undefined ? 1 : 0;
  const value = right ?? left ?? 0;
  const inputs = [constant === 1 ? b : a, constant === 2 ? a : b];
  const constants = { op: BINARY.indexOf(op), constant };
  return made(length, (whole) => {
    const views = [...inputs, wholeOf(whole, a.shape)];
    runEach({ file: "binary", uses: ["functions"], constants }, views, value);
  });
}

/** Views of shapes that differ along one axis, beside each other along it. */
export function joinedAlong(axis: number, views: readonly View[]): GpuStorage {
  const size = views.reduce((sum, { shape }) => sum + shape[axis], 0);
  const shape = views[0].shape.map((own, i) => (i === axis ? size : own));
  return made(sizeOf(shape), (storage) => {
    const whole = wholeOf(storage, shape);
    let start = 0;
    for (const view of views) {
      const offset = start * whole.strides[axis];
      unaryInto("copy", view, { ...whole, shape: view.shape, offset });
      start += view.shape[axis];
    }
  });
}
