import type { DType } from "../backend/backend.js";
import { DataError } from "../errors.js";
import { fromData } from "../tensor/create.js";
import { sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Pass, TraceData, TraceEntry } from "./entry.js";

const FORMAT = "gradlab.trace";
const VERSION = 1;
const PASSES: readonly Pass[] = ["given", "forward", "upstream", "backward"];

/** JSON has no infinity, no NaN and loses the sign of −0: these are written as words. */
type NumberJson = number | "NaN" | "Infinity" | "-Infinity" | "-0";

export type TensorJson = { shape: number[]; dtype: DType; values: NumberJson[] };
export type EntryJson = Omit<TraceEntry, "value" | "reads"> & {
  reads: string[];
  value: TensorJson;
};
/** A trace as plain data. */
export type TraceJson = { format: string; version: number; title: string; entries: EntryJson[] };

const numberJson = (x: number): NumberJson =>
  Number.isFinite(x) ? (Object.is(x, -0) ? "-0" : x) : (String(x) as NumberJson);

const tensorJson = (value: Tensor): TensorJson => ({
  shape: [...value.shape],
  dtype: value.dtype,
  values: Array.from(value.data, numberJson),
});

/** A trace as plain data for `JSON.stringify`. */
export const dataOf = ({ title, entries }: TraceData): TraceJson => ({
  format: FORMAT,
  version: VERSION,
  title,
  entries: entries.map(({ value, reads, ...rest }) => ({
    ...rest,
    reads: [...reads],
    value: tensorJson(value),
  })),
});

/** Throws a `DataError` that says which part of the data is not what it must be. */
function expect(right: boolean, where: string, expected: string, got: unknown): asserts right {
  const text = JSON.stringify(got) as string | undefined;
  const short = text === undefined || text.length <= 60 ? String(text) : `${text.slice(0, 60)}…`;
  if (!right) throw new DataError(`Trace.fromJSON: ${where} must be ${expected}, got ${short}`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isList = <T>(value: unknown, fits: (part: unknown) => part is T): value is T[] =>
  Array.isArray(value) && value.every(fits);
const isText = (value: unknown): value is string => typeof value === "string";
const isSize = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const isNumber = (value: unknown): value is NumberJson =>
  typeof value === "number" || ["NaN", "Infinity", "-Infinity", "-0"].includes(value as string);

function readTensor(json: unknown, where: string): Tensor {
  expect(isObject(json), where, "a tensor", json);
  const { shape, dtype, values } = json;
  expect(isList(shape, isSize), `${where}.shape`, "a list of sizes", shape);
  expect(dtype === "float32" || dtype === "float64", `${where}.dtype`, '"float32" or "float64"', dtype); // prettier-ignore
  expect(isList(values, isNumber), `${where}.values`, "a list of numbers", values);
  const size = sizeOf(shape);
  expect(values.length === size, `${where}.values`, `${size} numbers`, values.length);
  return fromData(values.map(Number), shape, { dtype });
}

function readEntry(json: unknown, i: number, known: ReadonlySet<string>): TraceEntry {
  const where = `entries[${i}]`;
  expect(isObject(json), where, "an entry", json);
  const { name, formula, pass, reads, of } = json;
  expect(isText(name) && !known.has(name), `${where}.name`, "a name of its own", name);
  expect(isText(formula), `${where}.formula`, "a formula", formula);
  expect(PASSES.includes(pass as Pass), `${where}.pass`, `one of ${PASSES.join(", ")}`, pass);
  const before = isList(reads, isText) && reads.every((read) => known.has(read));
  expect(before, `${where}.reads`, "names of earlier entries", reads);
  expect(of === undefined || (isText(of) && known.has(of)), `${where}.of`, "the name of an earlier entry", of); // prettier-ignore
  const value = readTensor(json.value, `${where}.value`);
  return { name, formula, value, pass: pass as Pass, reads: reads, ...(isText(of) && { of }) }; // prettier-ignore
}

/**
 * The trace in parsed JSON.
 *
 * @throws DataError if it is no trace, with the place where it is not.
 */
export function readTrace(json: unknown): TraceData {
  expect(isObject(json) && json.format === FORMAT, "the data", `of format ${FORMAT}`, json);
  expect(json.version === VERSION, "version", String(VERSION), json.version);
  const { title, entries: list } = json;
  expect(isText(title), "title", "a text", title);
  expect(Array.isArray(list), "entries", "a list", list);
  const known = new Set<string>();
  const entries = (list as unknown[]).map((part, i) => {
    const entry = readEntry(part, i, known);
    known.add(entry.name);
    return entry;
  });
  return { title, entries };
}
