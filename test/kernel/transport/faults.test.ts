import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Dealer } from "zeromq";
import { toFrames } from "../../../kernel/wire/frames.js";
import { newMessage } from "../../../kernel/wire/message.js";
import { sign } from "../../../kernel/wire/signature.js";
import { Random } from "../../../lib/random.js";
import { ask, socketKernel, type SocketKernel } from "../support/socket-kernel.js";

const CASES = 10_000;
const CHANNELS = ["shell", "control", "stdin"] as const;

let kernel: SocketKernel;
let key: string;
beforeAll(async () => {
  kernel = await socketKernel();
  ({ key } = kernel.connection);
});
afterAll(() => kernel.close());

const random = new Random(1);
const below = (n: number) => Math.floor(random.uniform() * n);
const bytes = (n: number) => Buffer.from(Array.from({ length: n }, () => below(256)));

/** What would run if it were taken: delimiter, signature, header, parent header, metadata, content. */
function valid(): Buffer[] {
  const message = newMessage("execute_request", { code: "1" }, "somebody");
  return toFrames(message, key).map((frame) => Buffer.from(frame));
}

/** The frames with these parts, rightly signed. */
function signed(parts: Buffer[]): Buffer[] {
  return [Buffer.from("<IDS|MSG>"), Buffer.from(sign(key, parts)), ...parts];
}

function changed(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  copy[below(copy.length)] ^= 1 << below(8);
  return copy;
}

const NOT_OBJECTS = ["[]", "null", "1", '"text"', "", "{", "nul", "\u0000"].map((text) =>
  Buffer.from(text),
);
const POOR_HEADERS = [
  {},
  { msg_id: 1 },
  { msg_id: "a", msg_type: "x" },
  { msg_id: "a", msg_type: [], session: "" },
];

const FAULTS: Record<string, () => Buffer[]> = {
  "random bytes": () => Array.from({ length: 1 + below(8) }, () => bytes(below(200))),
  "random bytes after the delimiter": () => [
    Buffer.from("<IDS|MSG>"),
    ...Array.from({ length: below(8) }, () => bytes(below(200))),
  ],
  "a frame that is missing": () => valid().toSpliced(below(6), 1),
  "a frame with a changed bit": () => {
    const frames = valid();
    const at = [0, 2, 3, 4, 5][below(5)];
    frames[at] = changed(frames[at]);
    return frames;
  },
  "a signature with a changed bit": () => {
    const frames = valid();
    frames[1] = changed(frames[1]);
    return frames;
  },
  "a signature that was cut": () => {
    const frames = valid();
    frames[1] = frames[1].subarray(0, below(64));
    return frames;
  },
  "another key": () => {
    const message = newMessage("execute_request", { code: "1" }, "somebody");
    return toFrames(message, bytes(8).toString("hex")).map((frame) => Buffer.from(frame));
  },
  "no key": () => {
    const message = newMessage("execute_request", { code: "1" }, "somebody");
    return toFrames(message, "").map((frame) => Buffer.from(frame));
  },
  "signed, but JSON that was cut": () => {
    const parts = valid().slice(2);
    const at = [0, 3][below(2)];
    parts[at] = parts[at].subarray(0, below(parts[at].length));
    return signed(parts);
  },
  "signed, but no object": () => {
    const parts = valid().slice(2);
    parts[below(4)] = NOT_OBJECTS[below(NOT_OBJECTS.length)];
    return signed(parts);
  },
  "signed, but a header that lacks something": () => {
    const parts = valid().slice(2);
    parts[0] = Buffer.from(JSON.stringify(POOR_HEADERS[below(POOR_HEADERS.length)]));
    return signed(parts);
  },
};

it(`runs none of ${CASES} malformed messages, writes each down once, and lives`, async () => {
  const sockets = CHANNELS.map((channel) => kernel.connect(channel));
  const makers = Object.values(FAULTS);
  for (let i = 0; i < CASES; i++) {
    await sockets[below(sockets.length)].send(makers[i % makers.length]());
  }
  await Promise.all(["shell", "control"].map((_, i) => isAlive(sockets[i])));
  for (let i = 0; i < 200 && kernel.logged.length < CASES; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10)); // stdin has no request to ask by
  }
  expect(kernel.logged.length).toBe(CASES);
  for (const line of kernel.logged) expect(line).toMatch(/^\w+: ignored a message: wire: /);
  expect(kernel.logged.join("\n")).not.toContain(key);
  expect(kernel.ran()).toBe(0);
});

it("ignores a huge message", async () => {
  const before = kernel.logged.length;
  const shell = kernel.connect("shell");
  const frames = valid();
  frames[5] = Buffer.alloc(64 * 2 ** 20, "x");
  await shell.send(frames);
  await isAlive(shell);
  expect(kernel.logged.length).toBe(before + 1);
  expect(kernel.logged.at(-1)?.length).toBeLessThan(200);
  expect(kernel.ran()).toBe(0);
});

it("stands connections that do not speak ZeroMQ", async () => {
  const ports = Object.values(kernel.connection.address).map((address) => new URL(address).port);
  await Promise.all(
    ports.map(async (port) => {
      const socket = connect(Number(port), "127.0.0.1");
      await new Promise((resolve) => socket.write(bytes(500), resolve));
      socket.destroy();
    }),
  );
  await isAlive(kernel.connect("shell"));
  const heart = kernel.connect("hb");
  await heart.send(["", "beat"]);
  expect((await heart.receive()).map(String)).toEqual(["", "beat"]);
});

async function isAlive(socket: Dealer): Promise<void> {
  expect((await ask(socket, "kernel_info_request", {}, key)).content.status).toBe("ok");
}
