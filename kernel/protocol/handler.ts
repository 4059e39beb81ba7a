import type { Engine } from "../engine/engine.js";
import type { Debugger } from "../debugger/debugger.js";
import type { History } from "../history/history.js";
import type { Language } from "../language/language.js";
import type { Connection } from "../transport/connection.js";
import type { Header } from "../wire/message.js";
import type { Cells } from "./cells.js";
import type { Comms } from "./comms.js";
import type { Fields } from "./fields.js";
import type { Questions } from "./questions.js";

export type Content = Record<string, unknown>;

/** A message from a client, without how it came. */
export interface Request {
  header: Header;
  /** For reading with care. */
  fields: Fields;
  /** As it came. */
  content: Content;
  metadata: Content;
  buffers: Uint8Array[];
}

/**
 * Answers one type of request; `x_request` gets an `x_reply` with the content returned. What it
 * throws becomes an error reply.
 */
export type Handler = (
  request: Request,
  kernel: Kernel,
) => Content | undefined | Promise<Content | undefined>;

/** Sends to all who listen, as something that came of the request with this header. */
export type Publish = (
  type: string,
  content: Content,
  about: Partial<Header>,
  more?: { metadata?: Content; buffers?: Uint8Array[] },
) => Promise<void>;

/** What handlers work with. */
export interface Kernel {
  language: Language;
  engine: Engine;
  cells: Cells;
  comms: Comms;
  questions: Questions;
  history: History;
  ports: Connection["ports"];
  publish: Publish;
  debug: Debugger;
  /** Ends the process; what is to be sent still leaves. */
  shutDown(): void;
}
