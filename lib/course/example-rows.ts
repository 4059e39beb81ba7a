import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import { Tensor, type Nested } from "../tensor/tensor.js";
import type { Counterexample } from "./counterexample.js";
import type { Part, Plain } from "./exercise.js";
import { isPlainArray, isPlainObject } from "./plain.js";
import { formulaOf, specOf, type TestFunction } from "./test-functions.js";

/** One named value of a small example: `x (2, 1) = [[1], [3]]`. */
export interface ExampleRow {
  name: string;
  shape: string;
  value: string;
}

/** What goes in, by name. */
export function inputRows(part: Part, { args }: Counterexample): ExampleRow[] {
  return args.flatMap((value, i) => rowsOf(part.parameters[i] ?? "", value));
}

/** The right values of the steps before. */
export const beforeRows = ({ before }: Counterexample): ExampleRow[] =>
  before.flatMap(({ name, value }) => rowsOf(name, value));

function rowsOf(name: string, value: Plain): ExampleRow[] {
  if (value instanceof Tensor)
    return [{ name, shape: shapeText(value.shape), value: valueText(value) }];
  const spec = specOf(value);
  if (spec !== undefined)
    return [
      { name: `${name}(x)`, shape: "", value: formulaOf(value as TestFunction) },
      ...Object.entries(spec.data).flatMap(([key, inner]) => rowsOf(key, inner)),
    ];
  if (!isPlainObject(value)) return [{ name, shape: "", value: valueText(value) }];
  return Object.entries(value).flatMap(([key, inner]) =>
    rowsOf(name === "" ? key : `${name}.${key}`, inner),
  );
}

/** The shape of a tensor; "" for what has none. */
export const shapeOf = (value: Plain): string =>
  value instanceof Tensor ? shapeText(value.shape) : "";

/** `[[1], [3]]`, as it would be typed. */
export function valueText(value: Plain, format: (x: number) => string = formatNumber): string {
  if (value instanceof Tensor) return nestedText(value.toArray(), format);
  if (typeof value === "number") return format(value);
  if (isPlainArray(value)) return `[${value.map((each) => valueText(each, format)).join(", ")}]`;
  return typeof value === "function" ? "a function" : JSON.stringify(value);
}

const nestedText = (level: Nested, format: (x: number) => string): string =>
  typeof level === "number"
    ? format(level)
    : `[${level.map((each) => nestedText(each, format)).join(", ")}]`;

/** Expected and got, with as many digits as it takes to tell them apart. */
export function comparedTexts(want: Plain, got: Plain): [string, string] {
  const short: [string, string] = [valueText(want), valueText(got)];
  return short[0] === short[1] ? [valueText(want, String), valueText(got, String)] : short;
}
