import { describe, expect, test } from "vitest";
import { toBundle } from "../../../lib/display/bundle.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as linear from "../../../lib/layers/linear.js";
import { Random } from "../../../lib/random.js";
import { randn, tensor } from "../../../lib/tensor/create.js";
import { computationalGraph } from "../../../lib/trace/graph.js";
import { layOut } from "../../../lib/trace/graph-layout.js";
import { traceLayer } from "../../../lib/trace/record-trace.js";

const scalars = traceLayer(
  linear,
  { x: tensor([[1, 2]]), W: tensor([[3], [4]]), b: tensor([5]) },
  {},
  { dY: tensor([[2]]), title: "a < b" },
);
const rng = new Random(1);
const norm = traceLayer(batchNorm, { x: randn([6, 4], rng), gamma: randn([4], rng), beta: randn([4], rng) }); // prettier-ignore

/** The texts of a drawing that have this color, from left to right and from the top. */
const textsOf = (svg: string, color: string): string[] =>
  [...svg.matchAll(new RegExp(`<text [^>]*fill="${color}"[^>]*>([^<]*)</text>`, "g"))].map(([, text]) => text); // prettier-ignore
const [GREEN, RED] = ["#2f9e5b", "#d2485a"];

describe("computationalGraph", () => {
  test("has an edge for each read, and no node that nobody needs", () => {
    const { nodes, edges } = computationalGraph(norm);
    expect(nodes.map(({ entry }) => entry.name)).toEqual([
      "x",
      "gamma",
      "beta",
      "mean",
      "centered",
      "variance",
      "invStd",
      "xHat",
      "y",
    ]);
    expect(edges).toEqual([
      ["x", "mean"],
      ["x", "centered"],
      ["mean", "centered"],
      ["centered", "variance"],
      ["variance", "invStd"],
      ["centered", "xHat"],
      ["invStd", "xHat"],
      ["gamma", "y"],
      ["beta", "y"],
      ["xHat", "y"],
    ]);
  });

  test("draws values in green and gradients in red, the output's too", () => {
    const svg = computationalGraph(scalars).toSvg();
    expect(textsOf(svg, GREEN)).toEqual(["1, 2", "3, 4", "5", "16"]);
    expect(textsOf(svg, RED)).toEqual(["6, 8", "2, 4", "2", "2"]);
    expect(svg).toContain("<title>computational graph of a &lt; b</title>");
    expect(svg).not.toContain("NaN");
  });

  test("shows of large tensors shape, norm and a heat map, each with its gradient's", () => {
    const svg = computationalGraph(norm).toSvg();
    expect(svg.match(/<image /g)).toHaveLength(18);
    const { value } = norm.entry("x");
    const size = Math.sqrt(value.dot(value)).toPrecision(4);
    expect(textsOf(svg, GREEN)[0]).toBe(`(6, 4) ‖·‖ ${size}`);
  });

  test("draws the way back as well, with the values it needs as given", () => {
    const graph = computationalGraph(norm, { pass: "backward" });
    expect(graph.edges).toContainEqual(["dCentered", "dX"]);
    expect(graph.nodes.find(({ entry }) => entry.name === "xHat")?.entry.reads).toEqual([]);
    const svg = graph.toSvg();
    expect(textsOf(svg, RED)).toHaveLength(9);
    expect(textsOf(svg, GREEN)).toHaveLength(4);
  });

  test("has a text for those who see no pictures", () => {
    const bundle = toBundle(computationalGraph(scalars));
    expect(Object.keys(bundle)).toEqual(["text/html", "image/svg+xml", "text/plain"]);
    expect(bundle["text/plain"]).toBe(
      [
        "a < b",
        "    reads  step  formula     shape   value  gradient",
        "           x     given       (1, 2)  1, 2   dX 6, 8",
        "           W     given       (2, 1)  3, 4   dW 2, 4",
        "           b     given       (1)     5      dB 2",
        "x, W, b →  y     y = xW + b  (1, 1)  16     dY 2",
      ].join("\n"),
    );
  });
});

test("the layout puts each node to the right of what it reads, and no two on one place", () => {
  const { nodes, edges } = computationalGraph(norm);
  const sizes = new Map(nodes.map(({ entry }) => [entry.name, { width: 100, height: 40 }]));
  const { places, paths, width, height } = layOut(sizes, edges);
  const at = (name: string) => places.get(name) ?? { x: NaN, y: NaN, width: 0, height: 0 };
  edges.forEach(([from, to], i) => {
    expect(at(from).x + 100).toBeLessThan(at(to).x);
    const path = paths[i];
    expect(path[0]).toEqual({ x: at(from).x + 50, y: at(from).y });
    expect(path[path.length - 1]).toEqual({ x: at(to).x - 50, y: at(to).y });
  });
  const all = [...places.values()];
  for (const a of all) {
    expect(a.x - 50 >= 0 && a.x + 50 <= width && a.y - 20 >= 0 && a.y + 20 <= height).toBe(true);
    for (const b of all)
      if (a !== b) expect(Math.abs(a.x - b.x) >= 100 || Math.abs(a.y - b.y) >= 40).toBe(true);
  }
});
