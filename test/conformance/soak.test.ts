import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { ownSpec } from "../../kernel/spec.js";
import { treeMemory } from "../support/tree-memory.js";
import { Probe } from "./probe.js";

const CELLS = 2000;
/** From here on, all that warms up has warmed up. */
const WARM = 300;

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
    let floor = NaN;
    let peak = 0;
    try {
      for (let i = 1; i <= CELLS; i++) {
        if (i % 500 === 250 && i > 500) {
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
        if (i === WARM) floor = await atRest(pid);
        if (i % 20 === 0) peak = Math.max(peak, treeMemory(pid));
      }
      const atEnd = { timeout: 30_000, interval: 500, message: "MB at rest, after all cells" };
      await expect.poll(() => treeMemory(pid), atEnd).toBeLessThan(1.2 * floor);
      expect(peak, "MB at work").toBeLessThan(2.5 * floor);
    } finally {
      await kernel.close();
    }
  },
);

/** MB that are left when a kernel has had nothing to do and has given back what it does not need. */
async function atRest(pid: number): Promise<number> {
  const readings: number[] = [];
  while (readings.length < 16) {
    await wait(500);
    readings.push(treeMemory(pid));
  }
  return Math.min(...readings);
}
