import { escapeHtml } from "../display/escape.js";
import { shapeText, type Shape } from "../tensor/shape.js";

/** A layer of a model, in numbers for one example. */
export type SummaryRow = {
  /** Its name in the model, such as `conv2d1`; a part's name follows that of its block. */
  name: string;
  /** The layer in a few words. */
  layer: string;
  /** 0 for a layer of the model, 1 for a part of a block, 2 for a part of a part. */
  depth: number;
  /** The shape that comes out, without the batch axis. */
  output: Shape;
  params: number;
  /** Multiply-adds of a forward pass. */
  macs: number;
  /** Twice as many: a multiplication and an addition each. */
  flops: number;
  /** Bytes of the numbers that a forward pass makes. */
  memory: number;
};

/** What the table shows of the whole. */
type Table = Omit<SummaryRow, "name" | "layer" | "depth"> & {
  title: string;
  rows: readonly SummaryRow[];
};

const HEADINGS = ["name", "layer", "output", "parameters", "FLOPs", "MACs", "memory"] as const;
/** The columns of words; the others are of numbers. */
const WORDS = 3;

/** 1234567 as 1,234,567. */
const grouped = (n: number): string => n.toLocaleString("en-US");

/** 1234567 as 1.23 M; small counts in full. */
export function amount(n: number, unit = ""): string {
  const sizes = ["", "k", "M", "G", "T", "P"];
  let i = 0;
  let size = n;
  while (size >= 999.5 && i < sizes.length - 1) {
    size /= 1000;
    i++;
  }
  const digits = i === 0 ? String(n) : size.toPrecision(3);
  return [digits, sizes[i] + unit].filter(Boolean).join(" ");
}

function cellsOf(row: SummaryRow): string[] {
  const { layer, output, params, macs, flops, memory, depth } = row;
  const name = "  ".repeat(depth) + (depth === 0 ? row.name : (row.name.split(".").pop() ?? ""));
  const none = (n: number, text: string): string => (n === 0 ? "" : text);
  return [
    name,
    layer,
    shapeText(output),
    none(params, grouped(params)),
    none(flops, amount(flops)),
    none(macs, amount(macs)),
    none(memory, amount(memory, "B")),
  ];
}

const totalOf = (table: Table): string[] => [
  "total",
  "",
  shapeText(table.output),
  grouped(table.params),
  amount(table.flops),
  amount(table.macs),
  amount(table.memory, "B"),
];

const note =
  "FLOPs, MACs and memory are those of one example's forward pass; the total memory counts its input too.";

export function summaryText(table: Table): string {
  const lines = [[...HEADINGS], ...table.rows.map(cellsOf), totalOf(table)];
  const widths = HEADINGS.map((_, i) => Math.max(...lines.map((cells) => cells[i].length)));
  const text = lines.map((cells) =>
    cells
      .map((cell, i) => (i < WORDS ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join("  ")
      .trimEnd(),
  );
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [table.title, text[0], rule, ...text.slice(1, -1), rule, text.at(-1), note].join("\n");
}

export function summaryHtml(table: Table): string {
  const cell = (tag: "td" | "th", text: string, i: number): string => {
    const align = i < WORDS ? "left" : "right";
    const style = `padding:3px 10px;text-align:${align};white-space:pre;font-variant-numeric:tabular-nums`;
    return `<${tag} style="${style}">${escapeHtml(text)}</${tag}>`;
  };
  const line = (cells: readonly string[], tag: "td" | "th", border: string): string =>
    `<tr style="${border}">${cells.map((text, i) => cell(tag, text, i)).join("")}</tr>`;
  const thin = "border-top:1px solid rgba(128,128,128,.25)";
  const thick = "border-top:2px solid rgba(128,128,128,.6)";
  return (
    `<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:0">` +
    `<caption style="text-align:left;font-weight:600;padding:3px 10px">${escapeHtml(table.title)}</caption>` +
    `<thead>${line(HEADINGS, "th", "")}</thead>` +
    `<tbody>${table.rows.map((row) => line(cellsOf(row), "td", thin)).join("")}</tbody>` +
    `<tfoot>${line(totalOf(table), "th", thick)}</tfoot></table>` +
    `<div style="opacity:.7;padding:3px 10px">${note}</div></div>`
  );
}
