import { describe, expect, test } from "vitest";
import { SERIES } from "../../../lib/plot/colors.js";
import { normAxes } from "../../../lib/plot/norm-axes.js";
import type { ScatterTrace } from "../../../lib/plot/plotly.js";

/** How many cells of each panel's front are colored: a cell is five points and a gap. */
const coloredInFront = (figure: ReturnType<typeof normAxes>): number[] =>
  (figure.data as ScatterTrace[])
    .filter(({ fillcolor }) => fillcolor === SERIES[0])
    .map(({ x }) => x.length / 6);

describe("normAxes", () => {
  test("colors the numbers that share a mean: of the front, channel, image, both, and group", () => {
    // 6 channels across, 4 pixels up.
    expect(coloredInFront(normAxes())).toEqual([4, 24, 4, 12]);
    expect(coloredInFront(normAxes({ groups: 6 }))).toEqual([4, 24, 4, 4]);
    expect(coloredInFront(normAxes({ groups: 1 }))).toEqual([4, 24, 4, 24]);
  });

  test("counts the means and what goes into each", () => {
    expect(normAxes({ shape: [4, 6, 2, 2], groups: 3 }).text).toBe(
      "Which numbers share a mean, of (4, 6, 2, 2): Batch norm over N, H, W: 6 means of 16; " +
        "Layer norm over C, H, W: 4 means of 24; Instance norm over H, W: 24 means of 4; " +
        "Group norm over C/3, H, W: 12 means of 8",
    );
  });

  test("draws one image of one channel too", () => {
    expect(normAxes({ shape: [1, 1, 1, 1], groups: 1 }).toSvg()).not.toMatch(/NaN|Infinity/);
  });

  test("says what is wrong with its input", () => {
    for (const shape of [
      [4, 6, 2],
      [4, 13, 2, 2],
      [4, 6, 4, 4],
      [0, 6, 2, 2],
      [4, 6, 1.5, 2],
    ])
      expect(() => normAxes({ shape })).toThrow(
        `normAxes: shape must be (N, C, H, W) with N, C and H·W from 1 to 12, got (${shape.join(", ")})`,
      );
    expect(() => normAxes({ groups: 4 })).toThrow(
      "normAxes: groups must divide the 6 channels, got 4",
    );
    expect(() => normAxes({ groups: 0 })).toThrow(
      "normAxes: groups must be an integer of at least 1, got 0",
    );
  });
});
