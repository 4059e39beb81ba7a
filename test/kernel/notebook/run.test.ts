import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readNotebook, type CodeCell } from "../../../kernel/notebook/format.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const gradlab = fileURLToPath(new URL("../../../dist/kernel/cli/main.js", import.meta.url));
const folder = temporaryFolder("run here");

function write(name: string, sources: (string | { md: string })[]): string {
  const cells = sources.map((source, i) =>
    typeof source === "string"
      ? { cell_type: "code", id: `c${i}`, metadata: {}, source, outputs: [], execution_count: null }
      : { cell_type: "markdown", id: `c${i}`, metadata: {}, source: source.md },
  );
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  return path;
}

function run(...rest: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [gradlab, "run", ...rest],
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, out: stdout + stderr });
      },
    );
  });
}

/** `gradlab run` with a folder of its own for what is temporary. */
const start = (path: string, temporary: string, env = {}) =>
  spawn(process.execPath, [gradlab, "run", path], {
    stdio: "ignore",
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, ...env },
  });

const outputsOf = (path: string) =>
  readNotebook(path)
    .cells.filter((cell): cell is CodeCell => cell.cell_type === "code")
    .map((cell) => cell.outputs);

describe("gradlab run", () => {
  it("fills in the outputs, updates earlier ones, and writes a page", async () => {
    const path = write("good.ipynb", [
      { md: "# A title\n\n$x^2$ and `code`" },
      `const send = (globalThis as any)[Symbol.for("Jupyter.broadcast")];
const content = (html: string) => ({ data: { "text/html": html }, metadata: {}, transient: { display_id: "d" } });
send("display_data", content("old"));`,
      `send("update_display_data", content("<b>new</b>"))\n1 < 2`,
    ]);
    const { code, out } = await run(path, "--html");
    expect(out).toContain("[1/2] ██████░░░░░░ const send =");
    expect(code).toBe(0);
    expect(outputsOf(path)).toMatchObject([
      [{ data: { "text/html": "<b>new</b>" } }],
      [{ data: { "text/plain": "true" } }],
    ]);
    const page = readFileSync(join(folder, "good.html"), "utf8");
    expect(page).toContain("<title>A title</title>");
    expect(page).toContain('class="katex"');
    expect(page).toContain("<b>new</b>");
    expect(page).not.toMatch(/(src|href)="https?:/);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("stops at the first failing cell, names it, and keeps what has run", async () => {
    const path = write("bad.ipynb", ["'fine'", "const x = 1;\nthrow new Error('no')", "'never'"]);
    const { code, out } = await run(path, "--output", join(folder, "out.ipynb"));
    expect(code).toBe(1);
    expect(out).toContain("bad.ipynb: cell 2 of 3 failed");
    expect(out).toContain("    throw new Error('no')\n\nError: no");
    const [first, second, third] = outputsOf(join(folder, "out.ipynb"));
    expect(first).toMatchObject([{ data: { "text/plain": "'fine'" } }]);
    expect(second).toMatchObject([{ output_type: "error", ename: "Error", evalue: "no" }]);
    expect(third).toEqual([]);
    expect(outputsOf(path)[0]).toEqual([]);
  });

  it("ends a cell that takes longer than --timeout", async () => {
    const path = write("slow.ipynb", ["await new Promise(() => {})"]);
    const { code, out } = await run(path, "--timeout", "1");
    expect(code).toBe(1);
    expect(out).toContain("Timeout: expected the cell to end within 1 s, got no end");
  });

  it("reports a kernel that dies, and keeps what has run", async () => {
    const path = write("dies.ipynb", [
      "console.log('before')",
      "process.kill(process.ppid, 'SIGKILL'); while (true) {}",
    ]);
    const { code, out } = await run(path);
    expect(code).toBe(1);
    expect(out).toContain("the process ended (signal SIGKILL)");
    expect(outputsOf(path)[0]).toMatchObject([{ text: "before\n" }]);
  });

  it("says what is wrong with a broken notebook file", async () => {
    const path = join(folder, "broken.ipynb");
    writeFileSync(path, '{"cells": [');
    const { code, out } = await run(path);
    expect(code).toBe(1);
    expect(out).toContain("broken.ipynb: expected a notebook (JSON), got a file that ends");
    expect(readFileSync(path, "utf8")).toBe('{"cells": [');
  });

  it("saves what has run on Ctrl-C, and leaves no kernel behind", async () => {
    const path = write("long.ipynb", [
      "console.log(process.pid)",
      "await new Promise(() => {})",
      "1",
    ]);
    const child = spawn(process.execPath, [gradlab, "run", path], { stdio: "pipe" });
    let out = "";
    child.stdout.on("data", (chunk) => (out += String(chunk)));
    while (!out.includes("[1/3]")) await wait(50);
    await wait(300);
    child.kill("SIGINT");
    expect(await new Promise((done) => child.on("exit", done))).toBe(130);
    const [first, second, third] = outputsOf(path);
    expect(second).toMatchObject([{ ename: "KernelInterrupted" }]);
    expect(third).toEqual([]);
    const kernel = Number(first[0].output_type === "stream" && first[0].text);
    expect(() => process.kill(kernel, 0)).toThrow("ESRCH");
  });

  it("leaves neither kernel nor file behind when it is killed itself", async () => {
    const path = write("killed.ipynb", [
      "require('fs').writeFileSync('pid', String(process.pid)); while (true) {}",
    ]);
    const temporary = temporaryFolder();
    const child = start(path, temporary);
    const read = () => {
      try {
        return Number(readFileSync(join(folder, "pid"), "utf8"));
      } catch {
        return 0;
      }
    };
    while (read() === 0) await wait(50);
    child.kill("SIGKILL");
    const isThere = () => {
      try {
        return process.kill(read(), 0);
      } catch {
        return false;
      }
    };
    for (let i = 0; i < 100 && isThere(); i++) await wait(50);
    expect(isThere()).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("leaves nothing behind when it is ended while its kernel starts", async () => {
    const temporary = temporaryFolder();
    const [hook, starting] = [join(folder, "hook.cjs"), join(folder, "starting")];
    writeFileSync(
      hook,
      `if (/kernel.main\\.js$/.test(process.argv[1])) require("fs").writeFileSync(${JSON.stringify(starting)}, "");`,
    );
    const child = start(write("early.ipynb", ["1"]), temporary, {
      NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
    });
    while (!existsSync(starting)) await wait(5);
    child.kill("SIGINT");
    expect(await new Promise((done) => child.on("exit", done))).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
