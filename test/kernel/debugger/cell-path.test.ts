import { describe, expect, it } from "vitest";
import { CELL_NAMING, cellPath } from "../../../kernel/debugger/cell-path.js";
import { murmur2 } from "../../../kernel/debugger/murmur2.js";

// What JupyterLab 4.6's own murmur2 gives with the seed that we announce.
const JUPYTERLAB: [text: string, hash: number][] = [
  ["", 3990065800],
  ["a", 2167009006],
  ["ab", 2805137849],
  ["abc", 3350977461],
  ["abcd", 804720481],
  ["const x = 1;\nx + 1", 2374132807],
  ["größe — 🎉", 2879431206],
  ["x".repeat(1001), 2469510316],
];

describe("cellPath", () => {
  it.for(JUPYTERLAB)("names %j as JupyterLab does", ([text, hash]) => {
    expect(cellPath(text)).toBe(`gradlab-cells/${hash}.ts`);
  });

  it("uses the seed that is announced", () => {
    const bytes = new TextEncoder().encode("abc");
    expect(murmur2(bytes, CELL_NAMING.hashSeed)).toBe(3350977461);
    expect(murmur2(bytes, 1)).not.toBe(3350977461);
  });
});
