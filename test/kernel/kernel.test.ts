import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelClient, KernelDied } from "../../kernel/notebook/client.js";
import { runCell } from "./support/cells.js";

const folder = mkdtempSync(join(tmpdir(), "gradlab elsewhere "));
let client: KernelClient;

beforeAll(async () => (client = await KernelClient.start({ cwd: folder })));
afterAll(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

async function interrupted(code: string) {
  const running = runCell(client, code);
  await wait(500);
  client.interrupt();
  return running;
}

describe("the kernel", () => {
  it("prints a cell's last value", async () => {
    expect(await runCell(client, "1 + 1")).toMatchObject({ status: "ok", text: "2\n" });
  });

  it("loses nothing of 3,000 printed lines, printed at once or one by one", async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join("");
    const quick = "for (let i = 0; i < 3000; i++) console.log(`line ${i}`)";
    expect((await runCell(client, quick)).text).toBe(lines);
    const slow = `for (let i = 0; i < 3000; i++) { console.log(\`line \${i}\`); await new Promise(setImmediate) }`;
    expect((await runCell(client, slow)).text).toBe(lines);
    expect((await runCell(client, "'next'")).text).toBe("next\n");
  });

  it("sends 2,000 displays in order, between what is printed", async () => {
    const code = `const send = (globalThis as any)[Symbol.for("Jupyter.broadcast")];
for (let i = 0; i < 2000; i++) send("display_data", { data: { "text/plain": String(i) }, metadata: {}, transient: {} });
console.log("end")`;
    const { messages } = await runCell(client, code);
    const shown = messages.map(
      ({ content }) => (content.data as object | undefined) ?? content.text,
    );
    expect(shown).toEqual([
      ...Array.from({ length: 2000 }, (_, i) => ({ "text/plain": String(i) })),
      "end\n",
    ]);
  });

  it("shows a rich last value by its MIME bundle", async () => {
    const code = `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>x</b>" }) })`;
    const { messages } = await runCell(client, code);
    expect(messages).toMatchObject([
      { header: { msg_type: "display_data" }, content: { data: { "text/html": "<b>x</b>" } } },
    ]);
  });

  it("fails a cell whose rich value cannot be shown", async () => {
    const code = `({ [Symbol.for("Jupyter.display")]: () => 1 })`;
    expect(await runCell(client, code)).toMatchObject({
      status: "error",
      evalue: 'Symbol.for("Jupyter.display"): expected an object of MIME types, got 1',
    });
  });

  it("reports an error once, with its name, its message and only the frames that help", async () => {
    const { status, messages } = await runCell(
      client,
      "function f() { throw new RangeError('far') }; f()",
    );
    expect(status).toBe("error");
    expect(messages).toMatchObject([
      { header: { msg_type: "error" }, content: { ename: "RangeError", evalue: "far" } },
    ]);
    expect(messages[0].content.traceback).toEqual([
      "\u001b[31mRangeError\u001b[39m: far",
      "    at f (cell)",
      "    at (cell)",
    ]);
  });

  it("reports type errors before anything runs", async () => {
    const ran = await runCell(client, "console.log('ran');\nconst n: number = 'text'");
    expect(ran).toMatchObject({
      status: "error",
      ename: "TypeScriptError",
      evalue: "line 2, column 7: Type 'string' is not assignable to type 'number'.",
      text: "",
    });
  });

  it("imports gradlab in any folder, with its types", async () => {
    const imported = "import { tensor } from 'gradlab'; tensor([1, 2]).shape";
    expect(await runCell(client, imported)).toMatchObject({ status: "ok", text: "[ 2 ]\n" });
    expect(await runCell(client, "tensor(true, false, 3).nothing")).toMatchObject({
      status: "error",
      ename: "TypeScriptError",
    });
  });

  it("aborts the cells queued behind a failed one, and runs the next", async () => {
    const all = await Promise.all(["throw 1", "'a'", "'b'"].map((code) => runCell(client, code)));
    expect(all.map(({ status }) => status)).toEqual(["error", "aborted", "aborted"]);
    expect((await runCell(client, "'next'")).text).toBe("next\n");
  });

  it("interrupts a loop and an endless wait, keeps its state, and runs the next cell", async () => {
    await runCell(client, "const kept = 41");
    for (const code of ["while (true) {}", "await new Promise(() => {})"]) {
      expect(await interrupted(code)).toMatchObject({ status: "error", ename: "Interrupted" });
      expect((await runCell(client, "kept + 1")).text).toBe("42\n");
    }
  });

  it("leaves an interrupt to user code that listens to it", async () => {
    const code = "await new Promise(done => process.once('SIGINT', () => done('mine')))";
    expect(await interrupted(code)).toMatchObject({ status: "ok", text: "mine\n" });
    expect(await interrupted("while (true) {}")).toMatchObject({ ename: "Interrupted" });
  });

  it("that ends in the middle of a cell is reported with its exit code and what it said", async () => {
    const doomed = await KernelClient.start({ cwd: folder });
    const code = "require('fs').writeSync(2, 'last words'); process.exit(7)";
    await expect(doomed.execute(code)).rejects.toThrow(KernelDied);
    await expect(doomed.execute("1")).rejects.toThrow(/exit code 7.*last words/s);
    await doomed.close();
  });

  it("that cannot be started is an error, not a wait", async () => {
    const spec = { argv: ["/no/such/program"], display_name: "x", language: "x" };
    await expect(KernelClient.start({ spec })).rejects.toThrow(
      "kernel: cannot start /no/such/program",
    );
  });
});
