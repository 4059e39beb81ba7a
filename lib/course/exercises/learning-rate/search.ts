import { SearchReport } from "../../../train/search/search-report.js";
import { logUniform, narrow, shareOf, type Range } from "../../../train/search/space.js";
import type { LogRange, Tried } from "./inputs.js";

/** A best value this near to an end of its range lies at the border. */
export const BORDER = 0.05;

const rangeOf = ({ low, high }: LogRange): Range => logUniform(low, high);

/** Whether a run is given up, and after how many losses. */
export function quitAt(
  losses: readonly number[],
  factor: number,
): { quit: boolean; spent: number } {
  const at = losses.findIndex((loss) => !(loss <= factor * losses[0]));
  return at < 0 ? { quit: false, spent: losses.length } : { quit: true, spent: at + 1 };
}

/** The library's report on these trials. */
const reportOf = (tried: readonly Tried[], space: Record<string, Range>): SearchReport => {
  const records = tried.map(({ score, ...params }, trial) => ({
    ...{ trial, round: 0, epochs: 1, params, score },
  }));
  return new SearchReport(records, space, space);
};

export function chosen(tried: readonly Tried[]): { lr: number; reg: number } {
  const { lr, reg } = reportOf(tried, {}).best.params;
  return { lr, reg };
}

/** Where a value lies in its range, and at which end, if at any. */
export function borderOf(
  value: number,
  range: LogRange,
): { share: number; at: "low" | "inside" | "high" } {
  const space = { lr: rangeOf(range) };
  const { atBorder } = reportOf([{ lr: value, reg: 0, score: 0 }], space);
  return { share: shareOf(space.lr, value) ?? NaN, at: "lr" in atBorder ? atBorder.lr : "inside" };
}

/** The range of the next round. */
export function narrowed(good: readonly number[], range: LogRange): LogRange {
  const { lr } = narrow(
    { lr: rangeOf(range) },
    good.map((value) => ({ lr: value })),
  );
  if (lr.kind === "choice") throw new TypeError("narrowed: expected a range, got a choice");
  return { low: lr.min, high: lr.max };
}
