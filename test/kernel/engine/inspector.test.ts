import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBench, pause, printed, shown, type Bench } from "./support.js";

describe("the inspector", () => {
  let bench: Bench;
  const events: string[] = [];
  const until = async (event: string) => {
    for (let i = 0; i < 2000 && !events.includes(event); i++) await pause(10);
    expect(events).toContain(event);
    events.length = 0;
  };
  beforeAll(async () => {
    bench = openBench(tmpdir());
    bench.engine.inspector.onEvent((method) => events.push(method));
    await bench.run("let kept = 41");
    await bench.engine.inspector.post("Debugger.enable");
  });
  afterAll(() => bench.engine.close());

  test("pauses a cell and lets it go on", async () => {
    const run = bench.run("let x = 1; debugger; $gradlab.result(x)");
    await until("Debugger.paused");
    await bench.engine.inspector.post("Debugger.resume");
    expect(shown(await run)).toBe("1");
  });

  test("answers while a cell is busy", async () => {
    const run = bench.run("console.log('busy'); while (true) {}");
    await printed(bench, "busy");
    const answer = await bench.engine.inspector.post("Runtime.evaluate", { expression: "6 * 7" });
    expect(answer).toMatchObject({ result: { value: 42 } });
    await bench.engine.interrupt();
    expect(await run).toMatchObject({ name: "KernelInterrupted" });
  });

  test("does not keep an interrupt from a paused cell", async () => {
    events.length = 0;
    const run = bench.run("debugger; while (true) {}");
    await until("Debugger.paused");
    await bench.engine.interrupt();
    expect(await run).toMatchObject({ name: "KernelInterrupted" });
    expect(shown(await bench.run("$gradlab.result(kept + 1)"))).toBe("42");
    expect(bench.deaths).toEqual([]);
  });

  test("says what it refuses", async () => {
    await expect(bench.engine.inspector.post("No.such")).rejects.toThrow();
  });

  test("refuses what was asked of a process that died, and serves the next", async () => {
    const run = bench.run("debugger; process.exit(1)");
    await until("Debugger.paused");
    const asked = bench.engine.inspector.post("Runtime.evaluate", {
      expression: "new Promise(() => {})",
      awaitPromise: true,
    });
    const refused = expect(asked).rejects.toThrow();
    // The process may be gone before it has answered this.
    await bench.engine.inspector.post("Debugger.resume").catch(() => undefined);
    await run;
    await refused;
    const answer = await bench.engine.inspector.post("Runtime.evaluate", { expression: "1 + 1" });
    expect(answer).toMatchObject({ result: { value: 2 } });
  });
});
