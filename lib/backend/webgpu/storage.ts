import type { DType, Scope, Storage, TypedArray, View } from "../backend.js";
import { allocate as arrayOf, dataOf, HostStorage } from "../reference/storage.js";
import { Scopes, type Force, type Made } from "../scopes.js";
import type { Device } from "./device.js";
import { allocate, device, isFull, release, type Block } from "./pool.js";

/** Frees the buffers of storages. */
const scopes: Scopes<Block, GpuStorage> = new Scopes(
  release,
  (storage): storage is GpuStorage => storage instanceof GpuStorage,
);

/** Work that is put off until somebody needs its numbers: see expression.ts. */
export interface Pending {
  /** Puts the numbers in their place. */
  evaluate(): void;
}

/** Numbers of the webgpu backend: in a buffer of the device, in an array of the host, in both, or still to be worked out. */
export class GpuStorage implements Storage {
  block?: Block;
  host?: TypedArray;
  pending?: Pending;
  /** The scope in which it was made, if any. */
  readonly scope: Made<GpuStorage> | undefined = scopes.innermost;

  constructor(
    readonly dtype: DType,
    readonly length: number,
  ) {}
}

export function storageOf({ storage }: Pick<View, "storage">): GpuStorage {
  if (!(storage instanceof GpuStorage))
    throw new TypeError("backend: expected numbers of the webgpu backend, got another backend's");
  return storage;
}

/** See `Scope`. */
export const openScope = (force: Force<GpuStorage>): Scope => scopes.begin(force);

/** Takes a storage's buffer away. */
export function letGo(storage: GpuStorage): void {
  scopes.letGo(storage);
}

/** Numbers of the host as a storage. */
export function adopt(data: TypedArray): GpuStorage {
  const dtype = data instanceof Float32Array ? "float32" : "float64";
  const storage = new GpuStorage(dtype, data.length);
  storage.host = data;
  return storage;
}

/**
 * Copies numbers in. They go to the device when a kernel needs them there.
 *
 * @throws Error if they are in float32 and there is no GPU.
 */
export function upload(values: ArrayLike<number>, dtype: DType): GpuStorage {
  if (dtype === "float32") device();
  const data = arrayOf(dtype, values.length);
  data.set(values);
  return adopt(data);
}

/** The numbers as an array of the host, which stays valid whatever becomes of the storage's buffer. */
export function read(storage: Storage): TypedArray {
  const own = storageOf({ storage });
  own.pending?.evaluate();
  return (own.host ??= fetch(own));
}

function fetch({ block, length }: GpuStorage): Float32Array {
  if (!block)
    throw new Error(
      "webgpu: these numbers were let go at the end of a scope, expected them to be read before",
    );
  requirePresent(block.device);
  try {
    return block.device.read(block.buffer, length);
  } catch (error) {
    if (!block.device.failure) throw error; // the host has no room for them
    throw new Error(lost(block.device), { cause: error });
  }
}

function requirePresent(owner: Device): void {
  if (owner.failure) throw new Error(lost(owner));
}

const lost = ({ failure }: Device): string =>
  `webgpu: these numbers are lost, because the GPU failed: ${failure}; ` +
  "make tensors anew (smaller ones, if its memory was full), or choose the backend wasm";

/** The view as the reference takes it. */
export const hosted = (view: View): View => ({
  ...view,
  storage: new HostStorage(view.storage.dtype, read(view.storage)),
});

/** A result of the reference as one of ours. */
export const fromHost = (storage: Storage): GpuStorage => adopt(dataOf(storage));

/** What was brought to the device for a call that is going on, and results of it that have to make room after. */
const passing: GpuStorage[] = [];

/** A new storage on the device, not filled. */
export function reserve(length: number): GpuStorage {
  const storage = new GpuStorage("float32", length);
  settle(storage);
  return storage;
}

/** Gives a storage its buffer, if only until the call is done. */
export function settle(storage: GpuStorage): Block {
  const { block: before } = storage;
  if (before && !before.device.failure) return before; // an interrupt came before it was filled
  const block = allocate(storage.length * 4);
  hold(storage, block);
  return block;
}

function hold(storage: GpuStorage, block: Block): void {
  if (isFull()) {
    storage.block = block;
    passing.push(storage);
  } else scopes.own(storage, block);
}

/** A buffer to which numbers are on their way. Their storage takes it when all are sent: an interrupt may come before. */
let filling: Block | undefined;

/** The buffer with a storage's numbers, for one call; `tidy` when it is done. */
export function bufferOf(storage: GpuStorage): number {
  if (!storage.block) storage.pending?.evaluate(); // with a buffer, it is being worked out
  const { block, host } = storage;
  if (block && !block.device.failure) return block.buffer;
  if (!host) {
    if (block) requirePresent(block.device);
    read(storage); // says that it was let go
  }
  if (filling) release(filling);
  const place = (filling = allocate(storage.length * 4));
  device().fill(place.buffer, storage.host as Float32Array);
  filling = undefined;
  hold(storage, place);
  return place.buffer;
}

/** Ends a call: what found the device full moves to the host. */
export function tidy(): void {
  while (passing.length > 0) {
    const storage = passing.pop() as GpuStorage;
    if (!storage.block) continue; // the work that it was for has failed
    read(storage);
    letGo(storage);
  }
}
