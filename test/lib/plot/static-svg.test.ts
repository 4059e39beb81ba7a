import { describe, expect, test } from "vitest";
import { Figure } from "../../../lib/plot/figure.js";
import { colorAt, colorRange, DIVERGING, SEQUENTIAL } from "../../../lib/plot/colors.js";
import type { Axis, ScatterTrace } from "../../../lib/plot/plotly.js";

const scatter = (y: number[], more: Partial<ScatterTrace> = {}): ScatterTrace => ({
  type: "scatter",
  mode: "lines",
  x: y.map((_, i) => i),
  y,
  line: { color: "#123456" },
  ...more,
});

const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content]) => content);

const draw = (data: ScatterTrace[], yaxis: Axis = {}, xaxis: Axis = {}): string =>
  new Figure({ data, layout: { xaxis, yaxis } }).toSvg();

describe("the still image", () => {
  test("is an SVG of the size of the figure with the figure's text as its title", () => {
    const figure = new Figure({ data: [scatter([1, 2])], layout: { width: 400, height: 200 } });
    const svg = figure.toSvg();
    expect(svg).toContain('viewBox="0 0 400 200"');
    expect(svg).toContain(`<title>${figure.text}</title>`);
  });

  test("names title, axes and traces", () => {
    const svg = new Figure({
      data: [scatter([1, 2], { name: "first" }), scatter([2, 1], { name: "second" })],
      layout: {
        title: { text: "A title" },
        xaxis: { title: { text: "epoch" } },
        yaxis: { title: { text: "loss" } },
      },
    }).toSvg();
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["A title", "epoch", "loss", "first", "second"]),
    );
  });

  test("breaks a line where a value is not finite", () => {
    const path = /d="([^"]*)" stroke="#123456"/.exec(draw([scatter([1, 2, NaN, 2, 1])]))?.[1];
    expect(path?.match(/M/g)).toHaveLength(2);
    expect(path).not.toContain("NaN");
  });

  test("draws a larger value higher up", () => {
    const [, low, high] = /M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)" stroke="#123456"/.exec(
      draw([scatter([1, 2])]),
    ) as RegExpExecArray;
    expect(Number(high)).toBeLessThan(Number(low));
  });

  test("writes percent, whole steps and powers of ten where the axis asks for them", () => {
    expect(
      texts(draw([scatter([0, 1])], { range: [0, 1], dtick: 0.5, tickformat: ".0%" })),
    ).toEqual(expect.arrayContaining(["0%", "50%", "100%"]));
    expect(texts(draw([scatter([0, 1])], {}, { range: [0, 2], dtick: 1 }))).toEqual(
      expect.arrayContaining(["0", "1", "2"]),
    );
    expect(texts(draw([scatter([1e-5, 1, 1e5])], { type: "log" }))).toEqual(
      expect.arrayContaining(["10⁻⁴", "1", "10⁴"]),
    );
  });

  test("leaves out what a log axis cannot show", () => {
    const svg = draw([scatter([0, 1, 10])], { type: "log" });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test("holds no NaN for a trace without points or with one value only", () => {
    expect(draw([scatter([])])).not.toMatch(/NaN|Infinity/);
    expect(draw([scatter([5])])).not.toMatch(/NaN|Infinity/);
    expect(draw([scatter([NaN])])).not.toMatch(/NaN|Infinity/);
  });
});

describe("colors", () => {
  test("a scale gives its stops and mixes between them", () => {
    expect(colorAt([[0, "#000000"], [1, "#ffffff"]], 0.5)).toEqual([128, 128, 128]); // prettier-ignore
    expect(colorAt(SEQUENTIAL, 0)).toEqual([0x44, 0x01, 0x54]);
    expect(colorAt(SEQUENTIAL, 2)).toEqual([0xfd, 0xe7, 0x25]);
  });

  test("values of both signs get a scale that is white at zero", () => {
    const { zmin, zmax, colorscale } = colorRange(-1, 3);
    expect([zmin, zmax, colorscale]).toEqual([-3, 3, DIVERGING]);
    expect(colorAt(colorscale, 0.5)).toEqual([0xf7, 0xf7, 0xf7]);
    expect(colorRange(0, 2)).toEqual({ zmin: 0, zmax: 2, colorscale: SEQUENTIAL });
  });
});
