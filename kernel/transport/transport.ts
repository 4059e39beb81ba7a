import type { Message } from "../wire/message.js";

/** The channels that clients write to. */
export type Channel = "shell" | "control" | "stdin";

export interface TransportListeners {
  /** Gets every message that is well formed and signed with the connection's key. */
  onMessage(message: Message, channel: Channel): void;
  /** Somebody begins to hear what is published under this topic; "" is all. */
  onSubscription(topic: string): void;
}

/** How messages come and go. The protocol sees neither sockets nor frames nor keys. */
export interface Transport {
  /** Starts to read. */
  listen(listeners: TransportListeners): void;
  /**
   * Sends in order, on each channel; answers go to the message's identities, iopub to all who
   * listen. Resolves when the message has left: who waits for that never outruns the readers.
   */
  send(channel: Channel | "iopub", message: Message): Promise<void>;
  /** Sends what is waiting, then closes. */
  close(): Promise<void>;
}
