import { DISPLAY, type MimeBundle } from "../display/bundle.js";
import { ValueError } from "../errors.js";
import { stridesOf, shapeText, type Shape } from "../tensor/shape.js";
import { Report } from "./report.js";

/** One entry of a gradient: by the backward pass, and by central differences. */
export type GradCheckEntry = {
  /** Its place, in row-major order. */
  index: number;
  analytic: number;
  numeric: number;
  /** |a − n| / max(1, |a| + |n|). */
  error: number;
  /** CS231n's measure: |a − n| / max(1e-8, |a| + |n|). */
  relative: number;
  /** At a kink there is no derivative: not judged. */
  kink: boolean;
};

/** What the check of one gradient found; `index`, `analytic` and `numeric` are those of its worst entry. */
export type GradCheckRow = {
  name: string;
  gradient: string;
  formula: string;
  shape: Shape;
  error: number;
  index: number;
  analytic: number;
  numeric: number;
  kinks: number;
  entries: readonly GradCheckEntry[];
};

/**
 * The result of `gradCheck`: a row for each gradient, in the order of the backward pass.
 *
 * @example
 * const report = gradCheck(relu, { x: tensor([-1, 2]) });
 * report instanceof GradCheckReport; // true
 * report.ok; // true
 */
export class GradCheckReport {
  constructor(
    readonly rows: readonly GradCheckRow[],
    readonly tolerance: number,
    readonly h: number,
  ) {}

  /** Whether every gradient is within the tolerance (NaN is not). */
  get ok(): boolean {
    return this.rows.every((row) => this.passes(row));
  }

  /** The largest error of all. */
  get worst(): number {
    return Math.max(0, ...this.rows.map((row) => row.error));
  }

  passes({ error }: GradCheckRow): boolean {
    return error <= this.tolerance;
  }

  /** The error of the gradient of the value called `name`. */
  errorOf(name: string): number | undefined {
    return this.rows.find((row) => row.name === name || row.gradient === name)?.error;
  }

  /**
   * One gradient entry by entry, the worst first, at most `most` (20 by default) of them.
   *
   * @throws ValueError if there is no such gradient.
   *
   * @example
   * const report = gradCheck(relu, { x: tensor([1, 0, -1]) });
   * report.entriesOf("dX").details.length; // 3
   */
  entriesOf(name: string, { most = 20 } = {}): Report<readonly GradCheckEntry[]> {
    const row = this.rows.find((one) => one.name === name || one.gradient === name);
    if (!row)
      throw new ValueError(
        `GradCheckReport: ${name} is not known, expected one of ${this.rows.map(({ gradient }) => gradient).join(", ")}`,
      );
    const judged = row.entries.filter(({ kink }) => !kink);
    const wrong = judged.filter(({ error }) => !(error <= this.tolerance)).length;
    const kinks = row.kinks > 0 ? `, ${row.kinks} at a kink` : "";
    const message = `${judged.length - wrong} of ${row.entries.length} entries agree, ${wrong} are wrong${kinks}`;
    const worst = [...row.entries].sort((a, b) => b.error - a.error).slice(0, most);
    const table = [
      ["entry", "backward", "differences", "error", "relative", ""],
      ...worst.map((entry) => [
        placeText(entry.index, row.shape),
        entry.analytic.toPrecision(8),
        entry.numeric.toPrecision(8),
        entry.error.toExponential(1),
        entry.relative.toExponential(1),
        entry.kink ? "kink" : entry.error <= this.tolerance ? "" : "WRONG",
      ]),
    ];
    return new Report(row.gradient, wrong === 0, message, row.entries, table);
  }

  private summary(): string {
    const wrong = this.rows.filter((row) => !this.passes(row)).map((row) => row.gradient);
    const count = this.rows.length;
    const agree = count === 1 ? "the gradient agrees" : `all ${count} gradients agree`;
    const differ = count === 1 ? "the gradient is" : `${wrong.length} of ${count} gradients are`;
    return wrong.length === 0
      ? `gradient check: ${agree} with central differences, worst error ${this.worst.toExponential(1)}`
      : `gradient check: ${differ} wrong: ${wrong.join(", ")}`;
  }

  private note(row: GradCheckRow): string {
    const kinks = row.kinks > 0 ? `${row.kinks} at a kink, not judged` : "";
    const worst = this.passes(row)
      ? ""
      : `entry ${row.index}: backward says ${row.analytic.toPrecision(6)}, differences say ${row.numeric.toPrecision(6)}`;
    return [worst, kinks].filter(Boolean).join("; ");
  }

  toString(): string {
    const lines = this.rows.map((row) => {
      const mark = this.passes(row) ? "ok   " : "WRONG";
      const shape = shapeText(row.shape).padEnd(12);
      return `  ${mark} ${row.gradient.padEnd(10)} ${shape} ${row.error.toExponential(1)}  ${this.note(row)}`.trimEnd();
    });
    return [this.summary(), ...lines].join("\n");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    const cell = (text: string): string => `<td style="text-align:left">${text}</td>`;
    const rows = this.rows.map((row) => {
      const mark = this.passes(row) ? "✓" : "✗";
      const cells = [
        mark,
        row.gradient,
        shapeText(row.shape),
        row.error.toExponential(1),
        this.note(row),
      ];
      return `<tr>${cells.map(cell).join("")}</tr>`;
    });
    const head = ["", "gradient", "shape", "error", ""].map(
      (text) => `<th style="text-align:left">${text}</th>`,
    );
    return {
      "text/html": `<div><b>${this.summary()}</b></div><table><tr>${head.join("")}</tr>${rows.join("")}</table>`,
      "text/plain": this.toString(),
    };
  }
}

/** `[1, 2]`: an index in row-major order as one along each axis. */
const placeText = (index: number, shape: Shape): string =>
  `[${stridesOf(shape)
    .map((stride, axis) => Math.floor(index / stride) % shape[axis])
    .join(", ")}]`;
