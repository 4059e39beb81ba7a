import { requireOneOf, ShapeError, ValueError } from "../errors.js";
import type { OptimizerPath } from "../optim/optimize-path.js";
import type { Surface } from "../optim/surfaces.js";
import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import { SERIES } from "./colors.js";
import { Figure } from "./figure.js";
import type { Frame, Layout, Trace } from "./plotly.js";
import { controls, SLIDER_HEIGHT } from "./plotly-animation.js";
import { mapOf, type SurfaceMap } from "./surface-map.js";

export type OptimizerPathsOptions = {
  title?: string;
  /** The map with its lines of equal height, the surface in space, or both side by side (the default). */
  view?: "both" | "contour" | "surface";
  /**
   * "log" draws heights as log₁₀(1 + height above the lowest), which shows a narrow valley between high walls; by
   * default it is chosen where the highest point is more than five times the mean.
   */
  heights?: "linear" | "log";
  /** Play, pause and a slider through the updates; true by default. */
  animate?: boolean;
};

/** More moments than this make a large file, and no smoother a film. */
const MOST_FRAMES = 60;
/** How many of the last updates trail behind the moving point. */
const TRAIL = 6;
const SYMBOLS = ["circle", "square", "diamond"] as const;

/** A path as the picture needs it: short numbers, and nothing outside of the view in space. */
type Walk = {
  name: string;
  color: string;
  x: number[];
  y: number[];
  values: number[];
  z: number[];
};

const shortened = (values: ArrayLike<number>): number[] =>
  Array.from(values, (value) => Number(value.toPrecision(5)));

function walkOf(map: SurfaceMap, name: string, path: OptimizerPath, i: number): Walk {
  const { points } = path;
  if (points.rank !== 2 || points.shape[1] !== 2 || points.shape[0] === 0)
    throw new ShapeError(
      `optimizerPaths: the points of ${name} must have shape (steps + 1, 2), got ${shapeText(points.shape)}`,
    );
  if (path.values.size !== points.shape[0])
    throw new ShapeError(
      `optimizerPaths: ${name} must have a value for each of its ${points.shape[0]} points, got ${path.values.size}`,
    );
  const at = points.data;
  const x = shortened(at.filter((_, k) => k % 2 === 0));
  const y = shortened(at.filter((_, k) => k % 2 === 1));
  const values = shortened(path.values.data);
  const z = values.map((value, k) => (map.holds(x[k], y[k]) ? map.lifted(value) : NaN));
  return { name, color: SERIES[i % SERIES.length], x, y, values, z: shortened(z) };
}

/** The whole path, its trail and its head; what the pointer tells is on the path. */
function traces(walk: Walk, i: number, at: number, space: boolean): Trace[] {
  const { name, color } = walk;
  const symbol = SYMBOLS[i % SYMBOLS.length];
  const told = walk.values.map((value, k) => `update ${k}: ${formatNumber(value)}`);
  const common = { name, legendgroup: name };
  const marker = { size: space ? 4 : 9, symbol, color, line: { width: 1, color: "#ffffff" } };
  const hovertemplate = `%{text}<extra>${name.replace(/</g, "&lt;")}</extra>`;
  const [trail, head] = moment(walk, at, space);
  const type = space ? "scatter3d" : "scatter";
  const whole = space ? { x: walk.x, y: walk.y, z: walk.z } : { x: walk.x, y: walk.y };
  const quiet = { showlegend: false, hoverinfo: "skip" };
  return [
    { ...common, ...whole, type, mode: "lines", line: { color, width: space ? 4 : 1.6 }, text: told, hovertemplate, showlegend: false },
    { ...common, ...trail, ...quiet, type, mode: "lines", line: { color, width: space ? 8 : 4 } },
    { ...common, ...head, ...(space ? quiet : { hoverinfo: "skip" }), type, mode: "lines+markers", line: { color, width: space ? 8 : 4 }, marker, showlegend: !space },
  ] as Trace[]; // prettier-ignore
}

/** Trail and head after so many updates; a path that is shorter waits at its end. */
function moment({ x, y, z }: Walk, updates: number, space: boolean): Partial<Trace>[] {
  const last = Math.min(updates, x.length - 1);
  const part = (from: number): Partial<Trace> => {
    const cut = (values: number[]): number[] => values.slice(from, last + 1);
    return { x: cut(x), y: cut(y), ...(space && { z: cut(z) }) };
  };
  return [part(Math.max(0, last - TRAIL)), part(last)];
}

