import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodePng, enlarge } from "../../../lib/plot/png.js";

const bytes = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7);
const picture = { width: 2, height: 2, channels: 3, bytes } as const;

test("encodePng writes a file whose rows are the pixels, filtered by the row above", () => {
  const file = Buffer.from(encodePng(picture));
  expect(file.subarray(1, 4).toString()).toBe("PNG");
  expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([2, 2]);
  const length = file.readUInt32BE(33);
  expect(file.subarray(37, 41).toString()).toBe("IDAT");
  const rows = inflateSync(file.subarray(41, 41 + length));
  expect([...rows.subarray(0, 7)]).toEqual([2, 255, 0, 0, 0, 255, 0]);
  const above = (i: number): number => (rows[8 + i] + rows[1 + i]) & 0xff;
  expect([0, 1, 2, 3, 4, 5].map(above)).toEqual([0, 0, 255, 9, 8, 7]);
  // The checksum of the empty last chunk is known: AE 42 60 82.
  expect(file.subarray(-4).toString("hex")).toBe("ae426082");
});

test("enlarge repeats each pixel across and down", () => {
  const { width, height, bytes: large } = enlarge(picture, 2);
  expect([width, height]).toEqual([4, 4]);
  const pixel = (x: number, y: number): number[] => [
    ...large.subarray((y * 4 + x) * 3).subarray(0, 3),
  ];
  expect([pixel(0, 0), pixel(1, 1), pixel(2, 1), pixel(3, 3)]).toEqual([
    [255, 0, 0],
    [255, 0, 0],
    [0, 255, 0],
    [9, 8, 7],
  ]);
});
