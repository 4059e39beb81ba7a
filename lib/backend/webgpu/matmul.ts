import type { Storage, View } from "../backend.js";
import { wholeOf } from "../layout.js";
import { reference } from "../reference/reference.js";
import { joinedAlong } from "./concat.js";
import { binary } from "./expression.js";
import { fits, launch, most, seen, takes } from "./launch.js";
import { extentOf, halfSizes, halvesOf, widestAxis } from "./parts.js";
import { reduce } from "./reduce.js";
import { fromHost, hosted } from "./storage.js";

/** Rows and columns of C that a group has. */
const TILE = { small: 32, large: 64 } as const;

/** Products in a sum at least, if groups share one; and how many groups are enough. */
const SHARE = 512;
const ENOUGH = 64;

export function matmul(a: View, b: View): Storage {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  const count = a.shape.length === 3 ? a.shape[0] : 1;
  const length = count * m * n;
  if (k === 0 || !takes([a, b], length)) return fromHost(reference.matmul(hosted(a), hosted(b)));
  const entry = Math.min(m, n) > TILE.small ? "large" : "small";
  const tiles = count * Math.ceil(m / TILE[entry]) * Math.ceil(n / TILE[entry]);
  const parts = Math.max(1, Math.min(Math.floor(k / SHARE), Math.floor(ENOUGH / tiles)));
  if (!fits([a, b], parts * length)) return multiplyHalves(a, b, [m, n]);
  const views = [seen(a), seen(b)];
  const steps = ({ shape, strides, offset }: View): number[] =>
    shape.length === 3 ? [offset, ...strides] : [offset, 0, ...strides];
  const params = [m, k, n, Math.ceil(k / parts), ...views.flatMap(steps), count * parts, parts];
  const work = { params, groups: tiles * parts };
  const [made] = launch({ file: "matmul", entry }, views, [parts * length], work);
  return parts === 1 ? made : reduce("sum", wholeOf(made, [count, parts, m * n]), [1]);
}

/** What is more than a kernel sees, in halves: of the stack, the rows of A, the columns of B, or the sums. */
function multiplyHalves(a: View, b: View, [m, n]: readonly [number, number]): Storage {
  const rank = a.shape.length;
  const [rows, columns] = [rank - 2, rank - 1];
  const stack = a.shape.slice(0, -2);
  const halves = (axisOfA?: number, axisOfB?: number): readonly Storage[] => {
    const [lefts, rights] = [
      axisOfA === undefined ? [a, a] : halvesOf(a, axisOfA),
      axisOfB === undefined ? [b, b] : halvesOf(b, axisOfB),
    ];
    return lefts.map((left, i) => matmul(left, rights[i]));
  };
  const beside = (axis: number, products: readonly Storage[]): Storage =>
    joinedAlong(
      axis,
      products.map((storage, i) => {
        const shape = [...stack, m, n];
        shape[axis] = halfSizes(shape[axis])[i];
        return wholeOf(storage, shape);
      }),
    );
  if (rank === 3 && stack[0] > 1) return beside(0, halves(0, 0));
  const widestOf = (view: View): number | undefined =>
    extentOf(view) > most() ? widestAxis(view) : undefined;
  const [axisOfA, axisOfB] = [widestOf(a), widestOf(b)];
  if (axisOfA === columns || axisOfB === rows) {
    const [first, second] = halves(columns, rows).map((sum) => wholeOf(sum, [m * n]));
    return binary("add", first, second);
  }
  const byRows = axisOfA === rows || (axisOfB === undefined && m > 1);
  return byRows ? beside(rows, halves(rows)) : beside(columns, halves(undefined, columns));
}
