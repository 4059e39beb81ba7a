import { formatNumber } from "../tensor/format.js";
import { sameShape, shapeText, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { describe } from "./describe.js";
import type { Plain, PlainArray } from "./exercise.js";
import { isPlainArray, isPlainObject } from "./plain.js";

/** Sums in another order differ by this much at most, and no typical mistake is that small. */
const RELATIVE = { float64: 1e-8, float32: 1e-4 };
const ABSOLUTE = { float64: 1e-9, float32: 1e-5 };

/**
 * How `got` differs from what was wanted, in words; undefined if it does not. `relative` is how far it may be off,
 * relative to the largest number of a tensor or array; by default what rounding explains.
 */
export function difference(got: unknown, want: Plain, relative?: number): string | undefined {
  if (want instanceof Tensor) return tensorDifference(got, want, relative);
  if (typeof want === "number") return numberDifference(got, want, relative);
  if (isPlainArray(want)) return arrayDifference(got, want, relative);
  if (isPlainObject(want)) return objectDifference(got, want, relative);
  return Object.is(got, want) ? undefined : `expected ${wanted(want)}, got ${describe(got)}`;
}

function tensorDifference(got: unknown, want: Tensor, relative?: number): string | undefined {
  const expected = `expected a tensor of shape ${shapeText(want.shape)}`;
  if (!(got instanceof Tensor)) return `${expected}, got ${describe(got)}`;
  if (!sameShape(got.shape, want.shape)) return `${expected}, got ${describe(got)}`;
  if (got.dtype !== want.dtype)
    return `expected ${want.dtype} numbers as in the input, got ${got.dtype}`;
  const a = got.data;
  const b = want.data;
  let scale = 0;
  for (const x of b) if (Number.isFinite(x)) scale = Math.max(scale, Math.abs(x));
  const tolerance = ABSOLUTE[want.dtype] + (relative ?? RELATIVE[want.dtype]) * scale;
  const at = a.findIndex((x, i) => !close(x, b[i], tolerance));
  if (at < 0) return undefined;
  const [wantText, gotText] = distinct(b[at], a[at]);
  return `the shape ${shapeText(want.shape)} is right; entry ${indexText(at, want.shape)} should be ${wantText}, got ${gotText}`;
}

function numberDifference(got: unknown, want: number, relative?: number): string | undefined {
  if (got instanceof Tensor && got.size === 1)
    return `expected a number, got ${describe(got)}; take the number out with .item()`;
  if (typeof got !== "number") return `expected a number, got ${describe(got)}`;
  const tolerance = ABSOLUTE.float64 + (relative ?? RELATIVE.float64) * Math.abs(want);
  if (close(got, want, tolerance)) return undefined;
  const [wantText, gotText] = distinct(want, got);
  return `it should be ${wantText}, got ${gotText}`;
}

function arrayDifference(got: unknown, want: PlainArray, relative?: number): string | undefined {
  if (!Array.isArray(got)) return `expected an array of ${want.length}, got ${describe(got)}`;
  if (got.length !== want.length)
    return `expected an array of ${want.length}, got one of ${got.length}`;
  for (const [i, each] of want.entries()) {
    const problem = difference(got[i], each, relative);
    if (problem !== undefined) return `entry [${i}]: ${problem}`;
  }
  return undefined;
}

function objectDifference(
  got: unknown,
  want: Readonly<Record<string, Plain>>,
  relative?: number,
): string | undefined {
  if (typeof got !== "object" || got === null) return `expected an object, got ${describe(got)}`;
  for (const [key, each] of Object.entries(want)) {
    const problem = difference((got as Record<string, unknown>)[key], each, relative);
    if (problem !== undefined) return `${key}: ${problem}`;
  }
  return undefined;
}

const wanted = (want: Plain): string =>
  typeof want === "string" || typeof want === "boolean" ? JSON.stringify(want) : "a function";

/** NaN and infinities are right only where they are wanted. */
const close = (got: number, want: number, tolerance: number): boolean =>
  Object.is(got, want) || (Number.isFinite(want) && Math.abs(got - want) <= tolerance);

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
