import type {
  Backend,
  BinaryOp,
  DType,
  ReduceOp,
  Storage,
  TypedArray,
  UnaryOp,
  View,
} from "../backend.js";
import { observable } from "../observe.js";
import { erf } from "./erf.js";
import { sizeOf } from "../../tensor/shape.js";
import { forEachRow } from "./rows.js";
import { allocate, dataOf, HostStorage } from "./storage.js";
import { col2im, im2col } from "./windows.js";

/** Plain loops over typed arrays: the backend to read, and the oracle that the others are held against. */

const UNARY: Record<Exclude<UnaryOp, "copy">, (x: number) => number> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  erf,
};

/** A switch and no table: a call through a table puts every number on the heap, at twice the time. */
function applyBinary(op: BinaryOp, a: number, b: number): number {
  switch (op) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "div":
      return a / b;
    case "pow":
      return b === 2 ? a * a : b === -0.5 ? 1 / Math.sqrt(a) : a ** b;
    case "maximum":
      return Math.max(a, b); // NaN if either is NaN
    case "minimum":
      return Math.min(a, b);
    case "greater":
      return a > b ? 1 : 0;
    case "less":
      return a < b ? 1 : 0;
    case "equal":
      return a === b ? 1 : 0;
  }
}

/** Its entries in row-major order, without a call for each: copies are much of the work of a convolution. */
function copy(x: View, dtype: DType): TypedArray {
  const data = dataOf(x.storage);
  const out = allocate(dtype, sizeOf(x.shape));
  let o = 0;
  forEachRow(x.shape, [x], (length, [start], [step]) => {
    for (let i = 0, at = start; i < length; i++, at += step) out[o++] = data[at];
  });
  return out;
}

/** Its entries in row-major order, to be read alone: where they lie so already, without a copy. */
function entries(x: View): Float64Array {
  const data = dataOf(x.storage);
  let step = 1;
  let dense = true;
  for (let axis = x.shape.length - 1; axis >= 0; axis--) {
    dense &&= x.shape[axis] === 1 || x.strides[axis] === step;
    step *= x.shape[axis];
  }
  if (dense && data instanceof Float64Array) return data.subarray(x.offset, x.offset + step);
  return copy(x, "float64") as Float64Array;
}

function unary(op: UnaryOp, x: View, dtype: DType): Storage {
  if (op === "copy") return new HostStorage(dtype, copy(x, dtype));
  const f = UNARY[op];
  const data = dataOf(x.storage);
  const out = allocate(dtype, sizeOf(x.shape));
  let o = 0;
  forEachRow(x.shape, [x], (length, [start], [step]) => {
    for (let i = 0, at = start; i < length; i++, at += step) out[o + i] = f(data[at]);
    o += length;
  });
  return new HostStorage(dtype, out);
}

function binary(op: BinaryOp, a: View, b: View): Storage {
  const aData = dataOf(a.storage);
  const bData = dataOf(b.storage);
  const { dtype } = a.storage;
  const out = allocate(dtype, sizeOf(a.shape));
  let o = 0;
  forEachRow(a.shape, [a, b], (length, [aStart, bStart], [aStep, bStep]) => {
    for (let i = 0, p = aStart, q = bStart; i < length; i++, p += aStep, q += bStep)
      out[o + i] = applyBinary(op, aData[p], bData[q]);
    o += length;
  });
  return new HostStorage(dtype, out);
}

/** Reduced axes last, so that the numbers that belong to one result follow each other. */
function reduce(op: ReduceOp, x: View, axes: readonly number[]): Storage {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const shape = order.map((axis) => x.shape[axis]);
  const view = { ...x, shape, strides: order.map((axis) => x.strides[axis]) };
  const count = sizeOf(axes.map((axis) => x.shape[axis]));
  const gathered = entries(view);
  const out = allocate(x.storage.dtype, sizeOf(kept.map((axis) => x.shape[axis])));
  for (let o = 0; o < out.length; o++)
    out[o] = REDUCE[op](gathered.subarray(o * count, (o + 1) * count));
  return new HostStorage(x.storage.dtype, out);
}

