import { spawn } from "node:child_process";
import { readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { packageRoot } from "../../../kernel/paths.js";
import { openBench, pause, shown, type Bench } from "./support.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = temporaryFolder("deaths");
const LOST = "Variables are gone; run the cells above again.";

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A process that has ended but was not yet waited for is not there for us.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

const gone = async (...pids: number[]) => {
  for (let i = 0; i < 100 && pids.some(isThere); i++) await pause(20);
  return !pids.some(isThere);
};

describe("a cell that ends its process", () => {
  let bench: Bench;
  beforeAll(() => {
    bench = openBench(folder);
  });
  afterAll(() => bench.engine.close());

  test.each([
    ["process.exit(3)", `The cell ended the engine: process.exit(3). ${LOST}`],
    ["await null; process.exit()", `The cell ended the engine: process.exit(0). ${LOST}`],
    ["process.abort()", "The engine crashed (SIGABRT)"],
    ["process.kill(process.pid, 'SIGSEGV'); while (true) {}", "the signal SIGSEGV"],
    ["process.kill(process.pid, 'SIGKILL'); while (true) {}", "The engine was killed (SIGKILL)"],
  ])("%s is explained, and the next cell runs", async (code, message) => {
    await bench.run("let before = 1");
    const deaths = bench.deaths.length;
    const outcome = await bench.run(`console.log("last words"); ${code}`, { id: code });
    expect(outcome).toMatchObject({ status: "error", name: "EngineEnded" });
    expect(JSON.stringify(outcome)).toContain(message);
    expect(bench.text(code)).toBe("last words\n");
    expect(bench.deaths.length).toBe(deaths + 1);
    expect(shown(await bench.run("$gradlab.result(typeof before)"))).toBe("'undefined'");
  });

  test("out of memory is explained without V8's report", async () => {
    process.env.NODE_OPTIONS = "--max-old-space-size=64";
    const small = openBench(folder);
    delete process.env.NODE_OPTIONS;
    const outcome = await small.run("const all = []; for (;;) all.push(new Array(1000).fill({}))");
    expect(JSON.stringify(outcome)).toContain("used up the engine's memory");
    expect(small.text()).not.toContain("GC");
    expect(shown(await small.run("$gradlab.result(1)"))).toBe("1");
    await small.engine.close();
  });

  test("in a timer after the cell is told by onDeath", async () => {
    const deaths = bench.deaths.length;
    await bench.run("setTimeout(() => process.exit(7), 20)");
    await vi.waitUntil(() => bench.deaths.length > deaths, { timeout: 20_000 });
    expect(bench.deaths.slice(deaths)).toEqual([
      `The cell ended the engine: process.exit(7). ${LOST}`,
    ]);
    expect(shown(await bench.run("$gradlab.result(1)"))).toBe("1");
  });

  test("or cannot be stopped loses its process, and what that started", async () => {
    const file = join(folder, "pid");
    const run = bench.run(`require("child_process").execSync("echo $$ > ${file}; sleep 60; true")`);
    const read = () => (existsSync(file) ? Number(readFileSync(file, "utf8")) : 0);
    const child = await vi.waitUntil(read, { timeout: 20_000 });
    expect(isThere(child)).toBe(true);
    await bench.engine.interrupt();
    expect(await run).toMatchObject({ status: "error", name: "EngineEnded" });
    expect(JSON.stringify(await run)).toContain("could not be stopped within 2 seconds");
    expect(await gone(child)).toBe(true);
    expect(shown(await bench.run("$gradlab.result(1)"))).toBe("1");
  });
});

describe("no process stays", () => {
  const idsOf = async (bench: Bench): Promise<[number, number]> => {
    const outcome = await bench.run(
      "$gradlab.result(process.pid + ' ' + require('child_process').spawn('sleep', ['300']).pid)",
    );
    const [own, child] = String(shown(outcome)).replaceAll("'", "").split(" ").map(Number);
    return [own, child];
  };

  test("after close", async () => {
    const bench = openBench(folder);
    const pids = await idsOf(bench);
    await bench.engine.close();
    expect(await gone(...pids)).toBe(true);
    expect(bench.deaths).toEqual([]);
  });

  test.each(["", "while (true) {}", "require('child_process').execSync('sleep 300')"])(
    "after the engine's process is killed while a cell does %o",
    async (code) => {
      const file = join(folder, `ids-${code.length}`);
      const engine = pathToFileURL(join(packageRoot, "dist/kernel/engine/create-engine.js")).href;
      const program = `
        import { createEngine } from ${JSON.stringify(engine)};
        const engine = createEngine({ onOutput: async () => {} }, { cwd: ${JSON.stringify(folder)} });
        const code = ${JSON.stringify(
          `require("fs").writeFileSync(${JSON.stringify(file)}, process.pid + " " + require("child_process").spawn("sleep", ["300"]).pid); ${code}`,
        )};
        await engine.run({ id: "1", name: "[1]", number: 1, source: code, javascript: code, sourceMap: "", allowStdin: false, userExpressions: {} });
        setInterval(() => {}, 1000);`;
      const front = spawn(process.execPath, ["--input-type=module", "-e", program]);
      const read = () => (existsSync(file) ? readFileSync(file, "utf8") : "");
      const ids = await vi.waitUntil(read, { timeout: 20_000 });
      await pause(200);
      const pids = ids.split(" ").map(Number);
      expect(pids.every(isThere)).toBe(true);
      front.kill("SIGKILL");
      expect(await gone(...pids)).toBe(true);
    },
  );
});
