import type { DType } from "../backend/backend.js";
import { DataError, requireNumber } from "../errors.js";
import { fromData } from "../tensor/create.js";
import type { Dataset } from "./dataset.js";

/**
 * CIFAR-10: 60,000 color images of 32×32 pixels in ten classes, 50,000 of them to train on.
 *
 * Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html. In the binary format a record is a label
 * byte and 3,072 pixel bytes: the red, the green and the blue plane, each row by row. That is the order
 * of (C, H, W), so pixels are taken as they stand.
 *
 * @example
 * CIFAR10_CLASSES[3]; // "cat"
 */
export const CIFAR10_CLASSES: readonly string[] = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck",
];

const PIXELS = 3 * 32 * 32;
export const CIFAR10_RECORD_BYTES: number = 1 + PIXELS;

/** The bytes of one file of records, and what to call it in messages. */
export type RecordFile = { name: string; bytes: Uint8Array };

/**
 * A data set from files in CIFAR-10's binary format; each holds any number of whole records.
 *
 * @throws DataError if a file is empty, ends within a record, or has a label over 9.
 *
 * @example
 * const file = { name: "data_batch_1.bin", bytes: new Uint8Array(2 * 3073) };
 * parseCifar10([file]).images.shape; // [2, 3, 32, 32]
 */
export function parseCifar10(
  files: readonly RecordFile[],
  {
    name = "CIFAR-10",
    classes = CIFAR10_CLASSES,
    limit = Infinity,
    dtype = "float64",
  }: { name?: string; classes?: readonly string[]; limit?: number; dtype?: DType } = {},
): Dataset {
  if (limit !== Infinity) requireNumber("parseCifar10", "limit", limit, { min: 1, integer: true });
  for (const { name: file, bytes } of files) requireWholeRecords(file, bytes.length);
  const held = files.reduce((sum, { bytes }) => sum + bytes.length / CIFAR10_RECORD_BYTES, 0);
  const count = Math.min(held, limit);
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Int32Array(count);
  let record = 0;
  for (const { name: file, bytes } of files)
    for (let at = 0; at < bytes.length && record < count; at += CIFAR10_RECORD_BYTES, record++) {
      if (bytes[at] >= classes.length)
        throw new DataError(
          `${file}: the label of record ${at / CIFAR10_RECORD_BYTES} (byte ${at}) must be from 0 to ` +
            `${classes.length - 1}, got ${bytes[at]}; the file is damaged or of another format`,
        );
      labels[record] = bytes[at];
      pixels.set(bytes.subarray(at + 1, at + CIFAR10_RECORD_BYTES), record * PIXELS);
    }
  return { name, images: fromData(pixels, [count, 3, 32, 32], { dtype }), labels, classes };
}

/** @throws DataError unless so many bytes are one or more whole records. */
export function requireWholeRecords(file: string, bytes: number): void {
  const advice = "get it again with downloadCifar10(), or copy it again from where it came";
  if (bytes === 0)
    throw new DataError(
      `${file}: expected records of ${CIFAR10_RECORD_BYTES} bytes, got an empty file; ${advice}`,
    );
  const left = bytes % CIFAR10_RECORD_BYTES;
  if (left !== 0)
    throw new DataError(
      `${file}: expected whole records of ${CIFAR10_RECORD_BYTES} bytes, got ${bytes} bytes: ` +
        `${(bytes - left) / CIFAR10_RECORD_BYTES} of them and ${left} bytes more; ` +
        `the file was cut off, ${advice}`,
    );
}
