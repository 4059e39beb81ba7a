import { ticks as niceTicks } from "d3-array";
import { colorAt, FRAME, GRID, SERIES } from "../colors.js";
import type {
  Scatter3dTrace,
  Scene,
  SceneAxis,
  SceneTrace,
  SurfaceTrace,
  Vector,
} from "../plotly-scene.js";
import type { Area } from "./axes.js";
import { element, px, text } from "./canvas.js";
import { drawMarker } from "./traces.js";

type Point = readonly [x: number, y: number];
type Project = (x: number, y: number, z: number) => { at: Point; depth: number };

/** More cells along an edge than this are not told apart, and make a large file. */
const MOST_CELLS = 30;
/** Beside the box, for numbers and titles. */
const ROOM = { x: 44, y: 34 };

const cross = (a: Vector, b: Vector): Vector => ({
  x: a.y * b.z - a.z * b.y,
  y: a.z * b.x - a.x * b.z,
  z: a.x * b.y - a.y * b.x,
});
const dot = (a: Vector, b: Vector): number => a.x * b.x + a.y * b.y + a.z * b.z;
function unit(a: Vector): Vector {
  const length = Math.hypot(a.x, a.y, a.z);
  return { x: a.x / length, y: a.y / length, z: a.z / length };
}

/** How far along its axis a value lies, from −½ to ½. */
const along = ({ range: [low, high] }: SceneAxis, value: number): number =>
  (value - low) / (high - low) - 0.5;

/** Parallel lines to the eye: where a point of the scene falls in the picture, and how far back it lies. */
function projection(scene: Scene, area: Area): Project {
  const { xaxis, yaxis, zaxis, aspectratio: size, camera } = scene;
  const forward = unit({ x: -camera.eye.x, y: -camera.eye.y, z: -camera.eye.z });
  const right = unit(cross(forward, { x: 0, y: 0, z: 1 }));
  const up = cross(right, forward);
  const onPlane = (p: Vector): Point => [dot(p, right), -dot(p, up)];
  const half = [-0.5, 0.5];
  const corners = half.flatMap((x) =>
    half.flatMap((y) => half.map((z) => onPlane({ x: x * size.x, y: y * size.y, z: z * size.z }))),
  );
  const [wide, high] = [0, 1].map((i) => 2 * Math.max(...corners.map((corner) => corner[i])));
  const zoom = Math.min((area.width - 2 * ROOM.x) / wide, (area.height - 2 * ROOM.y) / high);
  const center = [area.left + area.width / 2, area.top + area.height / 2];
  return (x, y, z) => {
    const p = {
      x: along(xaxis, x) * size.x,
      y: along(yaxis, y) * size.y,
      z: along(zaxis, z) * size.z,
    };
    const [a, b] = onPlane(p);
    return { at: [center[0] + zoom * a, center[1] + zoom * b], depth: dot(p, forward) };
  };
}

const write = (points: readonly Point[]): string =>
  points.map(([x, y]) => `${px(x)} ${px(y)}`).join("L");

/** Every how manieth grid line is drawn, the last one always among them. */
function thinned(count: number): number[] {
  const cells = Math.min(MOST_CELLS, count - 1);
  return Array.from({ length: cells + 1 }, (_, i) => Math.round((i * (count - 1)) / cells));
}

/** A surface as colored four-sided cells, the far ones first, a little darker where it is steep. */
function drawSurface(trace: SurfaceTrace, project: Project): string {
  const { x, y, z, cmin, cmax, colorscale } = trace;
  const [columns, rows] = [thinned(x.length), thinned(y.length)];
  const cells: { depth: number; path: string }[] = [];
  for (let a = 0; a + 1 < rows.length; a++)
    for (let b = 0; b + 1 < columns.length; b++) {
      const [i, I, j, J] = [rows[a], rows[a + 1], columns[b], columns[b + 1]];
      const corners = [[i, j], [i, J], [I, J], [I, j]]; // prettier-ignore
      const heights = corners.map(([row, column]) => z[row][column]);
      if (!heights.every(Number.isFinite)) continue;
      const points = corners.map(([row, column]) => project(x[column], y[row], z[row][column]));
      const mean = heights.reduce((sum, h) => sum + h, 0) / 4;
      const slope = (Math.max(...heights) - Math.min(...heights)) / (cmax - cmin);
      const light = 1 - 0.35 * Math.min(1, slope * 4);
      const color = colorAt(colorscale, (mean - cmin) / (cmax - cmin)).map((c) =>
        Math.round(c * light),
      );
      const fill = `#${color.map((c) => c.toString(16).padStart(2, "0")).join("")}`;
      const d = `M${write(points.map(({ at }) => at))}z`;
      // The line of the same color closes the hair cracks between cells.
      cells.push({
        depth: points.reduce((sum, p) => sum + p.depth, 0),
        path: element("path", { d, fill, stroke: fill }),
      });
    }
  const paths = cells.sort((p, q) => q.depth - p.depth).map(({ path }) => path);
  return element("g", { "stroke-width": 0.6, "stroke-linejoin": "round" }, paths.join(""));
}

