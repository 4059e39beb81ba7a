import { describe, expect, test } from "vitest";
import { toBundle } from "../../../lib/display/bundle.js";
import { traceTable } from "../../../lib/plot/trace-table.js";
import { tex, type Entry } from "../../../lib/step.js";
import { ones, tensor, zeros } from "../../../lib/tensor/create.js";

const entries: Entry[] = [
  { name: "mean", formula: tex`\mu = \tfrac1N \sum_i x_i`, value: tensor([1, 3]) },
  { name: "centered", formula: tex`c_i = x_i - \mu`, value: tensor([[-1, 0.5], [1, NaN]]) }, // prettier-ignore
  { name: "loss", formula: "L", value: tensor(2.5) },
];
const html = (list: Entry[]): string => toBundle(traceTable(list))["text/html"] as string;

describe("traceTable", () => {
  test("writes formulas as MathML, which needs no fonts or scripts", () => {
    expect(html(entries).match(/<math /g)).toHaveLength(3);
    expect(html(entries)).not.toMatch(/<script|<link|katex-html|url\(/);
  });

  test("has one row a step, each with a picture of its value", () => {
    expect(html(entries).match(/<tr/g)).toHaveLength(4);
    expect(html(entries).match(/<img alt="heat map of a tensor \(/g)).toHaveLength(3);
  });

  test("aligns its text and counts what is not finite", () => {
    expect(String(traceTable(entries))).toBe(
      [
        "step      formula        shape     min    mean    max",
        "mean      μ = 1/N ∑ᵢ xᵢ  (2)         1       2      3",
        "centered  cᵢ = xᵢ − μ    (2, 2)     -1  0.1667      1  1 not finite",
        "loss      L              ()      2.500   2.500  2.500",
      ].join("\n"),
    );
  });

  test("shows a large value by some of its cells", () => {
    expect(html([{ name: "W", formula: "W", value: ones([3072, 500]) }])).toContain(
      "width:96px;height:32px",
    );
  });

  test("a step without entries has no picture and no numbers", () => {
    const text = String(traceTable([{ name: "x", formula: "x", value: zeros([0, 3]) }]));
    expect(text).toContain("(0, 3)    –     –    –");
  });

  test("a name cannot bring tags into the page, and a broken formula is shown as it is", () => {
    const broken = html([{ name: "<b>", formula: tex`\frac{`, value: ones([1]) }]);
    expect(broken).toContain("&lt;b&gt;");
    expect(broken).toContain(String.raw`\frac{`);
  });

  test("refuses an empty trace", () => {
    expect(() => traceTable([])).toThrow(
      "traceTable: expected at least one recorded step, got none",
    );
  });
});
