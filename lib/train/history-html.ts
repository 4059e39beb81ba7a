import { escapeHtml } from "../display/escape.js";
import type { EpochRecord } from "./epoch-record.js";

const [WIDTH, HEIGHT] = [240, 64];
/** As plots color them: training blue, validation orange. */
const COLORS = { trainLoss: "#3b82d6", valLoss: "#e0822a" };
const MOST_ROWS = 6;

/** The losses over the epochs as a small drawing, without axes: `trainingCurves` draws them large. */
function lossCurves(epochs: readonly EpochRecord[]): string {
  const names = ["trainLoss", "valLoss"] as const;
  const finite = epochs
    .flatMap((record) => names.map((name) => record[name] ?? NaN))
    .filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const x = (i: number): string =>
    (2 + ((WIDTH - 4) * i) / Math.max(1, epochs.length - 1)).toFixed(1);
  const y = (loss: number): string =>
    (HEIGHT - 4 - ((HEIGHT - 8) * (loss - low)) / (high - low || 1)).toFixed(1);
  const curves = names.map((name) => {
    const points = epochs.map((record) => record[name] ?? NaN);
    const steps = points.map((loss, i) => {
      if (!Number.isFinite(loss)) return "";
      return `${Number.isFinite(points[i - 1]) ? "L" : "M"}${x(i)} ${y(loss)}`;
    });
    const d = steps.join("");
    return d === "" ? "" : `<path d="${d}" fill="none" stroke="${COLORS[name]}" stroke-width="2"/>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" role="img">` +
    `<title>loss over the epochs</title>${curves.join("")}</svg>`
  );
}

/** Which epochs the table shows: the first, the last, the best and some between. */
function shown(epochs: readonly EpochRecord[], best: EpochRecord | undefined): EpochRecord[] {
  const count = Math.min(MOST_ROWS, epochs.length);
  const spread = Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * (epochs.length - 1)) / (count - 1)),
  );
  return epochs.filter((record, i) => spread.includes(i) || record.epoch === best?.epoch);
}

const percent = (share: number | undefined): string =>
  share === undefined || Number.isNaN(share) ? "" : `${(100 * share).toFixed(1)}%`;
const short = (loss: number | undefined): string => (loss === undefined ? "" : loss.toPrecision(4));

/** A run in HTML: its sentence, the curves of its losses and a table of some epochs, the best in bold. */
export function historyHtml(
  { epochs, best }: { epochs: readonly EpochRecord[]; best: EpochRecord | undefined },
  sentence: string,
): string {
  const heading = `<div>${escapeHtml(sentence)}</div>`;
  if (epochs.length === 0) return heading;
  const colored = (text: string, color: string): string =>
    `<span style="color:${color}">${text}</span>`;
  const columns: [heading: string, cell: (record: EpochRecord) => string][] = [
    ["epoch", ({ epoch }) => String(epoch)],
    [colored("loss", COLORS.trainLoss), ({ trainLoss }) => short(trainLoss)],
    ["accuracy", ({ trainAccuracy }) => percent(trainAccuracy)],
    [colored("validation loss", COLORS.valLoss), ({ valLoss }) => short(valLoss)],
    ["validation accuracy", ({ valAccuracy }) => percent(valAccuracy)],
  ];
  // Without a validation set, or without classes, there is nothing to say.
  const told = columns.filter(([, cell]) => epochs.some((record) => cell(record) !== ""));
  const cells = (tag: "th" | "td", texts: readonly string[]): string =>
    texts.map((text) => `<${tag} style="text-align:right">${text}</${tag}>`).join("");
  const head = told.map(([name]) => name);
  const rows = shown(epochs, best).map((record) => {
    const texts = told.map(([, cell]) => cell(record));
    const isBest = record.epoch === best?.epoch;
    return `<tr>${cells("td", isBest ? texts.map((text) => `<b>${text}</b>`) : texts)}</tr>`;
  });
  return (
    `${heading}<div style="display:flex;gap:24px;align-items:center;flex-wrap:wrap">` +
    `${lossCurves(epochs)}<table><tr>${cells("th", head)}</tr>${rows.join("")}</table></div>`
  );
}
