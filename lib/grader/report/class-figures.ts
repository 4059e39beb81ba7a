import { SERIES } from "../../plot/colors.js";
import { Figure } from "../../plot/figure.js";
import type { Standing } from "./standing.js";
import type { ItemStatistics } from "./statistics.js";

/** How many students have how many points, to the nearest whole one. */
export function scoresFigure(standings: readonly Standing[]): Figure {
  const most = Math.max(1, Math.ceil(standings[0].max));
  const counts = new Array<number>(most + 1).fill(0);
  for (const { total } of standings) counts[Math.min(most, Math.round(total))]++;
  return new Figure({
    data: [
      {
        type: "bar",
        x: counts.map((_, points) => points),
        y: counts,
        width: 0.8,
        marker: { color: SERIES[0] },
      },
    ],
    layout: {
      title: { text: "Points" },
      height: 300,
      xaxis: { title: { text: "points" }, range: [-0.6, most + 0.6], showgrid: false },
      yaxis: {
        title: { text: "students" },
        rangemode: "tozero",
        dtick: Math.max(1, Math.ceil(Math.max(...counts) / 5)),
      },
    },
  });
}

/** What share of each step's points the class got, a color for each part. */
export function stepsFigure(items: readonly ItemStatistics[]): Figure {
  const parts = [...new Set(items.map(({ part }) => part))];
  return new Figure({
    data: parts.map((part, i) => {
      const own = items.flatMap((item, x) => (item.part === part ? [{ x, y: item.share }] : []));
      return {
        type: "bar",
        name: part,
        x: own.map(({ x }) => x),
        y: own.map(({ y }) => y),
        width: 0.7,
        marker: { color: SERIES[i % SERIES.length] },
      };
    }),
    layout: {
      title: { text: "Share of points" },
      height: 360,
      margin: { l: 64, r: 24, t: 60, b: 110 },
      xaxis: {
        tickvals: items.map((_, x) => x),
        ticktext: items.map(({ step }) => step),
        tickangle: -45,
        showgrid: false,
        range: [-0.6, items.length - 0.4],
      },
      yaxis: { range: [0, 1], tickformat: ".0%" },
    },
  });
}
