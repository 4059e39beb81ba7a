import { describe, expect, test } from "vitest";
import { TERRAIN } from "../../../lib/plot/colors.js";
import { Figure } from "../../../lib/plot/figure.js";
import type { ContourTrace, Layout, ScatterTrace, Trace } from "../../../lib/plot/plotly.js";
import { SLIDER_HEIGHT, controls } from "../../../lib/plot/plotly-animation.js";
import type { Scene } from "../../../lib/plot/plotly-scene.js";

const along = [0, 1, 2, 3, 4];
const contour = (height: (x: number, y: number) => number): ContourTrace => ({
  type: "contour",
  x: along,
  y: along,
  z: along.map((y) => along.map((x) => height(x, y))),
  ...{ zmin: 0, zmax: 4, colorscale: TERRAIN, autocontour: false, showscale: false },
  contours: { start: 1.5, end: 2.5, size: 1 },
  line: { color: "#010203", width: 1 },
});
const scene: Scene = {
  xaxis: { range: [0, 4], title: { text: "across" } },
  yaxis: { range: [0, 4] },
  zaxis: { range: [0, 1], tickvals: [0, 1], ticktext: ["low", "top"] },
  camera: { eye: { x: 1, y: 1, z: 1 }, projection: { type: "orthographic" } },
  aspectmode: "manual",
  aspectratio: { x: 1, y: 1, z: 1 },
};
const margin = { l: 50, r: 50, t: 50, b: 50 };
const draw = (data: Trace[], layout: Layout): string =>
  new Figure({ data, layout: { width: 500, height: 500, margin, ...layout } }).toSvg();

describe("contours in the still image", () => {
  const axes: Layout = { xaxis: { range: [0, 4] }, yaxis: { range: [0, 4] } };

  test("run where the height is that of the line", () => {
    const svg = draw([contour((x) => x)], axes);
    const bands = [...svg.matchAll(/<path d="([^"]*)" fill="[^"]*" stroke="#010203"/g)];
    expect(bands).toHaveLength(2);
    // x = 1.5 of 4 lies at 50 + 400 · 1.5/4 = 200.
    const xs = [...bands[0][1].matchAll(/[ML](-?[\d.]+) /g)].map(([, x]) => Number(x));
    expect(Math.min(...xs)).toBeCloseTo(200, 0);
  });

  test("are cut off at the edges of their plot, as lines are that leave it", () => {
    const svg = (x: number): string => {
      const line: ScatterTrace = { type: "scatter", mode: "lines", x: [1, x], y: [1, 1] };
      return draw([line], axes);
    };
    expect(draw([contour((x) => x)], axes)).toContain('viewBox="50 50 400 400"');
    expect(svg(9)).toContain('viewBox="50 50 400 400"');
    expect(svg(3)).not.toContain('viewBox="50 50 400 400"');
  });

  test("have units of one length where one axis is tied to the other", () => {
    const line: ScatterTrace = { type: "scatter", mode: "markers", x: [0, 4], y: [0, 2] };
    const yaxis = { range: [0, 2], scaleanchor: "x", constrain: "domain" };
    const svg = draw([line], { xaxis: { range: [0, 4] }, yaxis } as Layout);
    const points = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
    const [[, x0, y0], [, x1, y1]] = points;
    expect(Number(x1) - Number(x0)).toBeCloseTo(400, 6);
    expect(Number(y0) - Number(y1)).toBeCloseTo(200, 6);
  });
});

describe("a scene in the still image", () => {
  const surface = (z: number[][]): Trace => ({
    ...{ type: "surface", x: [0, 4], y: [0, 4], z },
    ...{ cmin: 0, cmax: 1, colorscale: TERRAIN, showscale: false },
  });

  test("draws a cell for each four points, the near ones over the far ones", () => {
    const z = along.map((y) => along.map((x) => (x + y) / 8));
    const svg = draw([{ ...surface(z), x: along, y: along } as Trace], { scene });
    const cells = [...svg.matchAll(/<path d="M([\d.]+) ([\d.]+)L[^"]*z" fill="(#\w+)"/g)];
    expect(cells).toHaveLength(16);
    // The eye is at the high corner, so the far, low and bright corner is drawn first.
    const light = (hex: string): number => parseInt(hex.slice(1, 3), 16);
    expect(light(cells[0][3])).toBeGreaterThan(light(cells[15][3]));
  });

  test("puts a higher point higher up, and one farther along x to its side of the picture", () => {
    const points: Trace = {
      ...{ type: "scatter3d", mode: "markers", x: [2, 2, 4], y: [2, 2, 2], z: [0, 1, 0] },
      marker: { color: "#123456" },
    };
    const svg = draw([points], { scene });
    const circles = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
    const [low, high, along] = circles.map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
    expect(high.y).toBeLessThan(low.y - 50);
    expect(high.x).toBeCloseTo(low.x, 0);
    // From the corner (+, +), x runs to the left and y to the right, both toward the viewer.
    expect(along.x).toBeLessThan(low.x - 50);
    expect(along.y).toBeGreaterThan(low.y);
  });

  test("names its axes and their ticks, and stays in its frame", () => {
    const svg = draw([surface([[0, 1], [1, 0]])], { scene }); // prettier-ignore
    for (const word of ["across", "low", "top"]) expect(svg).toContain(`>${word}</text>`);
    const [xs, ys] = [/ x="(-?[\d.]+)"/g, / y="(-?[\d.]+)"/g].map((pattern) =>
      [...svg.matchAll(pattern)].map(([, value]) => Number(value)),
    );
    expect(Math.min(...xs, ...ys)).toBeGreaterThan(0);
    expect(Math.max(...xs, ...ys)).toBeLessThan(500);
  });

  test("leaves gaps where a value is not finite", () => {
    const svg = draw([surface([[0, NaN], [1, 0]])], { scene }); // prettier-ignore
    expect(svg).not.toMatch(/NaN/);
  });
});

test("the still image has no room for a slider that it does not have", () => {
  const frames = [{ name: "0", data: [], traces: [] }];
  const layout = { height: 500, ...controls(frames, { prefix: "", duration: 1 }) };
  expect(new Figure({ data: [], layout, frames }).toSvg()).toContain(
    `height="${500 - SLIDER_HEIGHT}"`,
  );
});

test("numbers as colors become colors of their scale, with a bar beside the plot", () => {
  const marker = { color: [0, 4], cmin: 0, cmax: 4, colorscale: TERRAIN, showscale: true };
  const svg = draw([{ type: "scatter", mode: "markers", x: [1, 2], y: [1, 2], marker }], {});
  expect(svg).toContain('fill="rgb(251,250,247)"');
  expect(svg).toContain('fill="rgb(138,133,124)"');
  expect(svg).toContain("<image");
});
