import { requireNumber, ShapeError, ValueError } from "../errors.js";
import { shapeText } from "../tensor/shape.js";
import { INK, SERIES } from "./colors.js";
import { Figure } from "./figure.js";
import type { Annotation, Axis, ScatterTrace } from "./plotly.js";

export type NormAxesOptions = {
  title?: string;
  /** (N, C, H, W), at most 12 images, 12 channels and 12 pixels; (4, 6, 2, 2) by default. */
  shape?: readonly number[];
  /** Into how many groups group norm parts the channels, a divisor of C; 2 by default. */
  groups?: number;
};

type Cell = readonly [n: number, c: number, p: number];
type Norm = { name: string; over: string; sharers: (cell: Cell) => boolean; means: number };

/** Where a corner of the block falls in the picture: channels to the right, images to the back, pixels up. */
const BACK = { x: 0.42, y: 0.34 };
const project = ([n, c, p]: Cell): [x: number, y: number] => [c + n * BACK.x, p + n * BACK.y];

/** Brightness of the three sides that are seen, so that the block looks like one. */
const SIDES = { front: 1, top: 1.12, right: 0.84 } as const;
type Side = keyof typeof SIDES;

const shade = (hex: string, light: number): string =>
  `#${[1, 3, 5]
    .map((i) => Math.min(255, Math.round(parseInt(hex.slice(i, i + 2), 16) * light)))
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("")}`;

/** The corners of one side of a cell. */
function corners(side: Side, [n, c, p]: Cell): Cell[] {
  if (side === "front") return [[n, c, p], [n, c + 1, p], [n, c + 1, p + 1], [n, c, p + 1]]; // prettier-ignore
  if (side === "top") return [[n, c, p + 1], [n, c + 1, p + 1], [n + 1, c + 1, p + 1], [n + 1, c, p + 1]]; // prettier-ignore
  return [
    [n, c + 1, p],
    [n + 1, c + 1, p],
    [n + 1, c + 1, p + 1],
    [n, c + 1, p + 1],
  ];
}

/** The cells whose given side is on the outside of the block (N, C, P). */
function outside(side: Side, [N, C, P]: Cell): Cell[] {
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  if (side === "front") return upTo(C).flatMap((c) => upTo(P).map((p): Cell => [0, c, p]));
  if (side === "top") return upTo(N).flatMap((n) => upTo(C).map((c): Cell => [n, c, P - 1]));
  return upTo(N).flatMap((n) => upTo(P).map((p): Cell => [n, C - 1, p]));
}

/** Cells of one side as one polygon trace. */
function polygons(side: Side, cells: readonly Cell[], color: string, told: string): ScatterTrace {
  const rings = cells.map((cell) => {
    const ring = corners(side, cell).map(project);
    return [...ring, ring[0], [NaN, NaN]];
  });
  return {
    type: "scatter",
    mode: "lines",
    x: rings.flat().map(([x]) => x),
    y: rings.flat().map(([, y]) => y),
    line: { color: "#5b6b80", width: 1 },
    fill: "toself",
    fillcolor: shade(color, SIDES[side]),
    hoveron: "fills",
    hoverinfo: "text",
    text: told,
    showlegend: false,
  };
}

function normsOf([N, C]: readonly number[], groups: number): Norm[] {
  const inGroup = C / groups;
  // The set in sight: the image in front, the channel at the right.
  return [
    { name: "Batch norm", over: "N, H, W", sharers: ([, c]) => c === C - 1, means: C },
    { name: "Layer norm", over: "C, H, W", sharers: ([n]) => n === 0, means: N },
    {
      name: "Instance norm",
      over: "H, W",
      sharers: ([n, c]) => n === 0 && c === C - 1,
      means: N * C,
    },
    {
      name: "Group norm",
      over: `C/${groups}, H, W`,
      sharers: ([n, c]) => n === 0 && c >= C - inGroup,
      means: N * groups,
    },
  ];
}

