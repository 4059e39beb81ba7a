/** One message between the engine and its cell process: JSON, and bytes that JSON cannot hold. */
export interface Frame {
  message: unknown;
  buffers: Uint8Array[];
}

const WORD = 4;

/**
 * The bytes of a frame: length of the JSON, number of buffers, each buffer's length (all 32 bits,
 * little endian), then the JSON, then the buffers.
 */
export function encodeFrame(message: unknown, buffers: readonly Uint8Array[] = []): Buffer {
  const json = JSON.stringify(message);
  const jsonLength = Buffer.byteLength(json);
  const header = WORD * (2 + buffers.length);
  const total = buffers.reduce((sum, { byteLength }) => sum + byteLength, header + jsonLength);
  const frame = Buffer.allocUnsafe(total);
  frame.writeUInt32LE(jsonLength, 0);
  frame.writeUInt32LE(buffers.length, WORD);
  let end = header + frame.write(json, header);
  for (const [i, buffer] of buffers.entries()) {
    frame.writeUInt32LE(buffer.byteLength, WORD * (2 + i));
    frame.set(buffer, end);
    end += buffer.byteLength;
  }
  return frame;
}

/** Puts frames together again from the pieces that a stream arrives in. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #length = 0;
  /** Nothing can be read before this many bytes are there. */
  #wanted = 2 * WORD;

  *read(piece: Buffer): Generator<Frame> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length < this.#wanted) return;
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
  if (bytes.length < 2 * WORD) return 2 * WORD;
  const header = WORD * (2 + bytes.readUInt32LE(WORD));
  if (bytes.length < header) return header;
  let length = header + bytes.readUInt32LE(0);
  for (let at = 2 * WORD; at < header; at += WORD) length += bytes.readUInt32LE(at);
  return length;
}

function decodeFrame(frame: Buffer): Frame {
  const count = frame.readUInt32LE(WORD);
  let end = WORD * (2 + count) + frame.readUInt32LE(0);
  const message: unknown = JSON.parse(frame.toString("utf8", WORD * (2 + count), end));
  const buffers: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const start = end;
    end += frame.readUInt32LE(WORD * (2 + i));
    buffers.push(new Uint8Array(frame.subarray(start, end)));
  }
  return { message, buffers };
}
