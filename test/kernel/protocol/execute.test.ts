import { beforeEach, describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../kernel/language/language.js";
import { fakeKernel, type FakeKernel } from "../support/fakes.js";
import { namesOf, type MemoryTransport } from "../support/memory-transport.js";

let kernel: FakeKernel;
let client: MemoryTransport;

beforeEach(() => {
  kernel = fakeKernel();
  client = kernel.transport;
});

const execute = (code: string, more = {}) => client.ask("execute_request", { code, ...more });

describe("executing a cell", () => {
  it("is busy, announces, shows the result, replies and is idle, in that order", async () => {
    const reply = await execute("value 2");
    const id = reply.parentHeader.msg_id ?? "";
    expect(namesOf(client.heard(id))).toEqual(["busy", "execute_input", "execute_result", "idle"]);
    expect(client.heard(id)[1].content).toEqual({ code: "value 2", execution_count: 1 });
    expect(client.heard(id)[2].content).toEqual({
      execution_count: 1,
      data: { "text/plain": "2" },
      metadata: {},
    });
    expect(reply.header.msg_type).toBe("execute_reply");
    expect(reply.identities).toEqual([Buffer.from("a client")]);
    expect(reply.content).toEqual({
      ...{ status: "ok", execution_count: 1, user_expressions: {}, payload: [] },
    });
    expect(Date.parse(String(reply.metadata.started))).not.toBeNaN();
  });

  it("says nothing of a silent cell and does not count it", async () => {
    const reply = await execute("value 2", { silent: true });
    expect(namesOf(client.heard(reply.parentHeader.msg_id ?? ""))).toEqual(["busy", "idle"]);
    expect((await execute("value 3")).content.execution_count).toBe(1);
  });

  it("announces but does not count a cell that is not to be kept", async () => {
    await execute("value 1");
    expect((await execute("value 2", { store_history: false })).content.execution_count).toBe(2);
    expect((await execute("value 3")).content.execution_count).toBe(2);
    const { content } = await client.ask("history_request", { hist_access_type: "tail", n: 9 });
    expect(content.history).toEqual([
      [1, 1, "value 1"],
      [1, 2, "value 3"],
    ]);
  });

  it("reports an error to all and in the reply, and aborts the cells sent before it was known", async () => {
    const codes = ["throw no", "value 1", "value 2"];
    const ids = codes.map((code) => client.post("execute_request", { code }));
    const info = await client.ask("kernel_info_request");
    expect(info.content.status).toBe("ok");
    await Promise.all(ids.map((id) => client.idle(id)));
    expect(ids.map((id) => client.reply(id).content.status)).toEqual([
      "error",
      "aborted",
      "aborted",
    ]);
    expect(client.reply(ids[0]).content).toMatchObject({ ename: "Error", evalue: "no" });
    expect(namesOf(client.heard(ids[0]))).toEqual(["busy", "execute_input", "error", "idle"]);
    expect(namesOf(client.heard(ids[1]))).toEqual(["busy", "idle"]);
    expect((await execute("value 3")).content).toMatchObject({ status: "ok", execution_count: 2 });
  });

  it("goes on after an error where the sender does not want to stop", async () => {
    const first = client.post("execute_request", { code: "throw no", stop_on_error: false });
    const second = client.post("execute_request", { code: "value 1" });
    await client.idle(second);
    expect([first, second].map((id) => client.reply(id).content.status)).toEqual(["error", "ok"]);
  });

  it("stops a running cell at an interrupt, and aborts those behind it", async () => {
    const ids = ["wait", "value 1"].map((code) => client.post("execute_request", { code }));
    await client.find(({ message }) => message.header.msg_type === "execute_input");
    const reply = await client.ask("interrupt_request", {}, "control");
    expect(reply.content).toEqual({ status: "ok" });
    await client.idle(ids[1]);
    expect(client.reply(ids[0]).content).toMatchObject({ ename: "KernelInterrupted" });
    expect(client.reply(ids[1]).content).toEqual({ status: "aborted" });
  });

  it("stops at an interrupt also while the cell is still being checked", async () => {
    kernel.language.prepare = () => new Promise(() => undefined);
    const id = client.post("execute_request", { code: "value 1" });
    await client.find(({ message }) => message.header.msg_type === "execute_input");
    await kernel.kernel.interrupt();
    await client.idle(id);
    expect(client.reply(id).content).toMatchObject({ ename: "KernelInterrupted" });
    expect(kernel.engine.ran).toEqual([]);
    expect(kernel.language.withdrawn).toBe(1);
  });

  it("takes back from the language a cell that never came to be, and no other", async () => {
    await execute("throw no");
    expect(kernel.language.withdrawn).toBe(0);
    await execute("refuse no");
    expect(kernel.language.withdrawn).toBe(1);
  });

  it("answers for expressions that are none, and evaluates the others", async () => {
    const wrong = { syntaxError: "Expression expected." };
    kernel.language.translate = (code) =>
      Promise.resolve(code === "a +" ? wrong : { javascript: `js ${code}` });
    const user_expressions = { good: "a", bad: "a +" };
    const { content } = await execute("value 1", { user_expressions });
    expect(kernel.engine.ran.at(-1)?.userExpressions).toEqual({ good: "js a" });
    expect(content.user_expressions).toMatchObject({
      bad: { status: "error", ename: "SyntaxError", evalue: "Expression expected." },
    });
  });

  it("answers everything else while a cell runs", async () => {
    client.post("execute_request", { code: "wait" });
    const code = "😀[].ma";
    const completed = await client.ask("complete_request", { code, cursor_pos: 6 });
    expect(completed.content).toMatchObject({ matches: ["map"], cursor_start: 4, cursor_end: 6 });
    for (const type of ["kernel_info", "comm_info", "inspect", "is_complete"]) {
      const reply = await client.ask(`${type}_request`, { code, cursor_pos: 6 }, "control");
      expect(reply.header.msg_type).toBe(`${type}_reply`);
    }
  });

  it("does not run what TypeScript refuses: each mistake with its line and its place", async () => {
    const message = "Type 'string' is not assignable to type 'number'.";
    const mistake = { code: 2322, message, line: 1, column: 7, endColumn: 8 };
    const other = { ...mistake, file: "helper.ts", text: "export n", line: 4, column: 0 };
    refuse([mistake, other]);
    const { content } = await execute("value 1\n\tconst n: number = 'a'");
    expect(content).toMatchObject({
      ename: "TypeScript",
      evalue: `Cell [1], line 2, column 8: ${message} (and 1 more)`,
    });
    expect(plain(content.traceback as string[])).toEqual([
      "TypeScript: the cell did not run: 2 mistakes in it and in what it imports",
      [
        `Cell [1], line 2, column 8: ${message} (TS2322)`,
        "2 | \tconst n: number = 'a'",
        "    \t      ~",
      ].join("\n"),
      [`helper.ts, line 5, column 1: ${message} (TS2322)`, "5 | export n", "    ~~~~~~~~"].join(
        "\n",
      ),
    ]);
    expect(kernel.engine.ran).toEqual([]);
  });

  it("lists ten mistakes and counts the rest", async () => {
    const mistake = { code: 1, message: "No.", line: 0, column: 0, endColumn: 1 };
    refuse(Array.from({ length: 25 }, () => mistake));
    const { content } = await execute("value 1");
    expect(content.traceback).toHaveLength(12);
    expect(plain(content.traceback as string[]).at(-1)).toBe("… and 15 more");
  });

  it("reports what breaks in the kernel itself as the cell's error, and lives on", async () => {
    kernel.language.prepare = () => Promise.reject(new Error("no types today"));
    expect((await execute("value 1")).content).toMatchObject({ evalue: "no types today" });
    expect(kernel.logged).toEqual([expect.stringContaining("no types today")]);
    expect((await client.ask("kernel_info_request")).content.status).toBe("ok");
  });
});

describe("a cell process that died", () => {
  it("is told of to those who listen, and no cell is checked against its variables", async () => {
    const reply = await execute("value 1");
    kernel.engine.listeners.onDeath("Out of memory.");
    const told = await client.find(({ message }) => message.header.msg_type === "stream");
    expect(told.message.content).toEqual({
      name: "stderr",
      text: "Out of memory.\nAll variables are gone; the next cell starts afresh.\n",
    });
    expect(told.message.parentHeader.msg_id).toBe(reply.parentHeader.msg_id);
    expect(kernel.language.forgotten).toBe(1);
  });

  it("has the cell checked again that was being checked against its variables", async () => {
    const { prepare } = kernel.language;
    kernel.language.prepare = () => {
      kernel.language.prepare = prepare;
      kernel.engine.listeners.onDeath("Gone.");
      return Promise.resolve({ errors: [], javascript: "value stale", sourceMap: "{}" });
    };
    await execute("value fresh");
    expect(kernel.engine.ran.map(({ javascript }) => javascript)).toEqual(["value fresh"]);
  });

  it("has its comms closed in the front end", async () => {
    const open = { comm_id: "c", target_name: "t", data: {} };
    await kernel.engine.listeners.onOutput({
      ...{ cell: "x", type: "comm_open", content: open, metadata: {}, buffers: [] },
    });
    expect((await client.ask("comm_info_request")).content.comms).toEqual({
      c: { target_name: "t" },
    });
    kernel.engine.listeners.onDeath("Gone.");
    await client.find(({ message }) => message.header.msg_type === "comm_close");
    expect((await client.ask("comm_info_request")).content.comms).toEqual({});
  });
});

function refuse(errors: Diagnostic[]): void {
  kernel.language.prepare = () => Promise.resolve({ errors, javascript: "", sourceMap: "{}" });
}

function plain(lines: string[]): string[] {
  return lines.map((line) => line.replace(/\u001b\[\d+m/g, ""));
}
