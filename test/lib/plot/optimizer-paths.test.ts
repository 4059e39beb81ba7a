import { describe, expect, test } from "vitest";
import * as adam from "../../../lib/optim/adam.js";
import { optimizePath } from "../../../lib/optim/optimize-path.js";
import * as sgd from "../../../lib/optim/sgd.js";
import { beale, bowl, rosenbrock, saddle } from "../../../lib/optim/surfaces.js";
import { optimizerPaths } from "../../../lib/plot/optimizer-paths.js";
import type { ContourTrace, ScatterTrace, Trace } from "../../../lib/plot/plotly.js";
import type { Scatter3dTrace } from "../../../lib/plot/plotly-scene.js";
import { zeros } from "../../../lib/tensor/create.js";

const surface = bowl({ condition: 4 });
const walk = (steps: number, lr = 0.1) =>
  optimizePath(sgd, surface, [-4, 1], { steps, options: { lr } });
const scatters = (data: Trace[]): ScatterTrace[] =>
  data.filter((trace) => trace.type === "scatter");

describe("optimizerPaths", () => {
  test("draws the very points that the optimizer visited", () => {
    const path = walk(5);
    const { data } = optimizerPaths(surface, { SGD: path }, { view: "contour" });
    const whole = scatters(data).find(({ name }) => name === "SGD");
    expect(whole?.x).toEqual(
      Array.from({ length: 6 }, (_, step) => Number(path.points.data[2 * step].toPrecision(5))),
    );
    expect(whole?.y[0]).toBe(1);
    expect(whole?.y).toHaveLength(6);
  });

  test("is the same for the same paths", () => {
    const draw = () => JSON.stringify(optimizerPaths(surface, { SGD: walk(8) }));
    expect(draw()).toBe(draw());
  });

  test("has a map and a surface side by side, or one of them", () => {
    const types = (view: "both" | "contour" | "surface") =>
      new Set(optimizerPaths(surface, { SGD: walk(2) }, { view }).data.map(({ type }) => type));
    expect(types("both")).toEqual(new Set(["contour", "scatter", "surface", "scatter3d"]));
    expect(types("contour")).toEqual(new Set(["contour", "scatter"]));
    expect(types("surface")).toEqual(new Set(["surface", "scatter3d"]));
  });

  test("moves every head to where its optimizer is after so many updates", () => {
    const [long, short] = [walk(4), walk(2)];
    const { data, frames = [] } = optimizerPaths(surface, { long, short }, { view: "contour" });
    expect(frames.map(({ name }) => name)).toEqual(["0", "1", "2", "3", "4"]);
    const headsAt = (frame: number, path: number): number | undefined => {
      const { data: moved, traces } = frames[frame];
      expect((data[traces[2 * path + 1]] as ScatterTrace).marker?.size).toBe(9);
      return (moved[2 * path + 1] as ScatterTrace).x[0];
    };
    const xOf = (path: typeof long, step: number): number =>
      Number(path.points.data[2 * step].toPrecision(5));
    expect(headsAt(3, 0)).toBe(xOf(long, 3));
    expect(headsAt(1, 1)).toBe(xOf(short, 1));
    expect(headsAt(3, 1)).toBe(xOf(short, 2)); // it waits at its end
  });

  test("makes at most 61 moments of a long path, the last one its end", () => {
    const { frames = [], layout } = optimizerPaths(surface, { SGD: walk(500, 0.01) });
    expect(frames).toHaveLength(61);
    expect(frames[60].name).toBe("500");
    expect(layout.sliders?.[0].steps).toHaveLength(61);
    expect(layout.sliders?.[0].active).toBe(60);
  });

  test("does not move without an update, or if it is not asked to", () => {
    expect(optimizerPaths(surface, { SGD: walk(0) }).frames).toBeUndefined();
    const still = optimizerPaths(surface, { SGD: walk(3) }, { animate: false });
    expect(still.frames).toBeUndefined();
    expect(still.layout.sliders).toBeUndefined();
  });

  test("draws steep walls by their logarithm, and a bowl as it is", () => {
    const top = (name: "rosenbrock" | "beale" | "bowl" | "saddle", heights?: "linear" | "log") => {
      const on = { rosenbrock, beale, saddle, bowl: surface }[name];
      const path = optimizePath(adam, on, on.start, { steps: 1 });
      const { data } = optimizerPaths(on, { Adam: path }, { view: "contour", heights });
      return (data[0] as ContourTrace).zmax;
    };
    expect(top("rosenbrock")).toBeCloseTo(Math.log10(1 + 2509), 10); // at (±2, −1)
    expect(top("rosenbrock", "linear")).toBe(2509);
    expect(top("beale")).toBeLessThan(6);
    expect(top("bowl")).toBe((5 ** 2 + 4 * 2 ** 2) / 2);
    expect(top("saddle")).toBe(2);
  });

  test("leaves out in space what lies outside of the view", () => {
    const path = optimizePath(sgd, saddle, [0, 1], { steps: 10, options: { lr: 0.3 } });
    const { data } = optimizerPaths(saddle, { SGD: path }, { view: "surface" });
    const { y, z } = data[1] as Scatter3dTrace;
    expect(y.map((value) => Math.abs(value) <= 2)).toEqual(z.map(Number.isFinite));
    expect(z.some(Number.isNaN)).toBe(true);
  });

  test("marks the minimum, if there is one", () => {
    const names = (on: typeof saddle) =>
      optimizerPaths(on, { SGD: optimizePath(sgd, on, on.start, { steps: 1 }) }).data.map(({ name }) => name); // prettier-ignore
    expect(names(rosenbrock)).toContain("minimum");
    expect(names(saddle)).not.toContain("minimum");
  });

  test("says what the shades of a map alone mean", () => {
    const svg = (view: "both" | "contour") =>
      optimizerPaths(surface, { SGD: walk(2) }, { view }).toSvg();
    expect(svg("contour")).toMatch(/<\/svg><image .*>f<\/text>/); // beside the plot, not cut off by it
    expect(svg("both")).not.toContain("<image");
  });

  test("says where each path began and ended", () => {
    expect(optimizerPaths(surface, { SGD: walk(1) }).text).toBe(
      "Optimizers on bowl, 1 updates: SGD 10 → 7.200",
    );
  });

  test("has a still image of both without numbers that are none", () => {
    const diverging = walk(60, 3);
    const svg = optimizerPaths(surface, { diverging, SGD: walk(5) }).toSvg();
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(svg.match(/<path/g)?.length).toBeGreaterThan(900); // the cells of the surface
  });

  test("says what is wrong with its input", () => {
    expect(() => optimizerPaths(surface, {})).toThrow(
      "optimizerPaths: expected at least one path, got none",
    );
    const path = walk(1);
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [String(i), path]));
    expect(() => optimizerPaths(surface, many)).toThrow(
      "optimizerPaths: expected at most 8 paths, one a color, got 9",
    );
    expect(() => optimizerPaths(surface, { a: { ...path, points: zeros([2, 3]) } })).toThrow(
      "optimizerPaths: the points of a must have shape (steps + 1, 2), got (2, 3)",
    );
    expect(() => optimizerPaths(surface, { a: { ...path, values: zeros([3]) } })).toThrow(
      "optimizerPaths: a must have a value for each of its 2 points, got 3",
    );
    expect(() => optimizerPaths(surface, { a: path }, { view: "side" as "both" })).toThrow(
      'optimizerPaths: view must be "both" or "contour" or "surface", got "side"',
    );
    expect(() => optimizerPaths(surface, { a: path }, { heights: "root" as "log" })).toThrow(
      'optimizerPaths: heights must be "linear" or "log", got "root"',
    );
  });
});
