import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  formatNotebook,
  parseNotebook,
  readNotebook,
  writeNotebook,
} from "../../../kernel/notebook/format.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = temporaryFolder("format");

const whole = {
  cells: [
    { cell_type: "markdown", id: "a", metadata: {}, source: ["# One\n", "two"] },
    {
      cell_type: "code",
      execution_count: 1,
      id: "b",
      metadata: { tags: ["x"] },
      outputs: [
        { name: "stdout", output_type: "stream", text: ["1\n", "2\n"] },
        {
          data: { "application/vnd.plotly.v1+json": { data: [] }, "text/html": ["<b>\n", "</b>"] },
          metadata: {},
          output_type: "display_data",
        },
      ],
      source: ["1 + 1"],
    },
  ],
  metadata: { kernelspec: { name: "gradlab" }, other_tool: { kept: true } },
  nbformat: 4,
  nbformat_minor: 5,
};
const file = (value: unknown) => JSON.stringify(value, null, 1) + "\n";

describe("notebook files", () => {
  it("come back byte for byte after reading and writing", () => {
    const path = join(folder, "same.ipynb");
    writeFileSync(path, file(whole));
    writeNotebook(path, readNotebook(path));
    expect(readFileSync(path, "utf8")).toBe(file(whole));
    expect(readdirSync(folder)).toEqual(["same.ipynb"]);
  });

  it("hold each text as one string in memory", () => {
    const { cells } = parseNotebook(file(whole));
    expect(cells[0].source).toBe("# One\ntwo");
    expect(cells[1]).toMatchObject({
      outputs: [{ text: "1\n2\n" }, { data: { "text/html": "<b>\n</b>" } }],
    });
  });

  it("get ids for cells that have none or share one", () => {
    const cells = ["x", "x", undefined].map((id) => ({ cell_type: "raw", id, source: "" }));
    const read = parseNotebook(file({ ...whole, cells, nbformat_minor: 4 }));
    expect(read.cells.map((cell) => cell.id)).toEqual(["x", "cell-2", "cell-3"]);
    expect(formatNotebook(read)).toContain('"nbformat_minor": 5');
  });

  it.each([
    ["an empty file", "", "n.ipynb: expected a notebook (JSON), got an empty file"],
    ["text", "hello", /^n\.ipynb: expected a notebook \(JSON\), got something else/],
    [
      "half a file",
      file(whole).slice(0, 200),
      /got a file that ends in the middle \(truncated\?\)/,
    ],
    ["a list", "[]", "n.ipynb: the whole file: expected an object, got a list of 0"],
    ["an old notebook", file({ ...whole, nbformat: 3 }), /^n\.ipynb: nbformat: expected 4, got 3/],
    [
      "no cells",
      file({ ...whole, cells: undefined }),
      "n.ipynb: cells: expected an array, got nothing",
    ],
    [
      "an unknown cell",
      file({ ...whole, cells: [{ cell_type: "cod", source: "" }] }),
      'n.ipynb: cells[0].cell_type: expected "code", "markdown" or "raw", got "cod"',
    ],
    [
      "a cell without text",
      file({ ...whole, cells: [{ cell_type: "code" }] }),
      "n.ipynb: cells[0].source: expected text or a list of lines, got nothing",
    ],
  ])("are refused with the place and the reason: %s", (_name, content, message) => {
    expect(() => parseNotebook(content, "n.ipynb")).toThrow(message);
  });

  it("say so when there is none", () => {
    expect(() => readNotebook(join(folder, "none.ipynb"))).toThrow(/none\.ipynb: .*no such file/);
  });
});
