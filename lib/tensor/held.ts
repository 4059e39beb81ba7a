import type { Backend, DType, Storage, TypedArray, UnaryOp, View } from "../backend/backend.js";
import { sizeOf, stridesOf, type Shape } from "./shape.js";
import { isDense } from "./views.js";

/** A view and the backend that holds its numbers: what a tensor is beneath its methods. */
export type Held = { readonly backend: Backend; readonly view: View };

/** What a backend has just computed: its numbers in row-major order. */
export const denseOf = (backend: Backend, storage: Storage, shape: Shape): Held => ({
  backend,
  view: { storage, shape, strides: stridesOf(shape), offset: 0 },
});

/** op(x), entry by entry. */
export const unary = (
  op: UnaryOp,
  { backend, view }: Held,
  dtype: DType = view.storage.dtype,
): Held => denseOf(backend, backend.unary(op, view, dtype), view.shape);

/** The same entries in row-major order without gaps; copied only where they are not. */
export const gathered = (x: Held): Held => (isDense(x.view) ? x : unary("copy", x));

/** All entries in row-major order. */
export function dataOf(x: Held): TypedArray {
  const { backend, view } = gathered(x);
  const { storage, offset, shape } = view;
  const numbers = backend.read(storage);
  const size = sizeOf(shape);
  return numbers.length === size ? numbers : numbers.subarray(offset, offset + size);
}
