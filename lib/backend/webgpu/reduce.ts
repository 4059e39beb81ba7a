import type { BinaryOp, ReduceOp, Storage, View } from "../backend.js";
import { sizeOf } from "../../tensor/shape.js";
import { wholeOf } from "../layout.js";
import { reference } from "../reference/reference.js";
import { joinedAlong } from "./concat.js";
import { binary } from "./expression.js";
import { fits, launch, most, seen, tableOf, takes } from "./launch.js";
import { extentOf, halvesOf, widestAxis } from "./parts.js";
import { adopt, fromHost, hosted } from "./storage.js";

/** In the order of kernels/reduce.wgsl. */
const CODES: readonly ReduceOp[] = ["sum", "max", "min", "argmax"];

/** What puts two results together. */
const COMBINING = { sum: "add", max: "maximum", min: "minimum" } as const;

/** Entries of a piece at most: a group of 256 threads takes one of a row, one thread one of a column, or of four. */
const PIECE = { rows: 16_384, columns: 256, fours: 64 };

/** Threads in a group of the kernels that have a thread for each piece. */
const GROUP = 64;

/** Results that are enough to have a thread for each. */
const MANY = 1024;

export function reduce(op: ReduceOp, input: View, axes: readonly number[]): Storage {
  const kinds = input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  if (input.shape.includes(0) || !takes([input], sizeOf(kinds)))
    return fromHost(reference.reduce(op, hosted(input), axes));
  if (!fits([input], sizeOf(kinds))) return reduceHalves(op, input, axes, kinds);
  const x = seen(input);
  const pick = (reduced: boolean): { shape: number[]; strides: number[] } => {
    const chosen = x.shape.map((_, axis) => axis).filter((a) => axes.includes(a) === reduced);
    return {
      shape: chosen.map((axis) => x.shape[axis]),
      strides: chosen.map((axis) => x.strides[axis]),
    };
  };
  const [kept, over] = [pick(false), pick(true)];
  const [results, count] = [sizeOf(kept.shape), sizeOf(over.shape)];
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
  const byRows = count > 32 && (nextTo || results < MANY);
  const entry = byRows ? "rows" : goesByFours(tables[0], tables[1]) ? "fours" : "columns";
  const pieces = Math.ceil(count / PIECE[entry]);
  const length = Math.ceil(count / pieces);
  const threads = (results * pieces) / (entry === "fours" ? 4 : 1);
  const groups = entry === "rows" ? threads : Math.ceil(threads / GROUP);
  const work = { params: paramsOf(length, pieces), groups };
  const [made] = launch({ ...kernel, entry }, [x], [results * pieces], work);
  if (pieces === 1) return made;
  return entry === "rows"
    ? reduce(op, wholeOf(made, [results, pieces]), [1])
    : reduce(op, wholeOf(made, [pieces, results]), [0]);
}

/** Whether four results lie at a whole place of four, and so do all their entries: each table has one axis. */
const goesByFours = (kept: readonly number[], over: readonly number[]): boolean => {
  const [offset, rank, results, stride] = kept;
  const [, overRank, , along] = over;
  const each = rank === 1 && stride === 1 && overRank === 1;
  return each && [offset, results, along].every((number) => number % 4 === 0);
};

/** What is more than a kernel sees: each half by itself, then both together. */
function reduceHalves(
  op: ReduceOp,
  x: View,
  axes: readonly number[],
  results: readonly number[],
): Storage {
  const axis = extentOf(x) > most() ? widestAxis(x) : results.indexOf(Math.max(...results));
  const halves = halvesOf(x, axis);
  const reduced = halves.map((half) => reduce(op, half, axes));
  if (!axes.includes(axis)) {
    const shapes = halves.map(({ shape }) => results.map((n, i) => (i === axis ? shape[i] : n)));
    return joinedAlong(
      axis,
      reduced.map((storage, i) => wholeOf(storage, shapes[i])),
    );
  }
  const length = sizeOf(results);
  const both = (name: BinaryOp, a: Storage, b: Storage): Storage =>
    binary(name, wholeOf(a, [length]), wholeOf(b, [length]));
  if (op !== "argmax") return both(COMBINING[op], reduced[0], reduced[1]);
  const [a, b] = halves.map((half) => reduce("max", half, axes));
  const isNumber = (values: Storage): Storage => both("equal", values, values);
  // b is above a, or b is NaN and a is not.
  const later = both("maximum", both("greater", b, a), both("greater", isNumber(a), isNumber(b)));
  const start = {
    ...wholeOf(adopt(Float32Array.of(halves[0].shape[axis])), [length]),
    strides: [0],
  };
  const moved = binary("add", wholeOf(reduced[1], [length]), start);
  const gap = both("sub", moved, reduced[0]);
  return both("add", reduced[0], both("mul", later, gap));
}
