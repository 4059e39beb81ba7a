import { describe, expect, test } from "vitest";
import { BadFrame, encodeFrame, FrameReader, type Frame } from "../../../kernel/engine/frames.js";

const frames: Frame[] = [
  { message: { type: "a", text: "größe ∂ 🎓" }, buffers: [] },
  { message: null, buffers: [new Uint8Array([1, 2, 3]), new Uint8Array()] },
  { message: "x".repeat(100_000), buffers: [new Uint8Array(70_000).fill(7)] },
];
const bytes = Buffer.concat(frames.map(({ message, buffers }) => encodeFrame(message, buffers)));

describe("frames", () => {
  test.each([1, 3, 7, 4096, bytes.length])("survive pieces of %i bytes", (size) => {
    const reader = new FrameReader();
    const read: Frame[] = [];
    for (let at = 0; at < bytes.length; at += size)
      read.push(...reader.read(bytes.subarray(at, at + size)));
    expect(read).toEqual(frames);
  });

  test("what is no frame is refused as soon as that can be seen", () => {
    const read = (...pieces: Buffer[]) => {
      const reader = new FrameReader();
      return pieces.flatMap((piece) => [...reader.read(piece)]);
    };
    const [good] = frames.map(({ message }) => encodeFrame(message));
    const tooLong = Buffer.from(good.subarray(0, 12));
    tooLong.writeUInt32LE(2 ** 31, 4);
    const tooMany = Buffer.from(good.subarray(0, 12));
    tooMany.writeUInt32LE(2 ** 31, 8);
    const noJson = Buffer.from(good);
    noJson.write("!", 12);
    for (const bad of [Buffer.from("some text"), tooLong, tooMany, noJson])
      expect(() => read(bad)).toThrow(BadFrame);
    expect(() => read(Buffer.from("ab"), good)).toThrow(BadFrame);
    expect(() => read(good, Buffer.from("a"), good)).toThrow(BadFrame);
  });

  test("a message too long for the reader is refused by the writer", () => {
    const long = new Uint8Array(257 * 1024 * 1024);
    expect(() => encodeFrame({}, [long])).toThrow("output: expected at most 268435456 bytes");
  });
});
