import { beforeEach, describe, expect, it } from "vitest";
import { fakeKernel, type FakeKernel } from "../support/fakes.js";
import { namesOf, type MemoryTransport } from "../support/memory-transport.js";

let kernel: FakeKernel;
let client: MemoryTransport;

beforeEach(() => {
  kernel = fakeKernel();
  client = kernel.transport;
});

describe("the kernel's answers", () => {
  it("begin with who it is, on both channels", async () => {
    for (const channel of ["shell", "control"] as const) {
      const { content, header } = await client.ask("kernel_info_request", {}, channel);
      expect(header.version).toBe("5.4");
      expect(content).toMatchObject({
        status: "ok",
        protocol_version: "5.4",
        implementation: "gradlab",
        language_info: { name: "typescript", file_extension: ".ts", version: "6.0.3" },
      });
    }
  });

  it("welcome whoever begins to listen, under the topic that was asked for", () => {
    for (const topic of ["", "stream"]) client.subscribe(topic);
    const welcomes = client.sent.filter(
      ({ message }) => message.header.msg_type === "iopub_welcome",
    );
    expect(welcomes.map(({ message }) => message.content)).toEqual([
      { subscription: "" },
      { subscription: "stream" },
    ]);
    expect(namesOf(client.sent.map(({ message }) => message))).toEqual([
      ...["iopub_welcome", "starting", "iopub_welcome"],
    ]);
    expect(welcomes.map(({ message }) => message.identities)).toEqual([
      [],
      [Buffer.from("stream")],
    ]);
  });

  it("name what a request lacks", async () => {
    const refused = [
      ["execute_request", {}, "code: expected a string, got nothing"],
      ["execute_request", { code: 5 }, "code: expected a string, got 5"],
      ["execute_request", { code: "", silent: "no" }, 'silent: expected true or false, got "no"'],
      [
        "execute_request",
        { code: "", user_expressions: { a: 1 } },
        "user_expressions: expected a to be a string, got number",
      ],
      ["complete_request", { code: "", cursor_pos: 0.5 }, "cursor_pos: expected a whole number"],
      ["history_request", { hist_access_type: "all" }, "expected one of range, tail, search"],
    ] as const;
    for (const [type, content, evalue] of refused) {
      const reply = await client.ask(type, content);
      expect(reply.content).toMatchObject({ status: "error", ename: "InvalidRequest" });
      expect(reply.content.evalue).toContain(`${type}: `);
      expect(reply.content.evalue).toContain(evalue);
    }
    expect(kernel.engine.ran).toEqual([]);
  });

  it("pass over what is unknown, and say so once", async () => {
    for (let i = 0; i < 3; i++) client.post("odd_request");
    await client.ask("kernel_info_request");
    expect(kernel.logged).toEqual(['shell: ignored a message of unknown type "odd_request"']);
  });

  it("carry documentation as markdown and as text, and say when there is none", async () => {
    const ask = () => client.ask("inspect_request", { code: "𝒙y", cursor_pos: 2, detail_level: 1 });
    expect((await ask()).content).toEqual({ status: "ok", found: false, data: {}, metadata: {} });
    kernel.language.inspect = (...asked) =>
      Promise.resolve({ markdown: "**y**", text: JSON.stringify(asked) });
    expect((await ask()).content).toMatchObject({
      found: true,
      data: { "text/markdown": "**y**", "text/plain": '["𝒙y",3,1]' },
    });
  });

  it("tell other clients of a shutdown, and end", async () => {
    const reply = await client.ask("shutdown_request", { restart: true }, "control");
    expect(reply.content).toEqual({ status: "ok", restart: true });
    expect(namesOf(client.heard(reply.parentHeader.msg_id ?? ""))).toEqual([
      ...["busy", "shutdown_reply", "idle"],
    ]);
    await new Promise(setImmediate);
    expect(kernel.ended()).toBe(true);
  });

  it("reach the debugger, whose events go to all", async () => {
    const request = { seq: 7, type: "request", command: "attach", arguments: {} };
    const { content } = await client.ask("debug_request", request, "control");
    expect(content).toMatchObject({ request_seq: 7, success: true, command: "attach" });
    const { message } = await client.find((sent) => sent.message.header.msg_type === "debug_event");
    expect(message.content).toMatchObject({ type: "event", event: "initialized" });
  });

  it("name the ports to those who ask", async () => {
    const { content } = await client.ask("connect_request");
    expect(content).toMatchObject({ shell_port: 1, iopub_port: 2, hb_port: 5 });
  });
});

describe("questions", () => {
  it("go to whom the cell came from, and the answer to the cell", async () => {
    const id = client.post("execute_request", { code: "ask Name?", allow_stdin: true });
    const { channel, message } = await client.find(
      (sent) => sent.message.header.msg_type === "input_request",
    );
    expect(channel).toBe("stdin");
    expect(message.identities).toEqual([Buffer.from("a client")]);
    expect(message.parentHeader.msg_id).toBe(id);
    expect(message.content).toEqual({ prompt: "Name?", password: false });
    client.post("input_reply", { value: "Ada" }, "stdin");
    client.post("input_reply", { value: "twice" }, "stdin");
    expect(kernel.engine.answers).toEqual(["Ada"]);
  });

  it("are forgotten with the cell that asked", async () => {
    const id = client.post("execute_request", { code: "ask Name?", allow_stdin: true });
    await client.find((sent) => sent.message.header.msg_type === "input_request");
    await kernel.kernel.interrupt();
    await client.idle(id);
    client.post("input_reply", { value: "late" }, "stdin");
    expect(kernel.engine.answers).toEqual([]);
  });
});

describe("comms", () => {
  it("are handed to user code with their buffers, between busy and idle", async () => {
    const content = { comm_id: "c", target_name: "t" };
    const id = client.post("comm_open", content);
    await client.idle(id);
    expect(kernel.engine.comms).toEqual([
      [{ type: "comm_open", content: { ...content, data: {} }, metadata: {}, buffers: [] }, id],
    ]);
    expect((await client.ask("comm_info_request", { target_name: "t" })).content.comms).toEqual({
      c: { target_name: "t" },
    });
    const other = await client.ask("comm_info_request", { target_name: "other" });
    expect(other.content.comms).toEqual({});
  });

  it("without an id are refused and written down", async () => {
    await client.idle(client.post("comm_msg", { data: {} }));
    expect(kernel.logged).toEqual([expect.stringContaining("comm_id: expected a string")]);
    expect(kernel.engine.comms).toEqual([]);
  });

  it("of user code reach the front end under the cell that opened them, however late", async () => {
    const { parentHeader } = await client.ask("execute_request", { code: "value 1" });
    const buffers = [Buffer.from([1, 2])];
    await kernel.engine.listeners.onOutput({
      ...{ cell: parentHeader.msg_id ?? "", type: "comm_msg", metadata: { m: 1 }, buffers },
      content: { comm_id: "c", data: { d: 1 } },
    });
    const { message } = await client.find((sent) => sent.message.header.msg_type === "comm_msg");
    expect(message).toMatchObject({ parentHeader, metadata: { m: 1 }, buffers });
  });
});
