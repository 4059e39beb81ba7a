import { shapeText, type Shape } from "../tensor/shape.js";

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
};

/** The result of `gradCheck`: a row for each gradient, in the order of the backward pass. */
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
  [Symbol.for("Jupyter.display")](): Record<string, string> {
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
