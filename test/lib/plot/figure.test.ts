import { Script } from "node:vm";
import { describe, expect, test } from "vitest";
import { toBundle } from "../../../lib/display/bundle.js";
import { Figure } from "../../../lib/plot/figure.js";
import { scriptSafe } from "../../../lib/plot/page.js";
import { PAGE_SCRIPT } from "../../../lib/plot/page-script.js";

const line = (name: string, y: number[]): Figure =>
  new Figure({
    data: [{ type: "scatter", mode: "lines", name, x: y.map((_, i) => i), y }],
    layout: { title: { text: "Training" } },
  });

const htmlOf = (figure: Figure): string => toBundle(figure)["text/html"] as string;

describe("the bundle of a figure", () => {
  test("has a Plotly figure, HTML, a still image and a line of text", () => {
    const bundle = toBundle(line("loss", [2.3, 1.1]));
    expect(Object.keys(bundle)).toEqual([
      "application/vnd.plotly.v1+json",
      "text/html",
      "image/svg+xml",
      "text/plain",
    ]);
    expect(bundle["text/plain"]).toBe("Training: loss 2.300 → 1.100");
  });

  test("writes numbers that are not finite as null, which is JSON and leaves a gap", () => {
    const bundle = toBundle(line("loss", [1, NaN, Infinity]));
    expect(bundle["application/vnd.plotly.v1+json"]).toMatchObject({
      data: [{ y: [1, null, null] }],
    });
    expect(bundle["text/html"]).toContain('"y":[1,null,null]');
  });

  test("carries the still image as a data URI with the text beside it", () => {
    const figure = line("loss", [2, 1]);
    const [, alt, uri] = /<img alt="([^"]*)" src="([^"]*)"/.exec(htmlOf(figure)) ?? [];
    expect(alt).toBe(figure.text);
    const svg = Buffer.from(uri.replace("data:image/svg+xml;base64,", ""), "base64").toString();
    expect(svg).toBe(figure.toSvg());
  });

  test("is the same for the same figure", () => {
    expect(toBundle(line("loss", [2, 1]))).toEqual(toBundle(line("loss", [2, 1])));
  });

  test("paints no paper, so that the page's own background shows", () => {
    expect(line("loss", [1]).toJSON().layout).toMatchObject({
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
    });
  });
});

describe("escaping", () => {
  const nasty = `</script><!-- "quoted" & 'more' <img src=x onerror=alert(1)>\u2028`;
  const figure = new Figure({
    data: [{ type: "scatter", mode: "lines", name: nasty, x: [1], y: [1] }],
    layout: { title: { text: nasty } },
  }).named(nasty);

  test("a name that closes the script, opens a comment or a tag stays text", () => {
    const html = htmlOf(figure);
    expect(html.match(/<\/script/g)).toHaveLength(1);
    expect(html).not.toContain("<!--");
    expect(html.match(/<img/g)).toHaveLength(1);
  });

  test("the SVG has no tag that the drawing did not make", () => {
    expect(figure.toSvg()).not.toMatch(/<script|<img|<!--/);
  });

  test("scriptSafe gives JSON that reads as before", () => {
    const json = JSON.stringify({ nasty });
    expect(scriptSafe(json)).not.toMatch(/[<\u2028]/);
    expect(JSON.parse(scriptSafe(json))).toEqual({ nasty });
  });
});

describe("a named figure", () => {
  test("keeps its zoom: Plotly gets its id as uirevision", () => {
    const figure = line("loss", [1]).named("curves-1");
    expect(figure.toJSON().layout).toMatchObject({ uirevision: "curves-1" });
    expect(htmlOf(figure)).toContain('data-id="curves-1"');
  });

  test("is otherwise the same figure", () => {
    const figure = line("loss", [1]);
    expect(figure.named("a").data).toBe(figure.data);
    expect(figure.id).toBeUndefined();
  });
});

test("the page script is one JavaScript function without a closing script tag", () => {
  expect(() => new Script(`(${PAGE_SCRIPT})`)).not.toThrow();
  expect(PAGE_SCRIPT).not.toContain("</");
});
