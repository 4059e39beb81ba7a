import type { ReduceOp, Storage, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { sizeOf } from "../../tensor/shape.js";
import { fits, launch, tableOf } from "./launch.js";
import { wholeOf } from "../layout.js";
import { fromHost, hosted } from "./storage.js";

/** In the order of kernels/reduce.wgsl. */
const CODES: readonly ReduceOp[] = ["sum", "max", "min", "argmax"];

/** Entries of a piece at most: a group of 256 threads takes one of a row, one thread one of a column. */
const PIECE = { rows: 16_384, columns: 256 };

/** Threads in a group of the kernels that have a thread for each piece. */
const GROUP = 64;

/** Results that are enough to have a thread for each. */
const MANY = 1024;

export function reduce(op: ReduceOp, x: View, axes: readonly number[]): Storage {
  const pick = (reduced: boolean): { shape: number[]; strides: number[] } => {
    const chosen = x.shape.map((_, axis) => axis).filter((a) => axes.includes(a) === reduced);
    return {
      shape: chosen.map((axis) => x.shape[axis]),
      strides: chosen.map((axis) => x.strides[axis]),
    };
  };
  const [kept, over] = [pick(false), pick(true)];
  const [results, count] = [sizeOf(kept.shape), sizeOf(over.shape)];
  if (count === 0 || !fits([x], results)) return fromHost(reference.reduce(op, hosted(x), axes));
  const tables = [tableOf({ ...kept, offset: x.offset }), tableOf({ ...over, offset: 0 })];
  const paramsOf = (length: number, pieces: number): number[] => [
    ...[results, count, length, pieces, 5 + tables[0].length],
    ...tables.flat(),
  ];
  const kernel = { file: "reduce" as const, constants: { op: CODES.indexOf(op) } };
  if (op === "argmax") {
    const work = { params: paramsOf(count, 1), groups: Math.ceil(results / GROUP) };
    return launch({ ...kernel, entry: "argmax" }, [x], [results], work)[0];
  }
  const [, rank] = tables[1];
  const nextTo = rank === 0 || tables[1][1 + 2 * rank] === 1;
  const entry = count > 32 && (nextTo || results < MANY) ? "rows" : "columns";
  const pieces = Math.ceil(count / PIECE[entry]);
  const length = Math.ceil(count / pieces);
  const groups = entry === "rows" ? results * pieces : Math.ceil((results * pieces) / GROUP);
  const work = { params: paramsOf(length, pieces), groups };
  const [made] = launch({ ...kernel, entry }, [x], [results * pieces], work);
  if (pieces === 1) return made;
  return entry === "rows"
    ? reduce(op, wholeOf(made, [results, pieces]), [1])
    : reduce(op, wholeOf(made, [pieces, results]), [0]);
}
