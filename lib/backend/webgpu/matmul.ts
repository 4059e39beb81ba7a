import type { Storage, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { fits, launch } from "./launch.js";
import { wholeOf } from "../layout.js";
import { reduce } from "./reduce.js";
import { fromHost, hosted } from "./storage.js";

/** Rows and columns of C that a group has. */
const TILE = 32;

/** Products in a sum at least, if groups share one; and how many groups are enough. */
const SHARE = 1024;
const ENOUGH = 64;

export function matmul(a: View, b: View): Storage {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  const count = a.shape.length === 3 ? a.shape[0] : 1;
  const length = count * m * n;
  const tiles = count * Math.ceil(m / TILE) * Math.ceil(n / TILE);
  const parts = Math.max(1, Math.min(Math.floor(k / SHARE), Math.floor(ENOUGH / tiles)));
  if (k === 0 || !fits([a, b], parts * length))
    return fromHost(reference.matmul(hosted(a), hosted(b)));
  const steps = ({ shape, strides, offset }: View): number[] =>
    shape.length === 3 ? [offset, ...strides] : [offset, 0, ...strides];
  const params = [m, k, n, Math.ceil(k / parts), ...steps(a), ...steps(b), count * parts];
  const kernel = { file: "matmul" as const, entry: "main", constants: { parts } };
  const [made] = launch(kernel, [a, b], [parts * length], { params, groups: tiles * parts });
  return parts === 1 ? made : reduce("sum", wholeOf(made, [count, parts, m * n]), [1]);
}
