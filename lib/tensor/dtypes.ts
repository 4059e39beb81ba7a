import type { DType } from "../backend/backend.js";
import { DTypeError } from "../errors.js";

/** Throws unless all that are given have the dtype of the first, as everything in one expression must. */
export function requireOneDType(
  where: string,
  tensors: Readonly<Record<string, { dtype: DType } | undefined>>,
): void {
  let first: { name: string; dtype: DType } | undefined;
  for (const name in tensors) {
    const dtype = tensors[name]?.dtype;
    if (dtype === undefined) continue;
    first ??= { name, dtype };
    if (dtype !== first.dtype)
      throw new DTypeError(
        `${where}: ${name} must have the dtype of ${first.name}, ${first.dtype}, got ${dtype}; convert one with .to("${first.dtype}")`,
      );
  }
}
