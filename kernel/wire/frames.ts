import { messageOf } from "../errors.js";
import type { Header, Message } from "./message.js";
import { isSignedBy, sign } from "./signature.js";

const DELIMITER = Buffer.from("<IDS|MSG>");
const PARTS = ["header", "parent header", "metadata", "content"];

/** A message as the frames of one ZeroMQ message. */
export function toFrames(message: Message, key: string): Uint8Array[] {
  const { header, parentHeader, metadata, content } = message;
  const parts = [header, parentHeader, metadata, content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  const signature = Buffer.from(sign(key, parts));
  return [...message.identities, DELIMITER, signature, ...parts, ...message.buffers];
}

/**
 * The message in the frames of one ZeroMQ message.
 *
 * @throws {Error} when a frame is missing, is not a JSON object, lacks what answers need, or the
 *   signature is wrong
 */
export function fromFrames(frames: readonly Uint8Array[], key: string): Message {
  const start = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (start < 0) {
    throw new Error(`wire: expected a frame <IDS|MSG>, got ${frames.length} frames without one`);
  }
  const rest = frames.slice(start + 1);
  if (rest.length < 1 + PARTS.length) {
    throw new Error(
      `wire: expected at least 5 frames (signature, ${PARTS.join(", ")}), got ${rest.length}`,
    );
  }
  const parts = rest.slice(1, 1 + PARTS.length);
  if (!isSignedBy(key, Buffer.from(rest[0]).toString(), parts)) {
    throw new Error("wire: expected a message signed with this connection's key, got another");
  }
  const [header, parentHeader, metadata, content] = parts.map(parsePart);
  return {
    identities: frames.slice(0, start),
    header: checkHeader(header),
    parentHeader,
    metadata,
    content,
    buffers: rest.slice(1 + PARTS.length),
  };
}

/** Only what answers are made of must be there; clients differ in the rest. */
function checkHeader(header: Record<string, unknown>): Header {
  for (const name of ["msg_id", "msg_type", "session"]) {
    const value = header[name];
    if (typeof value !== "string") {
      throw new Error(`wire: expected the header's ${name} to be a string, got ${typeof value}`);
    }
  }
  return header as unknown as Header;
}

function parsePart(frame: Uint8Array, index: number): Record<string, unknown> {
  const text = Buffer.from(frame).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`wire: the ${PARTS[index]} is not JSON: ${messageOf(error)}`, { cause: error });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`wire: expected the ${PARTS[index]} to be an object, got ${text.slice(0, 60)}`);
  }
  return value as Record<string, unknown>;
}
