import { DISPLAY, type Displayable, type MimeBundle } from "../../display/bundle.js";
import { escapeHtml } from "../../display/escape.js";
import { shareOf, type Space } from "./space.js";
import { byScore, type TrialRecord } from "./trial.js";

/** A best value this near to an end of its range, as a share of it, lies at the border. */
const BORDER = 0.05;
const SHOWN = 10;

/**
 * What a search found: the best first.
 *
 * @example
 * const trial = ({ lr }) => ({ score: -lr });
 * const report = await randomSearch(trial, { space: { lr: choice([1, 2]) }, seed: 1 });
 * report instanceof SearchReport; // true
 * report.best.params.lr; // 1
 */
export class SearchReport implements Displayable {
  readonly records: readonly TrialRecord[];

  /** `space`: the ranges of the search; `last`: those of its last round. */
  constructor(
    records: readonly TrialRecord[],
    readonly space: Space,
    readonly last: Space,
  ) {
    this.records = [...records].sort((a, b) => byScore(a, b) || a.trial - b.trial);
  }

  get best(): TrialRecord {
    return this.records[0];
  }

  /**
   * The names whose best value lies at the border of the first range or beyond, each with its end: the range should go
   * on there.
   */
  get atBorder(): Record<string, "low" | "high"> {
    const found: Record<string, "low" | "high"> = {};
    for (const [name, range] of Object.entries(this.space)) {
      const share = shareOf(range, this.best.params[name]);
      if (share !== undefined && share < BORDER) found[name] = "low";
      if (share !== undefined && share > 1 - BORDER) found[name] = "high";
    }
    return found;
  }

  private get sentence(): string {
    const { best, records } = this;
    const quit = records.filter((record) => record.quit).length;
    const values = Object.entries(best.params).map(([name, value]) => `${name} ${short(value)}`);
    const border = Object.entries(this.atBorder).map(([name, end]) => {
      return `; ${name} lies at the ${end} border of its range: search on beyond it`;
    });
    const early = quit === 0 ? "" : `, ${quit} given up early`;
    return `search: best of ${records.length} trials${early}: ${short(best.score)} with ${values.join(", ")}${border.join("")}`;
  }

  private get rows(): string[][] {
    const names = Object.keys(this.space);
    const head = ["trial", "epochs", ...names, "score", ""];
    const rows = this.records.slice(0, SHOWN).map(({ trial, epochs, params, score, quit }) => {
      const values = names.map((name) => short(params[name]));
      return [`${trial}`, `${epochs}`, ...values, short(score), quit ? "given up" : ""];
    });
    return [head, ...rows];
  }

  toString(): string {
    const { rows } = this;
    const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
    const lines = rows.map((row) => row.map((text, i) => text.padEnd(widths[i])).join("  "));
    return [this.sentence, ...lines.map((line) => `  ${line}`.trimEnd())].join("\n");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    const [head, ...rows] = this.rows;
    const line = (tag: string, row: string[]): string =>
      `<tr>${row.map((text) => `<${tag} style="text-align:left">${escapeHtml(text)}</${tag}>`).join("")}</tr>`;
    const body = rows.map((row) => line("td", row)).join("");
    return {
      "text/html": `<div><b>${escapeHtml(this.sentence)}</b></div><table>${line("th", head)}${body}</table>`,
      "text/plain": this.toString(),
    };
  }
}

const short = (value: number): string => `${Number(value.toPrecision(3))}`;
