import { z } from "zod";
import type { Reply } from "../../course/judging-step.js";
import { decodeFrame, FrameError } from "./frame.js";

const words = z.string().max(500);

const headSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("cell"), id: words, threw: words.optional() }),
  z.object({ type: z.literal("absent") }),
  z.object({
    type: z.literal("step"),
    name: words,
    reply: z.enum(["value", "todo", "threw"]),
    threw: words.default("something"),
  }),
  z.object({ type: z.literal("returned") }),
  z.object({ type: z.literal("threw"), threw: words, todo: z.boolean().default(false) }),
]);

/** What a submission's process may say. */
export type Message =
  | { type: "cell"; id: string; threw?: string }
  | { type: "absent" }
  | { type: "step"; name: string; reply: Reply }
  | { type: "returned"; returned: unknown; given: unknown }
  | { type: "threw"; threw: string; todo: boolean };

/**
 * Reads a message, believing nothing.
 *
 * @throws FrameError if it is none.
 */
export function parseMessage(bytes: Uint8Array): Message {
  const { head, value } = decodeFrame(bytes);
  const parsed = headSchema.safeParse(head);
  if (!parsed.success) throw new FrameError("a frame is no message");
  const message = parsed.data;
  if (message.type === "step") {
    const replies: Record<typeof message.reply, Reply> = {
      value: { value },
      todo: { todo: true },
      threw: { threw: message.threw },
    };
    return { type: "step", name: message.name, reply: replies[message.reply] };
  }
  if (message.type === "returned") {
    const inner = (typeof value === "object" && value !== null ? value : {}) as Record<
      string,
      unknown
    >;
    return { type: "returned", returned: inner.returned, given: inner.given };
  }
  if (message.type === "cell")
    return message.threw === undefined
      ? { type: "cell", id: message.id }
      : { ...message, threw: message.threw };
  return message;
}