/** The updates at which the film stops: all, or evenly many of them, the last always among them. */
function stops(updates: number): number[] {
  const count = Math.min(updates, MOST_FRAMES);
  return Array.from({ length: count + 1 }, (_, i) => Math.round((i * updates) / count));
}

/**
 * The ways of optimizers down a function of two numbers, on its map and on its surface: who zig-zags, who is stuck,
 * who overshoots. It can be played, or moved through with a slider; the still image shows the whole paths.
 *
 * `paths`: by name, from `optimizePath`. A path is drawn as far as the surface's view goes.
 *
 * @throws ShapeError without paths, or if one is not of points (steps + 1, 2) with a value each; ValueError if an
 * option is none of its words.
 *
 * @example
 * const bowl = surfaces.bowl();
 * const walk = (optimizer, options) => optimizePath(optimizer, bowl, bowl.start, { steps: 40, options });
 * optimizerPaths(bowl, { SGD: walk(sgd, { lr: 0.09 }), momentum: walk(momentum, { lr: 0.02 }) });
 */
export function optimizerPaths(
  surface: Surface,
  paths: Record<string, OptimizerPath>,
  { title, view = "both", heights, animate = true }: OptimizerPathsOptions = {},
): Figure {
  const where = "optimizerPaths";
  requireOneOf(where, "view", view, ["both", "contour", "surface"]);
  if (heights !== undefined) requireOneOf(where, "heights", heights, ["linear", "log"]);
  const entries = Object.entries(paths);
  if (entries.length === 0) throw new ShapeError(`${where}: expected at least one path, got none`);
  if (entries.length > SERIES.length)
    throw new ValueError(
      `${where}: expected at most ${SERIES.length} paths, one a color, got ${entries.length}`,
    );
  const map = mapOf(surface, heights);
  const walks = entries.map(([name, path], i) => walkOf(map, name, path, i));
  const updates = Math.max(...walks.map(({ x }) => x.length)) - 1;

  const spaces = view === "both" ? [false, true] : [view === "surface"];
  const data: Trace[] = [];
  /** For the film: which trace is which walk's trail or head. */
  const moving: { walk: Walk; space: boolean; trail: number }[] = [];
  for (const space of spaces) {
    data.push(space ? map.surface : map.contour(view === "contour"));
    if (!space && map.minimum !== undefined) data.push(map.minimum);
    for (const [i, walk] of walks.entries()) {
      moving.push({ walk, space, trail: data.length + 1 });
      data.push(...traces(walk, i, updates, space));
    }
    // The surface alone has no other legend.
    if (view === "surface") for (const { trail } of moving) data[trail + 1].showlegend = true;
  }
  const frames = stops(updates).map((stop): Frame => ({
    name: String(stop),
    data: moving.flatMap(({ walk, space }) => moment(walk, stop, space)),
    traces: moving.flatMap(({ trail }) => [trail, trail + 1]),
  }));
  const films = animate && updates > 0;
  const heading = title ?? `Optimizers on ${surface.name}`;
  const ends = walks.map(({ name, values }) => {
    return `${name} ${formatNumber(values[0])} → ${formatNumber(values[values.length - 1])}`;
  });
  return new Figure({
    data,
    text: `${heading}, ${updates} updates: ${ends.join("; ")}`,
    layout: {
      title: { text: heading },
      height: 430 + (films ? SLIDER_HEIGHT : 0),
      margin: {
        l: 56,
        r: view === "contour" ? 96 : 12,
        t: 60,
        b: 52 + (films ? SLIDER_HEIGHT : 0),
      },
      showlegend: true,
      ...axesFor(map, spaces),
      ...(films && controls(frames, { prefix: "update ", duration: 80 })),
    },
    ...(films && { frames }),
  });
}

/** The plane at the left, the scene at the right, or one alone. */
function axesFor(map: SurfaceMap, spaces: boolean[]): Partial<Layout> {
  const both = spaces.length === 2;
  return {
    ...(!spaces[0] && map.axes(both ? [0, 0.47] : [0, 1])),
    ...(spaces.includes(true) && { scene: map.scene(both ? [0.5, 1] : [0, 1]) }),
  };
}
