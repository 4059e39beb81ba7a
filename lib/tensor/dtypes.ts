import type { DType } from "../backend/backend.js";
import { DTypeError } from "../errors.js";

/** Throws unless all that are given, by name, have the dtype of the first, as everything in one expression must. */
export function requireOneDType(
  where: string,
  ...groups: readonly Readonly<Record<string, { dtype: DType } | undefined>>[]
): void {
  let first = "";
  let expected: DType | undefined;
  for (const tensors of groups)
    for (const name in tensors) {
      const dtype = tensors[name]?.dtype;
      if (dtype === undefined || dtype === expected) continue;
      if (expected !== undefined)
        throw new DTypeError(
          `${where}: ${name} must have the dtype of ${first}, ${expected}, got ${dtype}; convert one with .to("${expected}")`,
        );
      first = name;
      expected = dtype;
    }
}
