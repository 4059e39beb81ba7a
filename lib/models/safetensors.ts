import type { DType, TypedArray } from "../backend/backend.js";
import { crc32 } from "../crc32.js";
import { DataError, ValueError } from "../errors.js";
import { fromData, type TensorOptions } from "../tensor/create.js";
import { shapeText, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): the length of a header in 8 bytes, the header in
 * JSON, the numbers, all little-endian. The checksum is kept in the header's metadata.
 */
type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

const METADATA = "__metadata__";
const CHECKSUM = "gradlab.crc32";
const NAMES: Readonly<Record<DType, string>> = { float32: "F32", float64: "F64" };
const BYTES: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

const bytesOf = (data: TypedArray): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Of names, shapes and places first, then of the numbers. */
const checksumOf = (entries: Record<string, Entry>, data: Uint8Array): string =>
  crc32(data, crc32(new TextEncoder().encode(JSON.stringify(entries))))
    .toString(16)
    .padStart(8, "0");

/**
 * Named tensors as the bytes of a safetensors file, which PyTorch and others read too, with a checksum in its metadata.
 *
 * @throws ValueError if a name or a key of the metadata is taken by the format, or metadata is no text.
 *
 * @example
 * const bytes = encodeSafetensors({ W: tensor([[1, 2]]) }, { epoch: "7" });
 * decodeSafetensors(bytes).tensors.W.toArray(); // [[1, 2]]
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  return encoded("encodeSafetensors", tensors, metadata);
}

/** The same for another function, which errors are to name. */
export function encoded(
  where: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  for (const [what, keys, taken] of [
    ["tensors", tensors, METADATA],
    ["metadata", metadata, CHECKSUM],
  ] as const)
    if (Object.hasOwn(keys, taken))
      throw new ValueError(`${where}: ${what} must leave the name ${taken} to the format, got it`);
  for (const [key, text] of Object.entries<unknown>(metadata))
    if (typeof text !== "string")
      throw new ValueError(`${where}: metadata ${key} must be a text, got ${String(text)}`);
  const entries: Record<string, Entry> = {};
  const all = Object.entries(tensors).map(([name, tensor]) => ({ name, tensor }));
  let at = 0;
  for (const { name, tensor } of all) {
    const end = at + tensor.size * BYTES[NAMES[tensor.dtype]];
    entries[name] = {
      dtype: NAMES[tensor.dtype],
      shape: [...tensor.shape],
      data_offsets: [at, end],
    };
    at = end;
  }
  const data = new Uint8Array(at);
  for (const { name, tensor } of all) data.set(bytesOf(tensor.data), entries[name].data_offsets[0]);
  const header = { [METADATA]: { ...metadata, [CHECKSUM]: checksumOf(entries, data) }, ...entries };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padding = -text.length & 7; // so that the numbers begin at a multiple of 8
  const out = new Uint8Array(8 + text.length + padding + at).fill(
    0x20,
    8,
    8 + text.length + padding,
  );
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length + padding), true);
  out.set(text, 8);
  out.set(data, 8 + text.length + padding);
  return out;
}

export type Safetensors = { tensors: Record<string, Tensor>; metadata: Record<string, string> };

