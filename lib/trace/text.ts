import { columns } from "../plot/text-table.js";
import { numbersOf } from "../plot/value-summary.js";
import { shapeText } from "../tensor/shape.js";
import { gradientsByValue, isValue, type TraceData, type TraceEntry } from "./entry.js";
import { readable } from "../plot/formula.js";

/** `variance: σ² = 1/N Σᵢ cᵢ², reads centered, gives (3) from 0.12 to 2.3`. */
export function stepText({ name, formula, reads, value }: TraceEntry): string {
  const [min, , max] = numbersOf(value);
  const from = reads.length === 0 ? "reads nothing" : `reads ${reads.join(", ")}`;
  const range = min === max ? min : `${min} to ${max}`;
  return `${name}: ${readable(formula)}; ${from}; gives ${shapeText(value.shape)}, ${range}`;
}

/** The trace as an aligned table for terminals: each value, and beside it the gradient that came back to it. */
export function traceText({ title, entries }: TraceData): string {
  const gradients = gradientsByValue(entries);
  const shown = new Set<TraceEntry>();
  const cells = (entry: TraceEntry | undefined): string[] => {
    if (entry === undefined) return ["", "", "", "", ""];
    shown.add(entry);
    return [entry.name, readable(entry.formula) || entry.pass, ...numbersOf(entry.value)];
  };
  const back = gradients.size > 0;
  const rows = entries.filter(isValue).map((entry) => {
    const [name, formula, ...numbers] = cells(entry);
    const gradient = back ? cells(gradients.get(entry.name)) : [];
    return [name, formula, shapeText(entry.value.shape), ...numbers, ...gradient];
  });
  const others = entries.filter((entry) => !isValue(entry) && !shown.has(entry));
  for (const entry of others)
    rows.push([...["", "", shapeText(entry.value.shape), "", "", ""], ...cells(entry)]);
  const head = ["step", "formula", "shape", "min", "mean", "max"];
  if (back || others.length > 0) head.push("gradient", "formula", "min", "mean", "max");
  return `${title}\n${columns([head, ...rows], new Set([3, 4, 5, 8, 9, 10]))}`;
}
