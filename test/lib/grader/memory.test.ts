import { expect, test } from "vitest";
import { needs } from "../../support/needs.js";
import { earnedIn, grade, solutionCell, withCells } from "./submissions.js";

/** Memory that lies outside of V8's heap, which V8's own limit does not count. */
const eaters: [what: string, code: string][] = [
  ["typed arrays", "for (;;) all.push(new Float64Array(2 ** 20).fill(1));"],
  ["buffers that nothing is written to", "for (;;) all.push(new ArrayBuffer(2 ** 24));"],
  ["shared buffers", "for (;;) all.push(new Uint8Array(new SharedArrayBuffer(2 ** 22)).fill(1));"],
  [
    "a buffer that grows",
    `const buffer = new (ArrayBuffer as any)(0, { maxByteLength: 2 ** 32 });
     for (let size = 0; size < 2 ** 31; ) {
       buffer.resize(size += 2 ** 26);
       new Uint8Array(buffer).fill(1, size - 2 ** 26);
     }
     throw new Error("it has two gigabytes");`,
  ],
];

test.for(eaters)(
  "a check that is eaten up by %s is stopped, and costs its own points alone",
  { timeout: 60_000 },
  async ([, code], context) => {
    needs("bubblewrap", context);
    const eating = `if (x.shape[0] === 1) { const all: unknown[] = []; ${code} }\n  // x is`;
    const forward = solutionCell("forward").replace("// x is", eating);
    const result = await grade(withCells({ forward }));
    expect(result.status).toBe("graded");
    expect(result.steps[0].failing).toBe("one row of several features");
    expect(result.steps[0].problem).toMatch(
      /it took too much memory|RangeError: .*(allocation failed|Invalid (array buffer length|length)|resize)/i,
    );
    // One of the five checks of forward.
    expect(earnedIn(result, "forward")).toBeCloseTo(6 * 0.8, 9);
    expect(result.total).toBeCloseTo(result.max - 6 * 0.2, 9);
  },
);
