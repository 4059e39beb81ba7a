import { describe, expect, test } from "vitest";
import * as relu from "../../../lib/layers/relu.js";
import { tensor } from "../../../lib/tensor/create.js";
import { traceLayer } from "../../../lib/trace/record-trace.js";
import { Trace } from "../../../lib/trace/trace.js";

describe("exports", () => {
  const trace = traceLayer(relu, { x: tensor([[-1, 2.5]]) }, {}, { dY: tensor([[3, -4]]), title: "a, b" }); // prettier-ignore

  test("CSV has a line for every number, in full", () => {
    expect(trace.toCsv().split("\r\n")).toEqual([
      "pass,step,formula,reads,of,shape,index,value",
      "given,x,,,,1 2,0 0,-1",
      "given,x,,,,1 2,0 1,2.5",
      'forward,y,"y = \\max(0, x)",x,,1 2,0 0,0',
      'forward,y,"y = \\max(0, x)",x,,1 2,0 1,2.5',
      "upstream,dY,,,y,1 2,0 0,3",
      "upstream,dY,,,y,1 2,0 1,-4",
      "backward,dX,dx = dy \\cdot \\mathbf 1[x > 0],x dY,x,1 2,0 0,0",
      "backward,dX,dx = dy \\cdot \\mathbf 1[x > 0],x dY,x,1 2,0 1,-4",
      "",
    ]);
  });

  test("Markdown has a table each way, with formulas and gradients", () => {
    const text = trace.toMarkdown();
    expect(text).toContain(
      "| `y` | $y = \\max(0, x)$ | `x` | (1, 2) | \\[\\[0, 2.500\\]\\] | `dY` |",
    );
    expect(text).toContain("| `dX` | $dx = dy \\cdot \\mathbf 1[x > 0]$ | `x`, `dY` | (1, 2) | \\[\\[0, -4\\]\\] | `x` |"); // prettier-ignore
  });

  test("a page asks for nothing and escapes its title", () => {
    const page = new Trace("<b>", trace.entries).toHtml();
    expect(page).toContain("<title>&lt;b&gt;</title>");
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)|<link|src="(?!data:)/);
  });

  test("JSON keeps what numbers it has no word for, and float32", () => {
    const odd = tensor([NaN, Infinity, -Infinity, -0, 0.1], { dtype: "float32" });
    const json = JSON.stringify(traceLayer(relu, { x: odd }, {}, { backward: false }));
    const { value } = Trace.fromJSON(JSON.parse(json)).entry("x");
    expect(value.dtype).toBe("float32");
    expect(Array.from(value.data).every((v, i) => Object.is(v, odd.data[i]))).toBe(true);
  });

  test.each([
    [null, "the data must be of format gradlab.trace, got null"],
    [{ format: "x" }, 'the data must be of format gradlab.trace, got {"format":"x"}'],
    [{ ...trace.toJSON(), version: 2 }, "version must be 1, got 2"],
    [{ ...trace.toJSON(), entries: 3 }, "entries must be a list, got 3"],
  ])("refuses JSON that is no trace: %j", (json, message) => {
    expect(() => Trace.fromJSON(json)).toThrow(`Trace.fromJSON: ${message}`);
  });

  test.each([
    [{ name: "y" }, 'entries[2].name must be a name of its own, got "y"'],
    [{ reads: ["z"] }, 'entries[2].reads must be names of earlier entries, got ["z"]'],
    [{ of: "z" }, 'entries[2].of must be the name of an earlier entry, got "z"'],
    [{ pass: "sideways" }, 'entries[2].pass must be one of given, forward, upstream, backward, got "sideways"'], // prettier-ignore
    [{ value: { shape: [3], dtype: "float64", values: [1] } }, "entries[2].value.values must be 3 numbers, got 1"], // prettier-ignore
  ])("says which entry is not right: %j", (change, message) => {
    const json = trace.toJSON();
    json.entries[2] = { ...json.entries[2], ...change } as (typeof json.entries)[0];
    expect(() => Trace.fromJSON(json)).toThrow(`Trace.fromJSON: ${message}`);
  });
});
