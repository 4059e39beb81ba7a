import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { arange, tensor, zeros } from "../../../lib/tensor/create.js";
import { formatNumber } from "../../../lib/tensor/format.js";

type Rich = Record<symbol, () => Record<string, string>>;
const html = (x: object): string => (x as Rich)[Symbol.for("Jupyter.display")]()["text/html"];

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [3, "3"],
    [-12.3456, "-12.35"],
    [0.5, "0.5000"],
    [0.00012345, "1.234e-4"],
    [123456.5, "1.235e+5"],
    [12345678, "1.235e+7"],
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
  ])("writes %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe("a tensor as text", () => {
  it("shows shape, dtype and aligned numbers", () => {
    expect(
      tensor([
        [1, -20.5],
        [300, 4],
      ]).toString(),
    ).toBe("tensor (2, 2) float64\n[[     1 -20.50]\n [   300      4]]");
  });

  it("shows a scalar and an empty tensor", () => {
    expect(tensor(2.5, { dtype: "float32" }).toString()).toBe("tensor () float32\n2.500");
    expect(zeros([0, 3]).toString()).toBe("tensor (0, 3) float64\n[]");
  });

  it("shows matrices of a stack apart", () => {
    expect(arange(8).reshape(2, 2, 2).toString()).toBe(
      "tensor (2, 2, 2) float64\n[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]]",
    );
  });

  it("leaves out the middle of long axes", () => {
    expect(arange(100).toString()).toBe("tensor (100) float64\n[ 0  1  2 … 97 98 99]");
    const tall = arange(200).reshape(100, 2).toString().split("\n");
    expect(tall).toHaveLength(8);
    expect(tall[4]).toBe(" …");
  });

  it("shows a view as it is seen", () => {
    expect(arange(4).reshape(2, 2).T.toString()).toBe("tensor (2, 2) float64\n[[0 2]\n [1 3]]");
  });

  it("is what console.log and template strings show", () => {
    const x = arange(2);
    expect(inspect(x)).toBe(x.toString());
    expect(String(x)).toBe(x.toString());
  });
});

describe("a tensor as HTML", () => {
  const cells = (text: string): string[] =>
    [...text.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map((match) => match[1]);

  it("is a table with shape and dtype above", () => {
    const text = html(
      tensor([
        [1, 2],
        [3, 4.5],
      ]),
    );
    expect(text).toContain("tensor (2, 2) float64");
    expect(text.match(/<tr>/g)).toHaveLength(2);
    expect(cells(text)).toEqual(["1", "2", "3", "4.500"]);
  });

  it("shows a scalar, a vector and nothing", () => {
    expect(cells(html(tensor(3)))).toEqual(["3"]);
    expect(cells(html(tensor([3, 4])))).toEqual(["3", "4"]);
    expect(html(zeros([2, 0]))).toContain("no entries");
  });

  it("shows the first matrix of a stack and says so", () => {
    const text = html(arange(12).reshape(3, 2, 2));
    expect(cells(text)).toEqual(["0", "1", "2", "3"]);
    expect(text).toContain("[0, :, :]");
  });

  it("leaves out the middle of long axes", () => {
    expect(cells(html(arange(400).reshape(20, 20)))).toHaveLength(7 * 7);
  });

  it("comes with the text for viewers without HTML", () => {
    const x = arange(2);
    const bundle = (x as unknown as Rich)[Symbol.for("Jupyter.display")]();
    expect(bundle["text/plain"]).toBe(x.toString());
  });
});