/**
 * Over which axes each normalization averages, as blocks of images × channels × pixels: the colored cells share one
 * mean and one variance, and so does every other set of the same form (the picture is that of Wu & He 2018,
 * https://arxiv.org/abs/1803.08494, drawn anew).
 *
 * @throws ShapeError if the shape is not four whole numbers from 1 on, or too large to draw; ValueError if the groups
 * do not divide C.
 *
 * @example
 * normAxes({ shape: [8, 4, 1, 3], groups: 2 }).text.includes("Group norm over C/2, H, W: 16 means of 6"); // true
 */
export function normAxes({
  shape = [4, 6, 2, 2],
  groups = 2,
  title,
}: NormAxesOptions = {}): Figure {
  const [N, C, H, W] = shape;
  const block: Cell = [N, C, H * W];
  if (
    shape.length !== 4 ||
    !shape.every((size) => Number.isInteger(size) && size >= 1) ||
    Math.max(...block) > 12
  )
    throw new ShapeError(
      `normAxes: shape must be (N, C, H, W) with N, C and H·W from 1 to 12, got ${shapeText(shape)}`,
    );
  requireNumber("normAxes", "groups", groups, { min: 1, integer: true });
  if (C % groups !== 0)
    throw new ValueError(`normAxes: groups must divide the ${C} channels, got ${groups}`);

  const [width, height] = [C + N * BACK.x, H * W + N * BACK.y];
  const norms = normsOf(shape, groups);
  const data: ScatterTrace[] = [];
  const annotations: Annotation[] = [];
  const axes: Record<string, Axis> = {};
  const facts: string[] = [];
  norms.forEach(({ name, over, sharers, means }, i) => {
    const suffix = i === 0 ? "" : String(i + 1);
    const [xref, yref] = [`x${suffix}`, `y${suffix}`];
    const each = (N * C * H * W) / means;
    const count = `${means} ${means === 1 ? "mean" : "means"} of ${each}`;
    facts.push(`${name} over ${over}: ${count}`);
    for (const side of ["front", "top", "right"] as const) {
      const cells = outside(side, block);
      const shared = cells.filter(sharers);
      const others = cells.filter((cell) => !sharers(cell));
      const told = `${name}: mean and variance over ${over}<br>${count} numbers each`;
      for (const trace of [
        polygons(side, others, "#dfe6ee", told),
        polygons(side, shared, SERIES[0], told),
      ])
        data.push({ ...trace, xaxis: xref, yaxis: yref });
    }
    const start = i * 0.25;
    axes[`xaxis${suffix}`] = {
      visible: false,
      range: [-1.1, width + 0.5],
      domain: [start, start + 0.235],
      anchor: yref,
    };
    axes[`yaxis${suffix}`] = {
      visible: false,
      range: [-1.4, height + 0.3],
      anchor: xref,
      scaleanchor: xref,
      constrain: "domain",
    };
    const note = (text: string, x: number, y: number, more: Partial<Annotation> = {}): void => {
      annotations.push({ text, x, y, xref, yref, xanchor: "center", yanchor: "middle", showarrow: false, ...more }); // prettier-ignore
    };
    note("C", C / 2, -0.5);
    note("H, W", -0.15, (H * W) / 2, { xanchor: "right" });
    note("N", C + (N * BACK.x) / 2 + 0.35, (N * BACK.y) / 2 - 0.25, { xanchor: "left" });
    const caption = (text: string, y: number, size: number, color = INK): void => {
      note(text, start + 0.1175, y, { xref: "paper", yref: "paper", font: { size, color } });
    };
    caption(name, 1.06, 15);
    caption(`over ${over}`, -0.06, 13, SERIES[0]);
    caption(count, -0.16, 12);
  });
  const heading = title ?? "Which numbers share a mean and a variance";
  return new Figure({
    data,
    text: `${title ?? "Which numbers share a mean"}, of ${shapeText(shape)}: ${facts.join("; ")}`,
    layout: {
      ...axes,
      title: { text: heading },
      height: 330,
      margin: { l: 12, r: 12, t: 84, b: 64 },
      showlegend: false,
      annotations,
    },
  });
}
