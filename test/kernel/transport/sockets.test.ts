import { readdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Subscriber } from "zeromq";
import { PORT_IN_USE } from "../../../kernel/exit-codes.js";
import { newConnection, onFreePorts } from "../../../kernel/notebook/connection.js";
import { startProcess } from "../../../kernel/notebook/kernel-process.js";
import { ownSpec } from "../../../kernel/spec.js";
import { addressOf, readConnection, SOCKETS } from "../../../kernel/transport/connection.js";
import { bindSockets, PortInUse } from "../../../kernel/transport/sockets.js";
import { fromFrames } from "../../../kernel/wire/frames.js";
import { newMessage } from "../../../kernel/wire/message.js";
import { ask, socketKernel } from "../support/socket-kernel.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = temporaryFolder("sockets");

const quiet = () => undefined;
const PORTS = Object.fromEntries(SOCKETS.map((name, i) => [`${name}_port`, i + 1]));

function file(content: unknown): string {
  const path = join(folder, "connection.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

describe("a connection file", () => {
  it("names one address for each socket, and no other is listened on", () => {
    const at = (more: object) => addressOf(readConnection(file({ ...PORTS, ...more })), "iopub");
    expect(at({ ip: "127.0.0.1" })).toBe("tcp://127.0.0.1:2");
    expect(at({ ip: "::1" })).toBe("tcp://[::1]:2");
    expect(at({ ip: "/tmp/kernel", transport: "ipc" })).toBe("ipc:///tmp/kernel-2");
  });

  it.each([
    ["{", "expected JSON, got other text"],
    [{ ...PORTS }, "ip: expected a string, got undefined"],
    [{ ...PORTS, ip: "x", transport: "udp" }, 'transport: expected tcp or ipc, got "udp"'],
    [{ ...PORTS, ip: "x", hb_port: "5" }, 'hb_port: expected a whole number, got "5"'],
    [
      { ...PORTS, ip: "x", key: "k", signature_scheme: "hmac-md5" },
      'signature_scheme: expected hmac-sha256, got "hmac-md5"',
    ],
  ])("%j is refused: %s", (content, message) => {
    expect(() => readConnection(file(content))).toThrow(message);
  });
});

describe("the sockets", () => {
  it("welcome a subscriber, and send 20,000 messages in order to a slow one", async () => {
    const { connection, transport } = await onFreePorts(
      async (connection) => ({
        connection,
        transport: await bindSockets(readConnection(connection.file), quiet),
      }),
      (error) => error instanceof PortInUse,
    );
    transport.listen({
      onMessage: quiet,
      onSubscription: (topic) =>
        void transport.send("iopub", newMessage("iopub_welcome", { topic }, "s")),
    });
    const subscriber = new Subscriber({ linger: 0 });
    subscriber.connect(connection.address.iopub);
    subscriber.subscribe();
    const receive = async () => fromFrames(await subscriber.receive(), connection.key).content;
    expect(await receive()).toEqual({ topic: "" });

    const total = 20_000;
    let sent = 0;
    const sending = (async () => {
      while (sent < total) await transport.send("iopub", newMessage("n", { n: sent++ }, "s"));
    })();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sent).toBeLessThan(total); // who sends waits, and memory does not fill
    for (let n = 0; n < total; n++) expect((await receive()).n).toBe(n);
    await sending;
    subscriber.close();
    await transport.close();
    connection.close();
  });

  it("say which port is taken", async () => {
    const connection = await newConnection();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const read = readConnection(connection.file);
    const taken = { ...read, ports: { ...read.ports, stdin: port } };
    const refused = await bindSockets(taken, quiet).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PortInUse);
    expect((refused as PortInUse).message).toContain(`tcp://127.0.0.1:${port}`);
    server.close();
    connection.close();
  });

  it("are found taken by a starting kernel, which says so by its exit code", async () => {
    const kernel = await socketKernel();
    const { exited } = startProcess(ownSpec(), kernel.connection, folder);
    const { code, printed } = await exited;
    expect(code).toBe(PORT_IN_USE);
    expect(printed).toContain("cannot listen on tcp://127.0.0.1:");
    expect(printed).not.toContain(kernel.connection.key);
    await kernel.close();
  });

  it.skipIf(process.platform === "win32")("leave no file behind", async () => {
    const place = temporaryFolder("ipc");
    const connection = readConnection(
      file({ ...PORTS, ip: join(place, "k"), transport: "ipc", key: "k" }),
    );
    const transport = await bindSockets(connection, quiet);
    expect(readdirSync(place)).toHaveLength(5);
    await transport.close();
    expect(readdirSync(place)).toEqual([]);
  });

  it("answer the right one of several clients", async () => {
    const kernel = await socketKernel();
    const { key } = kernel.connection;
    const clients = [kernel.connect("shell"), kernel.connect("shell"), kernel.connect("control")];
    const codes = ["1", "2", "3"];
    const replies = await Promise.all(
      clients.map((client, i) => ask(client, "is_complete_request", { code: codes[i] }, key)),
    );
    expect(replies.map(({ content }) => content.status)).toEqual(codes.map(() => "complete"));
    await kernel.close();
  });
});