/**
 * The named tensors in the bytes of a safetensors file. F64 stays float64; F32, F16 and BF16 become float32. `where`
 * begins the message of an error: the name of the file.
 *
 * @throws DataError if the bytes are not those of such a file, it is cut off, its checksum is wrong, or it holds
 * numbers of another type.
 *
 * @example
 * const bytes = encodeSafetensors({ W: tensor([1, 2]) });
 * decodeSafetensors(bytes).tensors.W.toArray(); // [1, 2]
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  where = "decodeSafetensors",
  backend?: TensorOptions["backend"],
): Safetensors {
  const { header, data } = split(bytes, where);
  const { [METADATA]: given = {}, ...rest } = header;
  const metadata = requireMetadata(given, where);
  const entries = Object.fromEntries(
    Object.entries(rest).map(([name, entry]) => [name, requireEntry(entry, name, where)]),
  );
  const places = Object.values(entries).map(({ data_offsets }) => data_offsets);
  const size = places.reduce((sum, [start, end]) => sum + end - start, 0);
  if (size !== data.length || places.some(([, end]) => end > size))
    throw new DataError(`${where}: expected ${size} bytes of numbers, got ${data.length}`);
  if (Object.hasOwn(metadata, CHECKSUM)) {
    const checksum = checksumOf(entries, data);
    if (metadata[CHECKSUM] !== checksum)
      throw new DataError(
        `${where}: expected checksum ${metadata[CHECKSUM]}, got ${checksum}: the file is damaged`,
      );
  }
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== CHECKSUM));
  const tensors = Object.entries(entries).map(([name, { dtype, shape, data_offsets }]) => {
    // A copy, so that it is aligned; slice() would be none of a Buffer.
    const values = numbersOf(dtype, new Uint8Array(data.subarray(...data_offsets)));
    const options = { dtype: dtype === "F64" ? "float64" : "float32", backend } as const;
    return [name, fromData(values, shape, options)] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata: kept };
}

function split(
  bytes: Uint8Array,
  where: string,
): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < 8)
    throw new DataError(`${where}: expected a safetensors file, got ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (bytes.length < 9 || bytes[8] !== 0x7b)
    throw new DataError(
      `${where}: expected a safetensors file, whose header begins with {, got another beginning`,
    );
  if (length > bytes.length - 8)
    throw new DataError(
      `${where}: expected a header of ${length} bytes, got ${bytes.length - 8}: the file is cut off`,
    );
  let header: unknown;
  try {
    header = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)),
    );
  } catch (cause) {
    throw new DataError(`${where}: expected a header in JSON, got: ${(cause as Error).message}`, {
      cause,
    });
  }
  return { header: header as Record<string, unknown>, data: bytes.subarray(8 + length) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

function requireMetadata(value: unknown, where: string): Record<string, string> {
  if (!isObject(value) || !Object.values(value).every((text) => typeof text === "string"))
    throw new DataError(`${where}: expected metadata of texts, got ${JSON.stringify(value)}`);
  return value as Record<string, string>;
}

function requireEntry(value: unknown, name: string, where: string): Entry {
  const {
    dtype,
    shape,
    data_offsets: place,
  }: Partial<Record<keyof Entry, unknown>> = isObject(value) ? value : {};
  if (typeof dtype !== "string" || !Object.hasOwn(BYTES, dtype))
    throw new DataError(
      `${where}: ${name} must hold ${Object.keys(BYTES).join(", ")}, got ${JSON.stringify(dtype)}`,
    );
  if (!Array.isArray(shape) || !shape.every(isCount))
    throw new DataError(`${where}: ${name} must have a shape, got ${JSON.stringify(shape)}`);
  const right = Array.isArray(place) && place.length === 2 && place.every(isCount);
  const [start, end] = right ? (place as [number, number]) : [0, -1];
  const size = sizeOf(shape) * BYTES[dtype];
  if (end - start !== size)
    throw new DataError(
      `${where}: ${name} of shape ${shapeText(shape)} must take ${size} bytes, got ${JSON.stringify(place)}`,
    );
  return { dtype, shape: shape, data_offsets: [start, end] };
}

/** `bytes` begin a buffer of their own, so an array may look at them. */
function numbersOf(dtype: string, { buffer, length }: Uint8Array): TypedArray {
  if (dtype === "F64") return new Float64Array(buffer, 0, length / 8);
  if (dtype === "F32") return new Float32Array(buffer, 0, length / 4);
  const halves = new Uint16Array(buffer, 0, length / 2);
  if (dtype === "F16") return Float32Array.from(halves, fromHalf);
  // A bfloat16 is the upper half of a float32.
  const upper = Uint32Array.from(halves, (half) => half << 16);
  return new Float32Array(upper.buffer);
}

/** A number in IEEE half precision: 1 bit of sign, 5 of exponent, 10 of fraction. */
function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