/** Sums run in float64 whatever the dtype. */
const REDUCE: Record<ReduceOp, (values: Float64Array) => number> = {
  sum: (values) => {
    let sum = 0;
    for (const value of values) sum += value;
    return sum;
  },
  max: (values) => {
    let max = -Infinity;
    for (const value of values) max = Math.max(max, value);
    return max;
  },
  min: (values) => {
    let min = Infinity;
    for (const value of values) min = Math.min(min, value);
    return min;
  },
  argmax: (values) => {
    let best = 0;
    for (let i = 1; i < values.length; i++) {
      if (Number.isNaN(values[best])) break; // NaN is the maximum, as `max` says
      if (values[i] > values[best] || Number.isNaN(values[i])) best = i;
    }
    return best;
  },
};

/**
 * Row i of C is a sum of rows of B, weighted by row i of A: the order that reads memory in sequence. Four
 * rows of B at a time, because a row of C is then read and written a quarter as often.
 */
function matmul(a: View, b: View): Storage {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  const count = a.shape.length === 3 ? a.shape[0] : 1;
  const dtype = a.storage.dtype;
  const aData = entries(a);
  const bData = entries(b);
  const out = allocate(dtype, count * m * n);
  const row = new Float64Array(n);
  for (let i = 0; i < count * m; i++) {
    const first = Math.floor(i / m) * k; // the first row of this B, in a stack of them
    row.fill(0);
    let p = 0;
    for (; p + 4 <= k; p += 4) {
      const at = i * k + p;
      const [w0, w1, w2, w3] = [aData[at], aData[at + 1], aData[at + 2], aData[at + 3]];
      const b0 = (first + p) * n;
      const [b1, b2, b3] = [b0 + n, b0 + 2 * n, b0 + 3 * n];
      for (let j = 0; j < n; j++)
        row[j] += w0 * bData[b0 + j] + w1 * bData[b1 + j] + w2 * bData[b2 + j] + w3 * bData[b3 + j];
    }
    for (; p < k; p++) {
      const w = aData[i * k + p];
      const at = (first + p) * n;
      for (let j = 0; j < n; j++) row[j] += w * bData[at + j];
    }
    out.set(row, i * n);
  }
  return new HostStorage(dtype, out);
}

/** Reads only the rows it takes: a minibatch must not cost a copy of the whole data set. */
function take(x: View, indices: ArrayLike<number>): Storage {
  const data = dataOf(x.storage);
  const [rowStep, ...strides] = x.strides;
  const shape = x.shape.slice(1);
  const size = sizeOf(shape);
  const out = allocate(x.storage.dtype, indices.length * size);
  let before = 0;
  forEachRow(shape, [{ ...x, shape, strides }], (length, [start], [step]) => {
    for (let i = 0; i < indices.length; i++) {
      let at = start + indices[i] * rowStep;
      for (let o = i * size + before, j = 0; j < length; j++, at += step) out[o + j] = data[at];
    }
    before += length;
  });
  return new HostStorage(x.storage.dtype, out);
}

function concat(parts: readonly View[]): Storage {
  const { dtype } = parts[0].storage;
  const out = allocate(
    dtype,
    parts.reduce((size, { shape }) => size + sizeOf(shape), 0),
  );
  let o = 0;
  for (const part of parts) {
    const data = dataOf(part.storage);
    forEachRow(part.shape, [part], (length, [start], [step]) => {
      for (let i = 0, at = start; i < length; i++, at += step) out[o++] = data[at];
    });
  }
  return new HostStorage(dtype, out);
}

/**
 * The backend that others are measured by: plain loops, one after another, in JavaScript.
 *
 * @example
 * tensor([1, 2], { backend: reference }).backend.name; // "reference"
 */
export const reference: Backend = {
  name: "reference",
  upload: (values, dtype) => {
    const data = allocate(dtype, values.length);
    data.set(values);
    return new HostStorage(dtype, data);
  },
  read: dataOf,
  unary: observable((op) => op, unary),
  binary: observable((op) => op, binary),
  reduce: observable((op) => op, reduce),
  matmul: observable("matmul", matmul),
  take: observable("take", take),
  concat: observable("concat", concat),
  im2col: observable("im2col", im2col),
  col2im: observable("col2im", col2im),
};
