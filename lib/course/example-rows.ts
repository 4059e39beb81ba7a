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

/** A counterexample as it is shown: text alone, which can be stored too. */
export interface ExampleTexts {
  problem: string;
  /** What goes in, by name. */
  inputs: ExampleRow[];
  /** The right values of the steps before. */
  before: ExampleRow[];
  expected: ExampleRow;
  /** Absent if the step gave nothing that can be shown. */
  got?: ExampleRow;
}

/** A value of more numbers and letters than this is no small one: a wrong step may give any. */
const MOST_SHOWN = 500;

export function exampleTexts(part: Part, example: Counterexample): ExampleTexts {
  const { args, before, want, got, problem } = example;
  const [wantText, gotText] = got === undefined ? [valueText(want), ""] : comparedTexts(want, got);
  return {
    problem,
    inputs: args.flatMap((value, i) => rowsOf(part.parameters[i] ?? "", value)),
    before: before.flatMap(({ name, value }) => rowsOf(name, value)),
    expected: { name: "expected", shape: shapeOf(want), value: wantText },
    ...(got === undefined ? {} : { got: { name: "got", shape: shapeOf(got), value: gotText } }),
  };
}

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
const shapeOf = (value: Plain): string => (value instanceof Tensor ? shapeText(value.shape) : "");

/** `[[1], [3]]`, as it would be typed. */
function valueText(value: Plain, format: (x: number) => string = formatNumber): string {
  if (extentOf(value) > MOST_SHOWN) return "too large to show";
  if (value instanceof Tensor) return nestedText(value.toArray(), format);
  if (typeof value === "number") return format(value);
  if (isPlainArray(value)) return `[${value.map((each) => valueText(each, format)).join(", ")}]`;
  return typeof value === "function" ? "a function" : JSON.stringify(value);
}

/** How much there is to write. A tensor without numbers still has brackets: one of shape (1000000, 0) has many. */
function extentOf(value: Plain): number {
  if (value instanceof Tensor)
    return value.shape.reduce((product, n) => product * Math.max(1, n), 1);
  if (typeof value === "string") return value.length;
  if (isPlainArray(value)) return value.reduce<number>((sum, inner) => sum + extentOf(inner), 1);
  return 1;
}

const nestedText = (level: Nested, format: (x: number) => string): string =>
  typeof level === "number"
    ? format(level)
    : `[${level.map((each) => nestedText(each, format)).join(", ")}]`;

/** Expected and got, with as many digits as it takes to tell them apart. */
function comparedTexts(want: Plain, got: Plain): [string, string] {
  const short: [string, string] = [valueText(want), valueText(got)];
  return short[0] === short[1] ? [valueText(want, String), valueText(got, String)] : short;
}
