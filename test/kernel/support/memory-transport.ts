import type {
  Channel,
  Transport,
  TransportListeners,
} from "../../../kernel/transport/transport.js";
import { newMessage, type Message } from "../../../kernel/wire/message.js";

export interface Sent {
  channel: Channel | "iopub";
  message: Message;
}

/** A transport without sockets: a test is the client. */
export class MemoryTransport implements Transport {
  readonly sent: Sent[] = [];
  private listeners: TransportListeners | undefined;
  private readonly waiting: { isIt: (sent: Sent) => boolean; resolve: (sent: Sent) => void }[] = [];

  listen(listeners: TransportListeners): void {
    this.listeners = listeners;
  }

  send(channel: Channel | "iopub", message: Message): Promise<void> {
    const sent = { channel, message };
    this.sent.push(sent);
    for (const each of this.waiting) if (each.isIt(sent)) each.resolve(sent);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  subscribe(topic: string): void {
    this.listeners?.onSubscription(topic);
  }

  /** Sends a request as a client does. @returns its msg_id */
  post(type: string, content: Message["content"] = {}, channel: Channel = "shell"): string {
    const identities = [Buffer.from("a client")];
    const message = newMessage(type, content, "its session", { identities });
    this.listeners?.onMessage(message, channel);
    return message.header.msg_id;
  }

  /** Sends a request and waits until it is done. @returns its reply, if it has one */
  async ask(
    type: string,
    content: Message["content"] = {},
    channel: Channel = "shell",
  ): Promise<Message> {
    const id = this.post(type, content, channel);
    await this.idle(id);
    return this.reply(id);
  }

  reply(id: string): Message {
    const found = this.sent.find(
      ({ channel, message }) => channel !== "iopub" && isOf(message, id),
    );
    if (!found) throw new Error(`expected a reply to ${id}, got none`);
    return found.message;
  }

  /** What listeners heard of a request, in order. */
  heard(id: string): Message[] {
    return this.sent
      .filter(({ channel, message }) => channel === "iopub" && isOf(message, id))
      .map(({ message }) => message);
  }

  idle(id: string): Promise<Sent> {
    return this.find(({ message }) => {
      return isOf(message, id) && message.content.execution_state === "idle";
    });
  }

  /** The first message that is like this, now or later. */
  find(isIt: (sent: Sent) => boolean): Promise<Sent> {
    const found = this.sent.find(isIt);
    if (found) return Promise.resolve(found);
    return new Promise((resolve) => this.waiting.push({ isIt, resolve }));
  }
}

function isOf({ parentHeader }: Message, id: string): boolean {
  return parentHeader.msg_id === id;
}

/** `status busy`, `stream`, …: a request's messages in a word or two each. */
export function namesOf(messages: Message[]): string[] {
  return messages.map(({ header, content }) =>
    header.msg_type === "status" ? String(content.execution_state) : header.msg_type,
  );
}
