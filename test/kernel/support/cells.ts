import { KernelClient } from "../../../kernel/notebook/client.js";
import type { Message } from "../../../kernel/wire/message.js";

export interface Ran {
  status: string;
  ename?: unknown;
  evalue?: unknown;
  messages: Message[];
  /** All that was printed. */
  text: string;
  /** The last value as text. */
  result?: unknown;
}

/** Runs one cell and collects what it sent. */
export async function runCell(client: KernelClient, code: string): Promise<Ran> {
  const messages: Message[] = [];
  const reply = await client.execute(code, (message) => messages.push(message));
  const printed = messages.filter(({ header }) => header.msg_type === "stream");
  const text = printed.map(({ content }) => String(content.text)).join("");
  const shown = messages.find(({ header }) => header.msg_type === "execute_result");
  const data = shown?.content.data as Record<string, unknown> | undefined;
  const { status, ename, evalue } = reply;
  return { status, ename, evalue, messages, text, result: data?.["text/plain"] };
}
