import type { DType, TypedArray } from "../backend/backend.js";
import { shapeText, sizeOf, type Shape } from "./shape.js";

/** At most this many entries along an axis are written; the middle of a longer one is `…`. */
const MOST = 8;
const EDGE = 3;

/** A number in a few characters: four significant digits, exponents only where they help. */
export function formatNumber(x: number): string {
  if (!Number.isFinite(x) || Number.isInteger(x)) {
    return Math.abs(x) < 1e6 || !Number.isFinite(x) ? String(x) : x.toExponential(3);
  }
  const size = Math.abs(x);
  return size >= 1e-3 && size < 1e5 ? x.toPrecision(4) : x.toExponential(3);
}

/** Which indices along an axis are shown; −1 stands for the gap. */
function shownAlong(n: number): number[] {
  if (n <= MOST) return Array.from({ length: n }, (_, i) => i);
  const head = Array.from({ length: EDGE }, (_, i) => i);
  return [...head, -1, ...head.map((i) => n - EDGE + i)];
}

/** `tensor (2, 3) float64` and the numbers in brackets, right-aligned, long axes shortened. */
export function formatText(shape: Shape, dtype: DType, data: TypedArray): string {
  const title = `tensor ${shapeText(shape)} ${dtype}`;
  if (sizeOf(shape) === 0) return `${title}\n[]`;
  const texts = new Map<number, string>();
  const visit = (depth: number, start: number, size: number): void => {
    if (depth === shape.length) texts.set(start, formatNumber(data[start]));
    else
      for (const i of shownAlong(shape[depth]))
        if (i >= 0) visit(depth + 1, start + (i * size) / shape[depth], size / shape[depth]);
  };
  visit(0, 0, data.length);
  const width = Math.max(...[...texts.values()].map((text) => text.length));
  const write = (depth: number, start: number, size: number): string => {
    if (depth === shape.length) return (texts.get(start) ?? "").padStart(width);
    const step = size / shape[depth];
    const parts = shownAlong(shape[depth]).map((i) =>
      i < 0 ? "…" : write(depth + 1, start + i * step, step),
    );
    const innermost = depth === shape.length - 1;
    const gap = innermost ? " " : "\n".repeat(shape.length - depth - 1) + " ".repeat(depth + 1);
    return `[${parts.join(gap)}]`;
  };
  return `${title}\n${write(0, 0, data.length)}`;
}

/** The last two axes as a table, under a line with shape and dtype; leading axes show their first entry. */
export function formatHtml(shape: Shape, dtype: DType, data: TypedArray): string {
  const title = `<div style="opacity:.7">tensor ${shapeText(shape)} ${dtype}</div>`;
  if (sizeOf(shape) === 0) return `${title}<div>no entries</div>`;
  const columns = shape.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  const leading = shape.length > 2 ? `[${"0, ".repeat(shape.length - 2)}:, :] of ` : "";
  const cell = (text: string): string =>
    `<td style="text-align:right;padding:1px 8px;font-variant-numeric:tabular-nums">${text}</td>`;
  const body = shownAlong(rows)
    .map((row) => {
      const cells = shownAlong(columns).map((column) =>
        cell(row < 0 || column < 0 ? "…" : formatNumber(data[row * columns + column])),
      );
      return `<tr>${cells.join("")}</tr>`;
    })
    .join("");
  return `${title}${leading ? `<div style="opacity:.7">${leading}the whole</div>` : ""}<table>${body}</table>`;
}
