import type { Header, Message } from "../wire/message.js";

/** Longer than this many requests ago, a timer's output goes without its request's full header. */
const KEPT = 1000;

/** The latest requests, for what comes of them later: output, questions. */
export class Requests {
  private readonly kept = new Map<string, Pick<Message, "header" | "identities">>();

  remember({ header, identities }: Message): void {
    this.kept.set(header.msg_id, { header, identities });
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT) this.kept.delete(oldest);
  }

  header(id: string): Partial<Header> {
    return this.kept.get(id)?.header ?? { msg_id: id };
  }

  /** Whom the request came from. */
  identities(id: string): Uint8Array[] {
    return this.kept.get(id)?.identities ?? [];
  }
}
