import { numbersOf } from "../plot/value-summary.js";
import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import type { Nested, Tensor } from "../tensor/tensor.js";
import { gradientsByValue, isValue, type TraceData, type TraceEntry } from "./entry.js";

/** Up to this many numbers are written out in a table. */
const FEW = 6;

/** RFC 4180: a field with a comma, a quote or a line end is quoted, and quotes in it doubled. */
const field = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** `i j k` of the entry at `offset` in row-major order. */
function indexText(shape: readonly number[], offset: number): string {
  const index: number[] = [];
  let rest = offset;
  for (const n of [...shape].reverse()) {
    index.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return index.join(" ");
}

/** A line for every number: which pass and step it is of, the step's shape, its place, and the number in full. */
export function toCsv({ entries }: TraceData): string {
  const lines = ["pass,step,formula,reads,of,shape,index,value"];
  for (const { pass, name, formula, reads, of = "", value } of entries) {
    const { shape, data } = value;
    const head = [pass, name, formula, reads.join(" "), of, shape.join(" ")].map(field).join(",");
    for (let i = 0; i < data.length; i++) lines.push(`${head},${indexText(shape, i)},${data[i]}`);
  }
  return `${lines.join("\r\n")}\r\n`;
}

const nested = (value: Nested): string =>
  typeof value === "number" ? formatNumber(value) : `[${value.map(nested).join(", ")}]`;

function valueText(value: Tensor): string {
  if (value.size === 0) return "empty";
  if (value.size <= FEW) return nested(value.toArray());
  const [min, mean, max] = numbersOf(value);
  return `${min} … ${max}, mean ${mean}`;
}

/** Text that a Markdown table takes as it is. */
const plain = (text: string): string => text.replace(/[\\|`*_<>$[\]]/g, "\\$&");
/** In a formula a bar would end the cell. */
const math = (formula: string): string =>
  formula === "" ? "" : `$${formula.replaceAll("|", "\\vert ")}$`;

/** Two tables, the way forward and the way back; formulas between dollar signs. */
export function toMarkdown({ title, entries }: TraceData): string {
  const gradients = gradientsByValue(entries);
  const row = (...cells: string[]): string => `| ${cells.join(" | ")} |`;
  const name = (entry: TraceEntry | undefined): string => (entry ? `\`${entry.name}\`` : "");
  const names = (list: readonly string[]): string => list.map((read) => `\`${read}\``).join(", ");
  const table = (part: readonly TraceEntry[], extra: string, of: (e: TraceEntry) => string) => [
    row("step", "formula", "reads", "shape", "value", extra),
    row("---", "---", "---", "---", "---", "---"),
    ...part.map((entry) =>
      row(
        name(entry),
        math(entry.formula),
        names(entry.reads),
        shapeText(entry.value.shape),
        plain(valueText(entry.value)),
        of(entry),
      ),
    ),
  ];
  const values = entries.filter(isValue);
  const back = entries.filter((entry) => !isValue(entry));
  const lines = [`# ${plain(title)}`, "", "## Forward", ""];
  lines.push(...table(values, "gradient", (entry) => name(gradients.get(entry.name))));
  if (back.length > 0) {
    lines.push("", "## Backward", "");
    lines.push(...table(back, "gradient of", ({ of }) => (of === undefined ? "" : `\`${of}\``)));
  }
  return `${lines.join("\n")}\n`;
}
