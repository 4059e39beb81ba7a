import { Dealer } from "zeromq";
import { History } from "../../../kernel/history/history.js";
import { startKernel } from "../../../kernel/kernel.js";
import { onFreePorts, type Connection } from "../../../kernel/notebook/connection.js";
import { readConnection } from "../../../kernel/transport/connection.js";
import { bindSockets, PortInUse } from "../../../kernel/transport/sockets.js";
import { fromFrames, toFrames } from "../../../kernel/wire/frames.js";
import { newMessage, type Message } from "../../../kernel/wire/message.js";
import { FakeEngine, FakeLanguage, failure } from "./fakes.js";

/** A kernel on real sockets; what it runs is counted, not run. */
export interface SocketKernel {
  connection: Connection;
  logged: string[];
  /** How many cells it was made to run. */
  ran(): number;
  connect(channel: "shell" | "control" | "stdin" | "hb"): Dealer;
  close(): Promise<void>;
}

export const socketKernel = (): Promise<SocketKernel> =>
  onFreePorts(startOn, (error) => error instanceof PortInUse);

async function startOn(connection: Connection): Promise<SocketKernel> {
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const transport = await bindSockets(readConnection(connection.file), log);
  const engines: FakeEngine[] = [];
  startKernel({
    ...{ transport, log, language: new FakeLanguage(), history: new History(undefined, log) },
    ports: { shell: 1, iopub: 2, control: 3, stdin: 4, hb: 5 },
    createEngine: (listeners) => {
      engines.push(new FakeEngine(listeners, () => Promise.resolve(failure("Ran", "it ran"))));
      return engines[0];
    },
    onShutDown: () => log("shut down"),
  });
  const clients: Dealer[] = [];
  return {
    connection,
    logged,
    ran: () => engines[0].ran.length,
    connect(channel) {
      const client = new Dealer({ linger: 0, receiveTimeout: 10_000 });
      client.connect(connection.address[channel]);
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.close();
      await transport.close();
      connection.close();
    },
  };
}

/** One request and its answer. */
export async function ask(
  socket: Dealer,
  type: string,
  content: object,
  key: string,
): Promise<Message> {
  await socket.send(toFrames(newMessage(type, { ...content }, "a test"), key));
  return fromFrames(await socket.receive(), key);
}
