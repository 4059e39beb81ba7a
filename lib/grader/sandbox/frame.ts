import { Described, describe } from "../../course/describe.js";
import {
  isTestFunction,
  specOf,
  testFunction,
  type TestData,
} from "../../course/test-functions.js";
import { fromData } from "../../tensor/create.js";
import { Tensor } from "../../tensor/tensor.js";

/**
 * A frame is what crosses between the grader and a submission's process: a head of JSON, and a value whose tensors
 * travel as raw bytes behind it.
 *
 *     4 bytes: length of the JSON · the JSON, in ASCII · the numbers of all tensors as float64
 *
 * This file runs on both sides, on the student's one without anything but JavaScript itself.
 */
export interface Frame {
  head: Readonly<Record<string, unknown>>;
  value?: unknown;
}

/** Bytes that are no frame. */
export class FrameError extends Error {
  override name = "FrameError";
}

const MOST_KEYS = 64;
const MOST_ENTRIES = 4096;
const MOST_LETTERS = 1000;
const MOST_DEPTH = 6;
const MOST_RANK = 8;

export function encodeFrame({ head, value }: Frame): Uint8Array {
  const numbers: ArrayLike<number>[] = [];
  const wire = toWire(value, numbers, 0);
  const json = asciiJson({ ...head, value: wire });
  const count = numbers.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(4 + json.length + 8 * count);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  for (let i = 0; i < json.length; i++) bytes[4 + i] = json.charCodeAt(i);
  let at = 4 + json.length;
  for (const list of numbers)
    for (let i = 0; i < list.length; i++, at += 8) view.setFloat64(at, list[i], true);
  return bytes;
}

/** @throws FrameError if the bytes are no frame. */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length < 4) throw new FrameError("a frame is too short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  if (4 + length > bytes.length) throw new FrameError("a frame's JSON is cut off");
  let json = "";
  for (let i = 0; i < length; i += 4096)
    json += String.fromCharCode(...bytes.subarray(4 + i, 4 + Math.min(length, i + 4096)));
  let head: unknown;
  try {
    head = JSON.parse(json);
  } catch {
    throw new FrameError("a frame holds no JSON");
  }
  if (!isObject(head)) throw new FrameError("a frame's JSON is no object");
  const { value, ...rest } = head;
  return { head: rest, value: fromWire(value, { view, start: 4 + length, next: 0 }, 0) };
}

function toWire(value: unknown, numbers: ArrayLike<number>[], depth: number): unknown {
  if (value instanceof Tensor) {
    numbers.push(value.data);
    return { $tensor: [value.dtype, ...value.shape] };
  }
  // JSON cannot write NaN and infinities.
  if (typeof value === "number") return Number.isFinite(value) ? value : { $number: String(value) };
  if (typeof value === "boolean") return value;
  if (typeof value === "string" && value.length <= MOST_LETTERS) return value;
  const spec = depth < MOST_DEPTH ? specOf(value) : undefined;
  if (spec !== undefined) return { $function: [spec.name, toWire(spec.data, numbers, depth + 1)] };
  if (Array.isArray(value) && value.length <= MOST_ENTRIES && depth < MOST_DEPTH)
    return value.map((inner: unknown) => toWire(inner, numbers, depth + 1));
  const plain = isObject(value) && !Array.isArray(value) && !(value instanceof Described);
  if (!plain || value instanceof Promise || depth >= MOST_DEPTH)
    return { $described: describe(value) };
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_KEYS)
      .map(([key, inner]) => [key, toWire(inner, numbers, depth + 1)]),
  );
}

/** The numbers behind a frame's JSON, and how many of them were taken. */
interface Numbers {
  view: DataView;
  start: number;
  next: number;
}

function fromWire(wire: unknown, numbers: Numbers, depth: number): unknown {
  if (wire === undefined || typeof wire === "number" || typeof wire === "boolean") return wire;
  if (typeof wire === "string") return wire.slice(0, MOST_LETTERS);
  if (!isObject(wire) || depth > MOST_DEPTH) throw new FrameError("a frame holds no such value");
  if (typeof wire.$described === "string") return new Described(wire.$described.slice(0, 200));
  if (wire.$tensor !== undefined) return tensorFrom(wire.$tensor, numbers);
  if (wire.$number !== undefined) return Number(wire.$number);
  if (wire.$function !== undefined) return functionFrom(wire.$function, numbers, depth);
  if (Array.isArray(wire)) {
    if (wire.length > MOST_ENTRIES) throw new FrameError("a frame holds too many values");
    return wire.map((inner: unknown) => fromWire(inner, numbers, depth + 1));
  }
  const entries = Object.entries(wire);
  if (entries.length > MOST_KEYS) throw new FrameError("a frame holds too many values");
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, fromWire(inner, numbers, depth + 1)]),
  );
}

/** A function of the library, made anew of its data: no code crosses. */
function functionFrom(wire: unknown, numbers: Numbers, depth: number): unknown {
  const [name, data] = Array.isArray(wire) ? (wire as unknown[]) : [];
  if (!isTestFunction(name)) throw new FrameError("a frame holds no such function");
  const made = fromWire(data, numbers, depth + 1);
  const ofTensors = isObject(made) && Object.values(made).every((each) => each instanceof Tensor);
  if (!ofTensors) throw new FrameError("a function is not made of tensors");
  return testFunction(name, made as TestData);
}

function tensorFrom(wire: unknown, numbers: Numbers): Tensor {
  const [dtype, ...shape] = Array.isArray(wire) ? (wire as unknown[]) : [];
  if (dtype !== "float64" && dtype !== "float32") throw new FrameError("a tensor has no dtype");
  if (shape.length > MOST_RANK || !shape.every(isSize))
    throw new FrameError("a tensor has no shape");
  const size = shape.reduce((product, n) => product * n, 1);
  const { view, start, next } = numbers;
  if (start + 8 * (next + size) > view.byteLength) throw new FrameError("a tensor is cut off");
  numbers.next += size;
  const data = Float64Array.from({ length: size }, (_, i) =>
    view.getFloat64(start + 8 * (next + i), true),
  );
  return fromData(data, shape, { dtype });
}

const isSize = (n: unknown): n is number =>
  typeof n === "number" && Number.isInteger(n) && n >= 0 && n < 2 ** 31;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** JSON that needs no text encoder, which a bare JavaScript context does not have. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
