import { describe, expect, test } from "vitest";
import { ALARM } from "../../../lib/plot/colors.js";
import type { ScatterTrace } from "../../../lib/plot/plotly.js";
import { searchScatter } from "../../../lib/plot/search-scatter.js";
import { SearchReport } from "../../../lib/train/search/search-report.js";
import {
  choice,
  linearUniform,
  logUniform,
  type Params,
  type Space,
} from "../../../lib/train/search/space.js";

const space: Space = { lr: logUniform(1e-5, 1e-1), reg: logUniform(1e-4, 1) };
const report = (trials: [Params, score: number, quit?: boolean][], over = space): SearchReport =>
  new SearchReport(
    trials.map(([params, score, quit = false], trial) => ({
      ...{ trial, round: 0, epochs: 1, params, score, quit },
    })),
    over,
    over,
  );
const three = report([
  [{ lr: 1e-4, reg: 1e-2 }, 0.3],
  [{ lr: 1e-3, reg: 1e-1 }, 0.5],
  [{ lr: 5e-2, reg: 1e-3 }, 0.1, true],
]);
const traces = (figure: ReturnType<typeof searchScatter>): ScatterTrace[] =>
  figure.data as ScatterTrace[];

describe("searchScatter", () => {
  test("places trials by their hyperparameters, on logarithmic axes where the ranges are", () => {
    const figure = searchScatter(three);
    const { layout } = figure;
    const [failed, done, best] = traces(figure);
    expect([failed.x, failed.y]).toEqual([[5e-2], [1e-3]]);
    expect([done.x, done.y]).toEqual([[1e-4, 1e-3], [1e-2, 1e-1]]); // prettier-ignore
    expect(done.marker).toMatchObject({ color: [0.3, 0.5], cmin: 0.3, cmax: 0.5 });
    expect([best.x, best.y]).toEqual([[1e-3], [1e-1]]);
    expect([layout.xaxis?.type, layout.yaxis?.type]).toEqual(["log", "log"]);
  });

  test("flags the end of a range at which the best lies, and no other", () => {
    const alarms = (figure: ReturnType<typeof searchScatter>) =>
      (figure.layout.shapes ?? []).filter(({ line }) => line.color === ALARM);
    expect(alarms(searchScatter(three))).toEqual([]);
    const bordering = searchScatter(report([[{ lr: 9e-2, reg: 1e-2 }, 0.5]]));
    expect(alarms(bordering)).toMatchObject([{ x0: 0.1, x1: 0.1, y0: 0, y1: 1 }]);
    expect(bordering.layout.annotations?.map(({ text }) => text)).toEqual([
      "the best lies at the high end of lr: search on beyond it",
    ]);
    expect(bordering.text).toContain("lr lies at the high border");
    const below = searchScatter(report([[{ lr: 1e-3, reg: 1.1e-4 }, 0.5]]));
    expect(alarms(below)).toMatchObject([{ y0: 1e-4, y1: 1e-4, x0: 0, x1: 1 }]);
  });

  test("draws the score upward where one hyperparameter was searched", () => {
    const figure = searchScatter(
      report([[{ p: 0.3 }, 0.4], [{ p: 0.6 }, 0.2]], { p: linearUniform(0, 1) }), // prettier-ignore
    );
    expect(traces(figure)[1]).toMatchObject({ x: [0.6, 0.3], y: [0.2, 0.4] });
    expect(figure.layout.xaxis?.type).toBe("linear");
    expect(figure.layout.yaxis?.title?.text).toBe("validation accuracy");
  });

  test("takes the hyperparameters that it is told, and ranges of choices", () => {
    const wide: Space = { ...space, hidden: choice([50, 100]) };
    const figure = searchScatter(report([[{ lr: 1e-3, reg: 0.1, hidden: 50 }, 0.5]], wide), {
      x: "hidden",
      y: "lr",
    });
    expect(traces(figure)[1]).toMatchObject({ x: [50], y: [1e-3] });
    expect(figure.toSvg()).not.toMatch(/NaN|Infinity/);
  });

  test("gives a trial without a number a cross", () => {
    const figure = searchScatter(report([[{ lr: 1e-3, reg: 0.1 }, NaN]]));
    expect(traces(figure)[0].x).toEqual([1e-3]);
    expect(traces(figure)[1].x).toEqual([]);
    expect(figure.toSvg()).not.toMatch(/NaN(?! with)|Infinity/); // the text names the score
  });

  test("says what is wrong with its input", () => {
    expect(() => searchScatter(report([]))).toThrow(
      "searchScatter: report must have at least one trial, got none",
    );
    expect(() => searchScatter(three, { y: "depth" })).toThrow(
      'searchScatter: y must be "lr" or "reg", got "depth"',
    );
  });
});