function drawPoints(trace: Scatter3dTrace, project: Project): string {
  const points = trace.x.map((x, i) => project(x, trace.y[i], trace.z[i]).at);
  const drawn = (point: Point | undefined): boolean => point?.every(Number.isFinite) ?? false;
  const out: string[] = [];
  const { color = SERIES[0], width = 2 } = trace.line ?? {};
  if (trace.mode.includes("lines")) {
    const steps = points.map((point, i) =>
      drawn(point) ? `${drawn(points[i - 1]) ? "L" : "M"}${write([point])}` : "",
    );
    // Plotly measures lines in space more thinly than on paper.
    const style = { stroke: color, "stroke-width": width / 2, "stroke-linejoin": "round" };
    out.push(element("path", { d: steps.join("") || "M0 0", ...style }));
  }
  if (trace.mode.includes("markers"))
    for (const point of points.filter(drawn))
      out.push(drawMarker(point[0], point[1], trace.marker ?? {}, color));
  return out.join("");
}

/** The box's edges that the eye sees best, with numbers and titles outside of them. */
function drawBox(scene: Scene, project: Project): string {
  const { xaxis, yaxis, zaxis, camera } = scene;
  const near = (axis: SceneAxis, eye: number): number => axis.range[eye >= 0 ? 1 : 0];
  const far = (axis: SceneAxis, eye: number): number => axis.range[eye >= 0 ? 0 : 1];
  const [nx, ny] = [near(xaxis, camera.eye.x), near(yaxis, camera.eye.y)];
  const [fx, fy] = [far(xaxis, camera.eye.x), far(yaxis, camera.eye.y)];
  const [bottom, top] = zaxis.range;
  const line = (stroke: string, ...points: [number, number, number][]): string =>
    element("path", { d: `M${write(points.map((p) => project(...p).at))}`, stroke });
  const walls = [
    line(GRID, [fx, ny, bottom], [fx, fy, bottom], [nx, fy, bottom]),
    line(GRID, [fx, fy, bottom], [fx, fy, top], [fx, ny, top]),
    line(GRID, [fx, fy, top], [nx, fy, top], [nx, fy, bottom]),
    line(FRAME, [fx, ny, bottom], [nx, ny, bottom], [nx, fy, bottom]),
  ];
  // The upright edge at the left of the picture carries the heights.
  const left =
    project(fx, ny, bottom).at[0] < project(nx, fy, bottom).at[0]
      ? ([fx, ny] as const)
      : ([nx, fy] as const);
  walls.push(line(FRAME, [...left, bottom], [...left, top]));
  const middle = project((nx + fx) / 2, (ny + fy) / 2, (bottom + top) / 2).at;
  const label = (axis: SceneAxis, at: (value: number) => Point): string => {
    const [low, high] = axis.range;
    const values = axis.tickvals ?? niceTicks(low, high, 4);
    const side = at((low + high) / 2)[0] < middle[0] ? -1 : 1;
    const anchor = side < 0 ? "end" : "start";
    const upright = axis === zaxis;
    const marks = values.map((value, i) => {
      const [x, y] = at(value);
      const content = axis.ticktext?.[i] ?? String(value).replace("-", "−");
      return text(x + side * 5, y + (upright ? 4 : 13), content, { anchor, size: 11 });
    });
    const [x, y] = upright ? at(high) : at((low + high) / 2);
    const title = axis.title?.text ?? "";
    marks.push(
      upright
        ? text(x, y - 8, title, { anchor: "middle", size: 13 })
        : text(x + side * 26, y + 27, title, { anchor, size: 13 }),
    );
    return marks.join("");
  };
  return [
    ...walls,
    label(xaxis, (x) => project(x, ny, bottom).at),
    label(yaxis, (y) => project(nx, y, bottom).at),
    label(zaxis, (z) => project(...left, z).at),
  ].join("");
}

/** A scene seen from its camera's eye: the box, the surfaces, and all points in front of them. */
export function drawScene(scene: Scene, traces: readonly SceneTrace[], area: Area): string {
  const [x, y] = [scene.domain?.x ?? [0, 1], scene.domain?.y ?? [0, 1]];
  const project = projection(scene, {
    left: area.left + x[0] * area.width,
    top: area.top + (1 - y[1]) * area.height,
    width: (x[1] - x[0]) * area.width,
    height: (y[1] - y[0]) * area.height,
  });
  const surfaces = traces.filter((trace) => trace.type === "surface");
  const points = traces.filter((trace) => trace.type === "scatter3d");
  return [
    drawBox(scene, project),
    ...surfaces.map((trace) => drawSurface(trace, project)),
    ...points.map((trace) => drawPoints(trace, project)),
  ].join("");
}
