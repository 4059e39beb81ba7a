import { expect, test } from "vitest";
import { ownSpec } from "../../kernel/spec.js";
import { treeMemory } from "../support/tree-memory.js";
import { Probe } from "./probe.js";

const CELLS = 2000;
const WARM = 400;

/** A long afternoon: what cells do, with names declared again as people do. */
const work = (i: number): string =>
  [
    `const row = Array.from({ length: 50 }, (_, k) => k * ${i}); row.length`,
    `function step${i % 20}(x: number): number { return x + ${i} }; step${i % 20}(1)`,
    `for (let k = 0; k < 20; k++) console.log("line", k, ${i})`,
    `await new Promise((r) => setTimeout(r, 1)); ({ at: ${i} })`,
    `class Box${i % 10} { constructor(readonly size = ${i}) {} }; new Box${i % 10}()`,
  ][i % 5];

test(
  "2,000 cells, 10 interrupts, 3 deaths: every cell answers and memory stays flat",
  { timeout: 300_000 },
  async () => {
    const kernel = await Probe.start(ownSpec());
    const pid = kernel.process.pid ?? 0;
    let warm = NaN;
    try {
      for (let i = 1; i <= CELLS; i++) {
        if (i % 500 === 250 && i > WARM) {
          expect((await kernel.run(`process.exit(${i % 256})`)).reply.status).toBe("error");
        } else if (i % 200 === 100) {
          const { done } = kernel.start("while (true) {}");
          await kernel.next("iopub", (m) => m.header.msg_type === "execute_input", "its input");
          await kernel.interrupt();
          expect((await done).reply.status).toBe("error");
        } else {
          const { reply, error } = await kernel.run(work(i));
          expect(reply.status, `cell ${i}: ${error?.traceback}`).toBe("ok");
        }
        kernel.heard.length = 0;
        if (i === WARM) warm = treeMemory(pid);
      }
      expect(treeMemory(pid)).toBeLessThan(1.2 * warm);
    } finally {
      await kernel.close();
    }
  },
);
