import { ShapeError, ValueError } from "../errors.js";
import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { SEQUENTIAL } from "./colors.js";
import { Figure } from "./figure.js";
import type { Annotation } from "./plotly.js";
import { textWidth } from "./static/canvas.js";

export type ConfusionMatrixOptions = {
  title?: string;
  /** The names of the K classes; 0, 1, 2, … by default. */
  classes?: readonly string[];
};

/** With more classes than this, counts no longer fit into the cells. */
const MOST_WRITTEN = 16;
const MOST_CLASSES = 200;
/** How high a cell is at most, and how wide; the width of a still image. */
const [CELL_HEIGHT, CELL_WIDTH, WIDTH] = [44, 88, 760];

function requireCounts(counts: Tensor, classes: readonly string[] | undefined): void {
  const where = "confusionMatrix";
  const [rows, columns] = counts.shape;
  if (counts.rank !== 2 || rows !== columns || rows === 0)
    throw new ShapeError(`${where}: counts must have shape (K, K), got ${shapeText(counts.shape)}`);
  if (rows > MOST_CLASSES)
    throw new ValueError(`${where}: expected at most ${MOST_CLASSES} classes, got ${rows}`);
  if (classes !== undefined && classes.length !== rows)
    throw new ShapeError(`${where}: expected ${rows} class names, got ${classes.length}`);
  const bad = counts.data.find((count) => !Number.isInteger(count) || count < 0);
  if (bad !== undefined)
    throw new ValueError(`${where}: counts must be whole numbers of at least 0, got ${bad}`);
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? "none" : `${((100 * part) / whole).toFixed(1)}%`;

/**
 * Which classes are taken for which: counts (K, K) from `confusionCounts`, the true classes down, the predicted ones
 * across. The color is the share of the row, so that classes of different size can be compared; on the diagonal that
 * is the recall. The pointer tells recall and precision.
 *
 * @throws ShapeError if counts is not (K, K) or the names are not K; ValueError if an entry is no count.
 *
 * @example
 * confusionMatrix(confusionCounts([0, 0, 1, 1], [0, 1, 1, 1]), { classes: ["cat", "dog"] }).text;
 * // "Confusion: 3 of 4 right (75.0%); most often cat taken for dog (1)"
 */
export function confusionMatrix(
  counts: Tensor,
  { title = "Confusion", classes }: ConfusionMatrixOptions = {},
): Figure {
  requireCounts(counts, classes);
  const K = counts.shape[0];
  const names = classes ?? Array.from({ length: K }, (_, k) => String(k));
  const { data } = counts;
  const all = Array.from({ length: K }, (_, k) => k);
  const at = (i: number, j: number): number => data[i * K + j];
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  const rowSums = all.map((i) => sum(all.map((j) => at(i, j))));
  const columnSums = all.map((j) => sum(all.map((i) => at(i, j))));
  const shares = all.map((i) => all.map((j) => (rowSums[i] === 0 ? NaN : at(i, j) / rowSums[i])));
  const safe = (name: string): string => name.replace(/</g, "&lt;");
  const told = all.map((i) =>
    all.map((j) => {
      const count = `${safe(names[i])} taken for ${safe(names[j])}: ${at(i, j)} of ${rowSums[i]} (${percent(at(i, j), rowSums[i])})`;
      const recall = `recall of ${safe(names[i])}: ${percent(at(i, i), rowSums[i])}`;
      const precision = `precision of ${safe(names[j])}: ${percent(at(j, j), columnSums[j])}`;
      return [count, recall, precision].join("<br>");
    }),
  );
  const longest = Math.max(...names.map((name) => textWidth(name)));
  const [left, right] = [Math.round(52 + longest), 96];
  const cell = Math.min(CELL_HEIGHT, 480 / K);
  const slanted = longest + 6 > (WIDTH - left - right) / K;
  const bottom = Math.round(slanted ? 48 + longest * 0.71 : 56);
  const width = left + right + K * CELL_WIDTH;
  const ticks = { tickvals: all, ticktext: [...names], showgrid: false };
  return new Figure({
    data: [
      {
        type: "heatmap",
        z: shares,
        zmin: 0,
        zmax: 1,
        colorscale: SEQUENTIAL,
        hoverongaps: false,
        colorbar: {
          thickness: 14,
          title: { text: "share of row" },
          tickvals: [0, 0.5, 1],
          ticktext: ["0%", "50%", "100%"],
        },
        text: told,
        hovertemplate: "%{text}<extra></extra>",
      },
    ],
    text: `${title}: ${summary(counts, names)}`,
    layout: {
      title: { text: title },
      ...(width < WIDTH && { width }),
      height: Math.round(64 + K * cell + bottom),
      margin: { l: left, r: right, t: 64, b: bottom },
      xaxis: {
        ...ticks,
        ...(slanted && { tickangle: -45 }),
        title: { text: "predicted" },
        range: [-0.5, K - 0.5],
      },
      yaxis: { ...ticks, title: { text: "true" }, range: [K - 0.5, -0.5] },
      annotations: K > MOST_WRITTEN ? [] : written(shares, at),
    },
  });
}

/** The counts in their cells, dark on bright and bright on dark; a cell without any stays empty. */
function written(shares: number[][], at: (i: number, j: number) => number): Annotation[] {
  return shares.flatMap((row, i) =>
    row.flatMap((share, j): Annotation[] => {
      if (!(share > 0)) return [];
      const color = share > 0.6 ? "#111111" : "#ffffff";
      const place = { x: j, y: i, xref: "x", yref: "y" };
      const font = { size: 12, color };
      return [{ ...place, text: String(at(i, j)), showarrow: false, font, xanchor: "center", yanchor: "middle" }]; // prettier-ignore
    }),
  );
}

/** How many were right, and the error made most often. */
function summary(counts: Tensor, names: readonly string[]): string {
  const K = names.length;
  let [right, total, worst] = [0, 0, -1];
  counts.data.forEach((count, n) => {
    total += count;
    if (n % (K + 1) === 0) right += count;
    else if (count > (worst < 0 ? 0 : counts.data[worst])) worst = n;
  });
  if (total === 0) return "no examples";
  const [i, j] = [Math.floor(worst / K), worst % K];
  const error = `; most often ${names[i]} taken for ${names[j]} (${formatNumber(counts.data[worst])})`;
  return `${right} of ${total} right (${percent(right, total)})${worst < 0 ? "" : error}`;
}
