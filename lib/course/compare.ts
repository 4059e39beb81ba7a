import { formatNumber } from "../tensor/format.js";
import { sameShape, shapeText, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { describe } from "./describe.js";

/** Sums in another order differ by this much at most, and no typical mistake is that small. */
const RELATIVE = { float64: 1e-8, float32: 1e-4 };
const ABSOLUTE = { float64: 1e-9, float32: 1e-5 };

/** How `got` differs from what was wanted, in words; undefined if it does not. */
export function difference(got: unknown, want: Tensor): string | undefined {
  const expected = `expected a tensor of shape ${shapeText(want.shape)}`;
  if (!(got instanceof Tensor)) return `${expected}, got ${describe(got)}`;
  if (!sameShape(got.shape, want.shape)) return `${expected}, got ${describe(got)}`;
  if (got.dtype !== want.dtype)
    return `expected ${want.dtype} numbers as in the input, got ${got.dtype}`;
  const a = got.data;
  const b = want.data;
  let scale = 0;
  for (const x of b) scale = Math.max(scale, Math.abs(x));
  const tolerance = ABSOLUTE[want.dtype] + RELATIVE[want.dtype] * scale;
  const close = (x: number, y: number): boolean => Object.is(x, y) || Math.abs(x - y) <= tolerance;
  const at = a.findIndex((x, i) => !close(x, b[i]));
  if (at < 0) return undefined;
  const [wantText, gotText] = distinct(b[at], a[at]);
  return `the shape ${shapeText(want.shape)} is right; entry ${indexText(at, want.shape)} should be ${wantText}, got ${gotText}`;
}

/** Two numbers with as many digits as it takes to tell them apart. */
export function distinct(a: number, b: number): [string, string] {
  for (const format of [formatNumber, (x: number) => x.toPrecision(8)])
    if (format(a) !== format(b)) return [format(a), format(b)];
  return [String(a), String(b)];
}

function indexText(flat: number, shape: readonly number[]): string {
  const index = shape.map((n, axis) => Math.floor(flat / sizeOf(shape.slice(axis + 1))) % n);
  return `[${index.join(", ")}]`;
}
