import { Buffer } from "node:buffer";
import { Error, parse, RangeError, stringify, Uint8Array } from "./own.js";

/** One message between the engine and its cell process: JSON, and bytes that JSON cannot hold. */
export interface Frame {
  message: unknown;
  buffers: Uint8Array[];
}

const WORD = 4;
/** Begins every frame, so that what user code writes to the pipe is seen to be none at once. */
const MARK = 0x67_72_61_64;
const HEADER = 3 * WORD;
const LONGEST = 256 * 1024 * 1024;
const MOST_BUFFERS = 10_000;

/** What arrived is no frame: whoever writes there has gone wrong, and nothing after it can be read. */
export class BadFrame extends Error {
  override name = "BadFrame";
}

/**
 * The bytes of a frame: the mark, length of the JSON, number of buffers, each buffer's length (all 32
 * bits, little endian), then the JSON, then the buffers.
 */
export function encodeFrame(message: unknown, buffers: readonly Uint8Array[] = []): Buffer {
  const json = stringify(message);
  const jsonLength = Buffer.byteLength(json);
  const header = HEADER + WORD * buffers.length;
  let total = header + jsonLength;
  // By index, here and below: user code may have changed what iterates.
  for (let i = 0; i < buffers.length; i++) total += buffers[i].byteLength;
  if (total > LONGEST || buffers.length > MOST_BUFFERS)
    throw new RangeError(
      `output: expected at most ${LONGEST} bytes in ${MOST_BUFFERS} buffers, got ${total} in ${buffers.length}`,
    );
  const frame = Buffer.allocUnsafe(total);
  frame.writeUInt32LE(MARK, 0);
  frame.writeUInt32LE(jsonLength, WORD);
  frame.writeUInt32LE(buffers.length, 2 * WORD);
  let end = header + frame.write(json, header);
  for (let i = 0; i < buffers.length; i++) {
    frame.writeUInt32LE(buffers[i].byteLength, HEADER + WORD * i);
    frame.set(buffers[i], end);
    end += buffers[i].byteLength;
  }
  return frame;
}

/** Puts frames together again from the pieces that a stream arrives in. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #length = 0;
  /** Nothing can be read before this many bytes are there. */
  #wanted = HEADER;

  /** Whether the rest of a frame is still to come. */
  get unfinished(): boolean {
    return this.#length > 0;
  }

  /** @throws {@link BadFrame} for what is none; the reader is of no use then */
  *read(piece: Buffer): Generator<Frame> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length < this.#wanted && this.#length > piece.length) return;
    let rest = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces);
    for (;;) {
      this.#wanted = frameLength(rest);
      if (rest.length < this.#wanted) break;
      yield decodeFrame(rest.subarray(0, this.#wanted));
      rest = rest.subarray(this.#wanted);
    }
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
  }
}

/** How many bytes the frame at the start needs, as far as `bytes` tells. */
function frameLength(bytes: Buffer): number {
  if (bytes.length < WORD) return HEADER;
  if (bytes.readUInt32LE(0) !== MARK) throw new BadFrame("expected the beginning of a frame");
  if (bytes.length < HEADER) return HEADER;
  const count = bytes.readUInt32LE(2 * WORD);
  if (count > MOST_BUFFERS) throw new BadFrame(`expected at most ${MOST_BUFFERS} buffers`);
  const header = HEADER + WORD * count;
  if (bytes.length < header) return header;
  let length = header + bytes.readUInt32LE(WORD);
  for (let at = HEADER; at < header; at += WORD) length += bytes.readUInt32LE(at);
  if (length > LONGEST) throw new BadFrame(`expected at most ${LONGEST} bytes, got ${length}`);
  return length;
}

function decodeFrame(frame: Buffer): Frame {
  const count = frame.readUInt32LE(2 * WORD);
  const header = HEADER + WORD * count;
  let end = header + frame.readUInt32LE(WORD);
  const message = parsed(frame.toString("utf8", header, end));
  const buffers: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const start = end;
    end += frame.readUInt32LE(HEADER + WORD * i);
    buffers.push(new Uint8Array(frame.subarray(start, end)));
  }
  return { message, buffers };
}

function parsed(json: string): unknown {
  try {
    return parse(json) as unknown;
  } catch {
    throw new BadFrame("expected JSON");
  }
}
