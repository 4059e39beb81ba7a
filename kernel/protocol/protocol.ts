import { messageOf } from "../errors.js";
import type { Channel, Transport } from "../transport/transport.js";
import { newMessage, type Message } from "../wire/message.js";
import type { ExecutionQueue } from "./execution-queue.js";
import { Fields } from "./fields.js";
import type { Content, Handler, Kernel, Publish } from "./handler.js";
import { handlers } from "./handlers.js";
import type { Requests } from "./requests.js";

export interface ProtocolParts {
  transport: Transport;
  /** The kernel's own session id. */
  session: string;
  requests: Requests;
  queue: ExecutionQueue;
  log: (line: string) => void;
}

const abort: Handler = () => ({ status: "aborted" });

/** Sends to all who listen on iopub. */
export function publisher({ transport, session }: ProtocolParts): Publish {
  return (type, content, parentHeader, more = {}) => {
    const identities = [Buffer.from(type)]; // the topic
    const message = newMessage(type, content, session, { identities, parentHeader, ...more });
    return transport.send("iopub", message);
  };
}

/** Answers clients: finds each message's handler, and says before that it is busy, after it idle. */
export class Protocol {
  private readonly unknown = new Set<string>();
  private starting = true;

  constructor(
    private readonly parts: ProtocolParts,
    private readonly kernel: Kernel,
  ) {}

  start(): void {
    this.parts.transport.listen({
      onMessage: (message, channel) => this.receive(message, channel),
      // https://jupyter.org/enhancement-proposals/65-jupyter-xpub: a client that has it misses nothing
      onSubscription: (topic) => this.welcome(topic),
    });
  }

  private receive(message: Message, channel: Channel): void {
    const { msg_type: type } = message.header;
    const handler = handlers.get(type);
    if (!handler) {
      this.ignore(type, channel);
      return;
    }
    this.starting = false;
    this.parts.requests.remember(message);
    if (type === "input_reply") void this.answer(message, handler);
    else if (type !== "execute_request") void this.serve(message, channel, handler);
    else {
      this.parts.queue.add((aborted) => this.serve(message, channel, aborted ? abort : handler));
    }
  }

  private async serve(message: Message, channel: Channel, handler: Handler): Promise<void> {
    const { header } = message;
    const { publish } = this.kernel;
    const started = new Date().toISOString();
    void publish("status", { execution_state: "busy" }, header);
    const content = await this.answer(message, handler);
    if (content && header.msg_type.endsWith("_request")) {
      const type = header.msg_type.replace(/_request$/, "_reply");
      const { identities } = message;
      const about = { identities, parentHeader: header, metadata: { started } };
      void this.parts.transport.send(channel, newMessage(type, content, this.parts.session, about));
    }
    await publish("status", { execution_state: "idle" }, header);
  }

  /** What goes wrong is the answer too. */
  private async answer(message: Message, handler: Handler): Promise<Content | undefined> {
    const { header, content, metadata, buffers } = message;
    const fields = new Fields(header.msg_type, content);
    try {
      return await handler({ header, fields, content, metadata, buffers }, this.kernel);
    } catch (error) {
      this.parts.log(`${header.msg_type}: ${messageOf(error)}`);
      const ename = error instanceof Error ? error.name : "Error";
      const evalue = messageOf(error);
      return { status: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] };
    }
  }

  private welcome(topic: string): void {
    const { transport, session } = this.parts;
    const identities = topic === "" ? [] : [Buffer.from(topic)];
    const content = { subscription: topic };
    void transport.send("iopub", newMessage("iopub_welcome", content, session, { identities }));
    // Said to somebody, after the welcome, and never after the first "idle".
    if (this.starting) void this.kernel.publish("status", { execution_state: "starting" }, {});
    this.starting = false;
  }

  private ignore(type: string, channel: Channel): void {
    if (this.unknown.has(type) || this.unknown.size >= 1000) return;
    this.unknown.add(type);
    this.parts.log(`${channel}: ignored a message of unknown type ${JSON.stringify(type)}`);
  }
}
