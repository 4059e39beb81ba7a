import { describe, expect, test } from "vitest";
import { encodeFrame, FrameReader, type Frame } from "../../../kernel/engine/frames.js";

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
});
