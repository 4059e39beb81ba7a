import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelClient, KernelDied } from "../../kernel/notebook/client.js";
import { runCell } from "./support/cells.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder("else where");
let client: KernelClient;

beforeAll(async () => (client = await KernelClient.start({ cwd: folder })));
afterAll(async () => {
  await client.close();
});

async function interrupted(code: string) {
  const running = runCell(client, code);
  await wait(500);
  client.interrupt();
  return running;
}

describe("the kernel", () => {
  it("shows a cell's last value", async () => {
    expect(await runCell(client, "1 + 1")).toMatchObject({ status: "ok", result: "2", text: "" });
  });

  it("loses nothing of 3,000 printed lines, printed at once or one by one", async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join("");
    const quick = "for (let i = 0; i < 3000; i++) console.log(`line ${i}`)";
    expect((await runCell(client, quick)).text).toBe(lines);
    const slow = `for (let i = 0; i < 3000; i++) { console.log(\`line \${i}\`); await new Promise(setImmediate) }`;
    expect((await runCell(client, slow)).text).toBe(lines);
  });

  it("sends 2,000 displays in order, between what is printed", async () => {
    const code = `const send = (globalThis as any)[Symbol.for("Jupyter.broadcast")];
for (let i = 0; i < 2000; i++) await send("display_data", { data: { "text/plain": String(i) }, metadata: {}, transient: {} });
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
      { header: { msg_type: "execute_result" }, content: { data: { "text/html": "<b>x</b>" } } },
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
    const traceback = (messages[0].content.traceback as string[]).join("\n");
    expect(traceback).toContain("RangeError");
    expect(traceback).toContain("at f (Cell [");
    expect(traceback).not.toMatch(/node:|kernel/);
  });

  it("reports type errors before anything runs", async () => {
    const ran = await runCell(client, "console.log('ran');\nconst n: number = 'text'");
    expect(ran).toMatchObject({
      status: "error",
      ename: "TypeScript",
      evalue: expect.stringMatching(
        /^Cell \[\d+\], line 2, column 7: Type 'string' is not assignable to type 'number'\.$/,
      ) as string,
      text: "",
    });
  });

  it("imports gradlab in any folder, with its types", async () => {
    const imported = "import { tensor } from 'gradlab'; tensor([1, 2]).shape";
    expect(await runCell(client, imported)).toMatchObject({ status: "ok", result: "[ 2 ]" });
    expect(await runCell(client, "tensor(true, false, 3).nothing")).toMatchObject({
      status: "error",
      ename: "TypeScript",
    });
  });

  it("aborts the cells queued behind a failed one, and runs the next", async () => {
    const all = await Promise.all(["throw 1", "'a'", "'b'"].map((code) => runCell(client, code)));
    expect(all.map(({ status }) => status)).toEqual(["error", "aborted", "aborted"]);
    expect((await runCell(client, "'next'")).result).toBe("'next'");
  });

  it("interrupts a loop and an endless wait, keeps its state, and runs the next cell", async () => {
    await runCell(client, "const kept = 41");
    for (const code of ["while (true) {}", "await new Promise(() => {})"]) {
      expect(await interrupted(code)).toMatchObject({
        status: "error",
        ename: "KernelInterrupted",
      });
      expect((await runCell(client, "kept + 1")).result).toBe("42");
    }
  });

  it("leaves an interrupt to user code that listens to it", async () => {
    const code = "await new Promise(done => process.once('SIGINT', () => done('mine')))";
    expect(await interrupted(code)).toMatchObject({ status: "ok", result: "'mine'" });
    expect(await interrupted("while (true) {}")).toMatchObject({ ename: "KernelInterrupted" });
  });

  it("outlives the process that cells run in, and says what became of it", async () => {
    await runCell(client, "const lost = 1");
    const ended = await runCell(client, "console.log('last words'); process.exit(7)");
    expect(ended).toMatchObject({ status: "error", text: "last words\n" });
    expect(ended.evalue).toContain("process.exit(7)");
    expect(await runCell(client, "1 + 1")).toMatchObject({ status: "ok", result: "2" });
    expect(await runCell(client, "lost")).toMatchObject({ status: "error", ename: "TypeScript" });
  });

  it("that is killed is reported with what it said", async () => {
    const doomed = await KernelClient.start({ cwd: folder });
    const running = doomed.execute("process.kill(process.ppid, 'SIGKILL'); while (true) {}");
    await expect(running).rejects.toThrow(KernelDied);
    await expect(doomed.execute("1")).rejects.toThrow(/signal SIGKILL/);
    await doomed.close();
  });

  it("that cannot be started is an error, not a wait", async () => {
    const spec = { argv: ["/no/such/program"], display_name: "x", language: "x" };
    await expect(KernelClient.start({ spec })).rejects.toThrow(
      "kernel: cannot start /no/such/program",
    );
  });
});
