import type { DType } from "../backend/backend.js";
import { DataError, requireNumber } from "../errors.js";
import { fromData } from "../tensor/create.js";
import type { Dataset } from "./dataset.js";

/**
 * MNIST: 70,000 gray images of 28×28 pixels, handwritten digits, 60,000 of them to train on.
 *
 * LeCun, Cortes & Burges 1998, http://yann.lecun.com/exdb/mnist/. Images and labels are two files in the
 * IDX format, big-endian: two zero bytes, the type of an entry (8: unsigned byte), the number of axes, the
 * size of each axis in four bytes, and the entries in row-major order.
 *
 * @example
 * MNIST_CLASSES.length; // 10
 */
export const MNIST_CLASSES: readonly string[] = Array.from({ length: 10 }, (_, i) => String(i));

const UNSIGNED_BYTE = 8;
const ADVICE = "the file was cut off or damaged, copy it again from where it came";

/** The bytes of one file, unpacked, and what to call it in messages. */
export type IdxFile = { name: string; bytes: Uint8Array };

/**
 * The sizes of the axes and the entries of a file of unsigned bytes in the IDX format.
 *
 * @throws DataError if the file does not begin so, or is shorter or longer than its sizes say.
 */
export function parseIdx(
  { name, bytes }: IdxFile,
  axes: number,
): { sizes: number[]; entries: Uint8Array } {
  const header = 4 + 4 * axes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wanted = (UNSIGNED_BYTE << 8) | axes;
  if (bytes.length >= 4 && view.getUint32(0) !== wanted)
    throw new DataError(
      `${name}: expected the magic number ${wanted} (unsigned bytes in ${axes} ` +
        `${axes === 1 ? "axis" : "axes"}), got ${view.getUint32(0)}; it is a file of another kind`,
    );
  if (bytes.length < header)
    throw new DataError(
      `${name}: expected a header of ${header} bytes, got ${bytes.length} bytes in all; ${ADVICE}`,
    );
  const sizes = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = sizes.reduce((product, size) => product * size, 1);
  if (bytes.length !== header + expected)
    throw new DataError(
      `${name}: expected ${sizes.join(" × ")} bytes behind the header of ${header}, ` +
        `${header + expected} in all, got ${bytes.length}; ${ADVICE}`,
    );
  return { sizes, entries: bytes.subarray(header) };
}

/**
 * A data set from a file of images and one of labels as MNIST has them, images (N, 1, H, W). Other sets
 * come in the same form (Fashion-MNIST, for one): give their `name` and `classes`.
 *
 * @throws DataError if a file is damaged or of another kind, the two do not hold equally many, there are
 * none, or a label is no class; ValueError if limit is no positive integer.
 *
 * @example
 * const head = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28];
 * const images = { name: "images", bytes: Uint8Array.from({ length: 16 + 784 }, (_, i) => head[i] ?? 255) };
 * const labels = { name: "labels", bytes: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7) };
 * parseMnist({ images: images, labels: labels }).images.shape; // [1, 1, 28, 28]
 */
export function parseMnist(
  { images, labels }: { images: IdxFile; labels: IdxFile },
  {
    name = "MNIST",
    classes = MNIST_CLASSES,
    limit = Infinity,
    dtype = "float64",
  }: { name?: string; classes?: readonly string[]; limit?: number; dtype?: DType } = {},
): Dataset {
  if (limit !== Infinity) requireNumber("parseMnist", "limit", limit, { min: 1, integer: true });
  const pixels = parseIdx(images, 3);
  const marks = parseIdx(labels, 1);
  const [held, height, width] = pixels.sizes;
  if (marks.sizes[0] !== held)
    throw new DataError(
      `${labels.name}: expected one label for each of the ${held} images of ${images.name}, ` +
        `got ${marks.sizes[0]}; the two files do not belong together`,
    );
  if (pixels.entries.length === 0)
    throw new DataError(
      `${images.name}: expected images of one or more pixels, got ${held} of ${height} × ${width}`,
    );
  const wrong = marks.entries.findIndex((label) => label >= classes.length);
  if (wrong >= 0)
    throw new DataError(
      `${labels.name}: the label of record ${wrong} (byte ${8 + wrong}) must be from 0 to ` +
        `${classes.length - 1}, got ${marks.entries[wrong]}; the file is damaged or of another data set`,
    );
  const count = Math.min(held, limit);
  const taken = pixels.entries.subarray(0, count * height * width);
  return {
    name,
    images: fromData(taken, [count, 1, height, width], { dtype }),
    labels: Int32Array.from(marks.entries.subarray(0, count)),
    classes,
  };
}
