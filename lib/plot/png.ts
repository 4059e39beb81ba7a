import { zlibSync } from "fflate";
import { crc32 } from "../crc32.js";
import { toBase64 } from "../display/base64.js";

/** Pixels row by row, each of `channels` bytes: 3 for RGB, 4 for RGBA. */
export type Pixels = { width: number; height: number; channels: 3 | 4; bytes: Uint8Array };

/** Length, type, content, checksum of type and content. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const out = new Uint8Array(content.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, content.length);
  out.set(new TextEncoder().encode(type), 4);
  out.set(content, 8);
  view.setUint32(content.length + 8, crc32(out.subarray(4, content.length + 8)));
  return out;
}

/**
 * A PNG file (https://www.w3.org/TR/png-3/), each row filtered by the difference to the row above. Made
 * here because it must be synchronous and run in Node and in browsers.
 */
export function encodePng({ width, height, channels, bytes }: Pixels): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, channels === 3 ? 2 : 6, 0, 0, 0], 8); // 8 bits; RGB or RGBA; no interlace
  const stride = width * channels;
  const rows = new Uint8Array(height * (stride + 1));
  for (let y = 0; y < height; y++) {
    const at = y * (stride + 1);
    rows[at] = 2; // the filter "up"
    for (let i = 0; i < stride; i++)
      rows[at + 1 + i] = bytes[y * stride + i] - (y > 0 ? bytes[(y - 1) * stride + i] : 0);
  }
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("IDAT", zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Pixels as a data URI that an image can have as its source. */
export const pngUri = (pixels: Pixels): string =>
  `data:image/png;base64,${toBase64(encodePng(pixels))}`;

/** The same picture with each pixel as `factor` × `factor` equal ones: enlarged without blur. */
export function enlarge({ width, height, channels, bytes }: Pixels, factor: number): Pixels {
  const out = new Uint8Array(bytes.length * factor * factor);
  const stride = width * factor * channels;
  for (let y = 0; y < height; y++) {
    const first = y * factor * stride;
    for (let x = 0; x < width; x++) {
      const pixel = bytes.subarray((y * width + x) * channels, (y * width + x + 1) * channels);
      for (let i = 0; i < factor; i++) out.set(pixel, first + (x * factor + i) * channels);
    }
    for (let i = 1; i < factor; i++) out.copyWithin(first + i * stride, first, first + stride);
  }
  return { width: width * factor, height: height * factor, channels, bytes: out };
}
