import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import { Tensor, type Nested } from "../tensor/tensor.js";
import type { Counterexample } from "./counterexample.js";
import type { Part, Plain } from "./exercise.js";

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
    return [{ name, shape: shapeText(value.shape), value: nestedText(value) }];
  if (typeof value === "number") return [{ name, shape: "", value: formatNumber(value) }];
  return Object.entries(value).flatMap(([key, inner]) =>
    rowsOf(name === "" ? key : `${name}.${key}`, inner),
  );
}

/** `[[1], [3]]`, as it would be typed. */
export function nestedText(value: Tensor, format: (x: number) => string = formatNumber): string {
  const write = (level: Nested): string =>
    typeof level === "number" ? format(level) : `[${level.map(write).join(", ")}]`;
  return write(value.toArray());
}

/** Expected and got, with as many digits as it takes to tell them apart. */
export function comparedTexts(want: Tensor, got: Tensor): [string, string] {
  const short: [string, string] = [nestedText(want), nestedText(got)];
  return short[0] === short[1] ? [nestedText(want, String), nestedText(got, String)] : short;
}
