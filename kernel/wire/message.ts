import { randomUUID } from "node:crypto";

/** A Jupyter message (https://jupyter-client.readthedocs.io/en/latest/messaging.html). */
export interface Message {
  /** The routing prefix: whom a router socket got the message from. */
  identities: Uint8Array[];
  header: Header;
  parentHeader: Partial<Header>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
  buffers: Uint8Array[];
}

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

export const PROTOCOL_VERSION = "5.4";

/** @param more whose answer the message is, what travels beside its content */
export function newMessage(
  type: string,
  content: Record<string, unknown>,
  session: string,
  more: Partial<Omit<Message, "header" | "content">> = {},
): Message {
  return {
    identities: [],
    header: {
      msg_id: randomUUID(),
      msg_type: type,
      session,
      username: "gradlab",
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    },
    parentHeader: {},
    metadata: {},
    content,
    buffers: [],
    ...more,
  };
}
