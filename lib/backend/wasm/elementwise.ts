import type { BinaryOp, DType, Storage, UnaryOp, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { forEachRow } from "../reference/rows.js";
import { allocate, dataOf, HostStorage } from "../reference/storage.js";
import { sizeOf } from "../../tensor/shape.js";
import { bytesOf, workbench } from "./memory.js";
import { joined } from "./rows.js";

/** In the order of the kernels. The others gain nothing yet: their time goes into Math's functions. */
const WASM_UNARY: readonly UnaryOp[] = ["neg", "abs", "sqrt"];
// prettier-ignore
const WASM_BINARY: readonly BinaryOp[] = ["add", "sub", "mul", "div", "maximum", "minimum", "greater", "less", "equal"];

/** Numbers on the workbench at a time: operands and result stay in the first cache together. */
const PIECE = 2048;

/** In rows shorter than this, copying to the workbench takes longer than plain loops. */
const SHORT = 128;

/** How a row is brought to the workbench, or whether it cannot be. */
const walks = (step: number): boolean => step === 0 || step === 1;

export function unary(op: UnaryOp, x: View, dtype: DType): Storage {
  const { shape, strides } = joined(x.shape, [x]);
  const row = shape.at(-1) ?? 1;
  const code = WASM_UNARY.indexOf(op);
  const step = strides[0].at(-1) ?? 0;
  const view = { ...x, shape, strides: strides[0] };
  if (op === "copy" && step === 1 && row >= 16) return copyRows(view, dtype);
  if (code < 0 || dtype !== x.storage.dtype || row < SHORT || step !== 1)
    return reference.unary(op, x, dtype);
  const bench = workbench();
  const kernel = dtype === "float32" ? bench.kernels.unary32 : bench.kernels.unary64;
  const bytes = bytesOf(dtype);
  const [from, to] = bench.places(PIECE * bytes, PIECE * bytes);
  const input = bench.numbers(dtype, from, PIECE);
  const result = bench.numbers(dtype, to, PIECE);
  const data = dataOf(x.storage);
  const out = allocate(dtype, sizeOf(shape));
  let o = 0;
  forEachRow(shape, [view], (length, [start]) => {
    for (let i = 0; i < length; i += PIECE) {
      const count = Math.min(PIECE, length - i);
      input.set(data.subarray(start + i, start + i + count));
      kernel(code, from, to, count * bytes);
      out.set(count === PIECE ? result : result.subarray(0, count), o);
      o += count;
    }
  });
  return new HostStorage(dtype, out);
}

function copyRows(x: View, dtype: DType): Storage {
  const data = dataOf(x.storage);
  const out = allocate(dtype, sizeOf(x.shape));
  let o = 0;
  forEachRow(x.shape, [x], (length, [start]) => {
    out.set(data.subarray(start, start + length), o);
    o += length;
  });
  return new HostStorage(dtype, out);
}

export function binary(op: BinaryOp, a: View, b: View): Storage {
  if (op === "pow" && isTwo(b)) return binary("mul", a, a);
  const { shape, strides } = joined(a.shape, [a, b]);
  const row = shape.at(-1) ?? 1;
  const code = WASM_BINARY.indexOf(op);
  const [aStep, bStep] = strides.map((each) => each.at(-1) ?? 0);
  if (code < 0 || row < SHORT || !walks(aStep) || !walks(bStep)) return reference.binary(op, a, b);
  const { dtype } = a.storage;
  const bench = workbench();
  const kernel = dtype === "float32" ? bench.kernels.binary32 : bench.kernels.binary64;
  const bytes = bytesOf(dtype);
  const [left, right, to] = bench.places(PIECE * bytes, PIECE * bytes, PIECE * bytes);
  const result = bench.numbers(dtype, to, PIECE);
  const bringA = bringer(a, aStep, left);
  const bringB = bringer(b, bStep, right);
  const out = allocate(dtype, sizeOf(shape));
  const views = [a, b].map((view, v) => ({ ...view, shape, strides: strides[v] }));
  let o = 0;
  forEachRow(shape, views, (length, [aStart, bStart]) => {
    for (let i = 0; i < length; i += PIECE) {
      const count = Math.min(PIECE, length - i);
      bringA(aStart + i * aStep, count);
      bringB(bStart + i * bStep, count);
      kernel(code, left, right, to, count * bytes);
      out.set(count === PIECE ? result : result.subarray(0, count), o);
      o += count;
    }
  });
  return new HostStorage(dtype, out);
}

/** Brings `count` entries from `start` on to a place; one number that is repeated, only when it changes. */
function bringer({ storage }: View, step: number, place: number) {
  const data = dataOf(storage);
  const to = workbench().numbers(storage.dtype, place, PIECE);
  let filled = -1;
  if (step === 1)
    return (start: number, count: number): void => to.set(data.subarray(start, start + count));
  return (start: number): void => {
    if (start !== filled) to.fill(data[start]);
    filled = start;
  };
}

/** Whether a view is the number 2 in every place, as in a square. */
const isTwo = ({ storage, strides, offset }: View): boolean =>
  strides.every((step) => step === 0) && dataOf(storage)[offset] === 2;
