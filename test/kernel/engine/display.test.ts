import { describe, expect, test } from "vitest";
import { toBundle } from "../../../kernel/engine/cell/display/bundle.js";

const DISPLAY = Symbol.for("Jupyter.display");

describe("toBundle", () => {
  test("shows nothing for undefined", async () => {
    expect(await toBundle(undefined)).toBeUndefined();
  });

  test.each([
    [1, "1"],
    ["a\n'b'", `"a\\n'b'"`],
    [null, "null"],
    [10n, "10n"],
    [[1, 2], "[ 1, 2 ]"],
    [new Set([1]), "Set(1) { 1 }"],
    [new Float32Array([1, 2]), "Float32Array(2) [ 1, 2 ]"],
    [
      new (class Point {
        x = 1;
      })(),
      "Point { x: 1 }",
    ],
  ])("shows %s as Node does", async (value, text) => {
    expect(await toBundle(value)).toEqual({ data: { "text/plain": text }, metadata: {} });
  });

  test("asks the value itself, also one that answers later", async () => {
    const rich = { [DISPLAY]: () => Promise.resolve({ "text/html": "<b>x</b>" }) };
    expect(await toBundle(rich)).toEqual({ data: { "text/html": "<b>x</b>" }, metadata: {} });
  });

  test("shows what a getter throws in as text at least", async () => {
    const rows = [
      {
        get a(): number {
          throw new Error("not now");
        },
      },
    ];
    const text = "[ { a: [Getter] } ]";
    expect(await toBundle(rows)).toEqual({ data: { "text/plain": text }, metadata: {} });
  });

  test("says what a wrong answer was", async () => {
    await expect(toBundle({ [DISPLAY]: () => 3 })).rejects.toThrow(
      'Symbol.for("Jupyter.display"): expected an object of MIME types, got 3',
    );
  });

  test("shows an error with its message", async () => {
    const bundle = await toBundle(new RangeError("too far"));
    expect(bundle?.data["text/plain"]).toContain("too far");
  });

  test("draws an array of objects as a table", async () => {
    const bundle = await toBundle([
      { a: 1, b: "<i>" },
      { a: 2, c: [3] },
    ]);
    expect(bundle?.data["text/html"]).toBe(
      "<table><thead><tr><th></th><th>a</th><th>b</th><th>c</th></tr></thead><tbody>" +
        "<tr><th>0</th><td>1</td><td>&lt;i&gt;</td><td></td></tr>" +
        "<tr><th>1</th><td>2</td><td></td><td>[ 3 ]</td></tr></tbody></table>",
    );
    expect(bundle?.data["text/plain"]).toContain("{ a: 1, b: '<i>' }");
  });

  test("draws a Map as a table of keys", async () => {
    const bundle = await toBundle(new Map([["lr", 0.1]]));
    expect(bundle?.data["text/html"]).toContain("<tr><th>lr</th><td>0.1</td></tr>");
  });

  test("cuts long tables with a notice", async () => {
    const bundle = await toBundle(Array.from({ length: 1000 }, (_, i) => ({ i })));
    expect(bundle?.data["text/html"]).toContain("… and 950 more rows");
    const wide = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`c${i}`, i]));
    expect((await toBundle([wide]))?.data["text/html"]).toContain("… and 1 more column");
  });

  test("leaves mixed and empty arrays as text", async () => {
    expect((await toBundle([1, { a: 1 }]))?.data).not.toHaveProperty("text/html");
    expect((await toBundle([]))?.data).not.toHaveProperty("text/html");
  });
});
