import { DISPLAY, type Displayable, type MimeBundle } from "../display/bundle.js";
import { escapeHtml } from "../display/escape.js";

/**
 * The outcome of a check: whether it passed, one sentence that says what was seen, and a table if there is more.
 *
 * @example
 * const report = sanity.initialLoss(model, examples);
 * report instanceof Report; // true
 * report.ok; // true
 */
export class Report<Details> implements Displayable {
  constructor(
    readonly name: string,
    readonly ok: boolean,
    readonly message: string,
    readonly details: Details,
    /** Rows of text, the head first. */
    readonly table: readonly (readonly string[])[] = [],
  ) {}

  private get sentence(): string {
    return `${this.ok ? "✓" : "✗"} ${this.name}: ${this.message}`;
  }

  toString(): string {
    const { table } = this;
    const widths = (table[0] ?? []).map((_, i) => Math.max(...table.map((row) => row[i].length)));
    const lines = table.map(
      (row) => `  ${row.map((text, i) => text.padEnd(widths[i])).join("  ")}`,
    );
    return [this.sentence, ...lines.map((line) => line.trimEnd())].join("\n");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    const row = (tag: string, cells: readonly string[]): string =>
      `<tr>${cells.map((text) => `<${tag} style="text-align:left">${escapeHtml(text)}</${tag}>`).join("")}</tr>`;
    const rows = this.table.map((cells, i) => row(i === 0 ? "th" : "td", cells)).join("");
    return {
      "text/html": `<div><b>${escapeHtml(this.sentence)}</b></div>${rows && `<table>${rows}</table>`}`,
      "text/plain": this.toString(),
    };
  }
}

/** A number as a table shows it: three digits. */
export const short = (value: number): string =>
  Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4
    ? `${Number(value.toPrecision(3))}`
    : value === 0
      ? "0"
      : value.toExponential(1);

export const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
