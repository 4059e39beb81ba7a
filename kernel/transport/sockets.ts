import { rmSync } from "node:fs";
import { Router, XPublisher, type Socket } from "zeromq";
import { messageOf, UserError } from "../errors.js";
import { fromFrames, toFrames } from "../wire/frames.js";
import type { Message } from "../wire/message.js";
import { addressOf, SOCKETS, type Connection } from "./connection.js";
import { PatientPublisher, SendQueue } from "./send-queue.js";
import type { Channel, Transport, TransportListeners } from "./transport.js";

/** Another program took one of the connection's ports. */
export class PortInUse extends UserError {
  override name = "PortInUse";
}

const CHANNELS = ["shell", "control", "stdin"] as const satisfies Channel[];

/** How long what was sent last may take to leave when the sockets close, in milliseconds. */
const LINGER = 1000;

/** A peer that sends more at once is cut off, before it fills the memory. */
const LARGEST_MESSAGE = 512 * 2 ** 20;

/** How many messages wait for each subscriber before the sender has to. */
const PUBLISHED_AHEAD = 200;

/** Jupyter's five ZeroMQ sockets. @throws {PortInUse} */
export async function bindSockets(
  connection: Connection,
  log: (line: string) => void,
): Promise<Transport> {
  const sockets = new Sockets(connection, log);
  try {
    await sockets.bind();
  } catch (error) {
    await sockets.close();
    throw error;
  }
  return sockets;
}

class Sockets implements Transport {
  private readonly sockets = {
    shell: router(),
    control: router(),
    stdin: router(),
    hb: router(),
    iopub: new XPublisher({
      linger: LINGER,
      sendHighWaterMark: PUBLISHED_AHEAD,
      sendTimeout: 0,
      noDrop: true,
      verbosity: "allSubs",
    }),
  };
  /** Those that stand for bound ipc sockets. */
  private readonly files: string[] = [];
  private readonly queues: Record<Channel | "iopub", SendQueue>;

  constructor(
    private readonly connection: Connection,
    private readonly log: (line: string) => void,
  ) {
    const { shell, control, stdin, iopub } = this.sockets;
    const queue = (name: string, outlet: ConstructorParameters<typeof SendQueue>[0]) =>
      new SendQueue(outlet, (error) => log(`${name}: cannot send: ${messageOf(error)}`));
    this.queues = {
      shell: queue("shell", shell),
      control: queue("control", control),
      stdin: queue("stdin", stdin),
      iopub: queue("iopub", new PatientPublisher(iopub)),
    };
  }

  async bind(): Promise<void> {
    for (const name of SOCKETS) {
      const socket: Socket = this.sockets[name];
      socket.ipv6 = this.connection.ip.includes(":");
      const address = addressOf(this.connection, name);
      try {
        await socket.bind(address);
        if (this.connection.transport === "ipc") this.files.push(address.replace("ipc://", ""));
      } catch (error) {
        const what = `kernel: cannot listen on ${address}: ${messageOf(error)}`;
        const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
        throw taken ? new PortInUse(what) : new UserError(what);
      }
    }
  }

  listen(listeners: TransportListeners): void {
    void this.echoHeartbeats();
    void this.readSubscriptions(listeners);
    for (const channel of CHANNELS) void this.read(channel, listeners);
  }

  send(channel: Channel | "iopub", message: Message): Promise<void> {
    return this.queues[channel].send(() => toFrames(message, this.connection.key));
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.queues).map((queue) => queue.empty()));
    for (const socket of Object.values(this.sockets)) socket.close();
    // ZeroMQ takes them away too, some time later: perhaps too late for a process that ends.
    for (const file of this.files) rmSync(file, { force: true });
  }

  private async read(channel: Channel, listeners: TransportListeners): Promise<void> {
    for await (const frames of this.sockets[channel]) {
      let message: Message;
      try {
        message = fromFrames(frames, this.connection.key);
      } catch (error) {
        this.log(`${channel}: ignored a message: ${messageOf(error)}`);
        continue;
      }
      listeners.onMessage(message, channel);
    }
  }

  /** A subscriber sends a byte, 1 to subscribe and 0 to end that, and the topic. */
  private async readSubscriptions(listeners: TransportListeners): Promise<void> {
    for await (const [frame] of this.sockets.iopub) {
      if (frame.at(0) === 1) listeners.onSubscription(frame.subarray(1).toString());
    }
  }

  private async echoHeartbeats(): Promise<void> {
    const { hb } = this.sockets;
    const queue = new SendQueue(hb, () => undefined);
    for await (const frames of hb) void queue.send(() => frames);
  }
}

function router(): Router {
  return new Router({ linger: LINGER, maxMessageSize: LARGEST_MESSAGE, handover: true });
}
