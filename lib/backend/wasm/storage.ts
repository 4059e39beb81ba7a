import type { DType, Scope, Storage, TypedArray, View } from "../backend.js";
import { allocate as arrayOf, dataOf, HostStorage } from "../reference/storage.js";
import { sizeOf } from "../../tensor/shape.js";
import { observed } from "../observe.js";
import { Scopes, type Force, type Made } from "../scopes.js";
import { bytesOf, engine } from "./engine.js";
import { small } from "./small.js";
import { allocate, isFull, release, type Block } from "./store.js";
import { withdraw } from "./threads.js";

/** What is larger stays in the host's memory, and only what is looked at of it is brought over. */
const LARGE = 2 ** 27;

/** Work that is put off until somebody needs its numbers: see expression.ts. */
export interface Pending {
  readonly operands: readonly View[];
  /** Puts the numbers in their place. */
  evaluate(): void;
}

/** Frees the places of storages. */
const scopes: Scopes<Block, WasmStorage> = new Scopes(
  release,
  (storage): storage is WasmStorage => storage instanceof WasmStorage,
);

/**
 * Numbers of the wasm backend: in the module's memory, in an array of the host, in both, or still to be worked out.
 */
export class WasmStorage implements Storage {
  block?: Block;
  host?: TypedArray;
  pending?: Pending;
  /** The scope in which it was made, if any. */
  readonly scope: Made<WasmStorage> | undefined = scopes.innermost;

  constructor(
    readonly dtype: DType,
    readonly length: number,
  ) {}

  get bytes(): number {
    return this.length * bytesOf(this.dtype);
  }
}

export function storageOf({ storage }: Pick<View, "storage">): WasmStorage {
  if (!(storage instanceof WasmStorage))
    throw new TypeError("backend: expected numbers of the wasm backend, got another backend's");
  return storage;
}

/** See `Scope`. */
export const openScope = (force: Force<WasmStorage>): Scope => scopes.begin(force);

/** Where a storage is that has been settled. */
export function placeOf(storage: WasmStorage): number {
  if (!storage.block) throw new Error("wasm: expected numbers in the memory, got none");
  return storage.block.place;
}

/** Numbers of the host as a storage. */
export function adopt(data: TypedArray): WasmStorage {
  const dtype = data instanceof Float32Array ? "float32" : "float64";
  const storage = new WasmStorage(dtype, data.length);
  storage.host = data;
  return storage;
}

/** A new storage in the memory, not filled; none where there is no room. */
export function reserve(dtype: DType, length: number): WasmStorage | undefined {
  const storage = new WasmStorage(dtype, length);
  return settle(storage) ? storage : undefined;
}

/** Results of the call that is going on which have to move to the host when it is done. */
const passing: WasmStorage[] = [];

/** Gives a storage its place, if only until the call is done; false where there is no room. */
export function settle(storage: WasmStorage): boolean {
  if (storage.block) return true; // an interrupt came before it was filled
  const block = allocate(storage.bytes);
  if (block) hold(storage, block);
  return block !== undefined;
}

function hold(storage: WasmStorage, block: Block): void {
  if (isFull()) {
    storage.block = block;
    passing.push(storage);
  } else scopes.own(storage, block);
}

/** Takes a place back that was given in vain. */
export function unsettle(storage: WasmStorage): void {
  scopes.letGo(storage);
}

/** Gives a storage the place of another one of as many numbers, which are lost. */
export function takeOver(storage: WasmStorage, other: WasmStorage): void {
  const { block } = other;
  if (!block) throw new Error("wasm: expected a place to take over, got none");
  other.block = undefined;
  scopes.own(storage, block);
}

function moveOut(storage: WasmStorage): void {
  if (!storage.block) return;
  storage.host = engine().numbers(storage.dtype, placeOf(storage), storage.length).slice();
  unsettle(storage);
}

/** The numbers as an array of the host, which stays valid whatever becomes of the storage's place. */
export function read(storage: Storage): TypedArray {
  const own = storageOf({ storage });
  own.pending?.evaluate();
  if (own.host) return own.host;
  if (!own.block)
    throw new Error(
      "wasm: these numbers were let go at the end of a scope, expected them to be read before",
    );
  const { place } = own.block;
  return (own.host = observed(
    () => ({ op: "read", size: `(${own.length})`, bytes: own.bytes }),
    () => engine().numbers(own.dtype, place, own.length).slice(),
  ));
}

/** The view as the reference takes it. */
export const hosted = ({ storage, offset, shape, strides }: View): View => ({
  storage: new HostStorage(storage.dtype, read(storage)),
  offset,
  shape,
  strides,
});

/** A result of the reference as one of ours. */
export const fromHost = (storage: Storage): WasmStorage => adopt(dataOf(storage));

/** Where a view begins in the memory. */
export type Placed = { place: number; strides: readonly number[] };

/** What the call that is going on has taken of the memory for itself. */
const borrowed = new Set<Block>();

/** So many bytes for the work of `withPlaces` that is going on, or none where there is no room. */
export function borrow(bytes: number): Block | undefined {
  const block = allocate(bytes);
  if (block) borrowed.add(block);
  return block;
}

/** What is not given back, is when the work is done. */
export function giveBack(block: Block): void {
  borrowed.delete(block);
  release(block);
}

/** Work with views that are in the memory while it lasts: what has to be brought over, is; none if there is no room. */
export function withPlaces<T>(
  views: readonly View[],
  work: (...placed: Placed[]) => T,
): T | undefined {
  // What waits is worked out first: that is a call of its own, which moves to the host what it finds passing.
  for (const view of views) storageOf(view).pending?.evaluate();
  withdraw();
  // Of a call that was interrupted: what it began to work out is worked out again.
  borrowed.forEach(giveBack);
  for (const storage of passing) if (storage.pending) unsettle(storage);
  try {
    const placed: Placed[] = [];
    for (const view of views) {
      const found = bring(view);
      if (!found) return undefined;
      placed.push(found);
    }
    engine().clearNotes();
    return work(...placed);
  } finally {
    borrowed.forEach(giveBack);
    while (passing.length > 0) moveOut(passing.pop() as WasmStorage);
  }
}

function bring(view: View): Placed | undefined {
  const storage = storageOf(view);
  const size = bytesOf(storage.dtype);
  const { strides, offset } = view;
  const worthwhile = storage.length > small.numbers && storage.bytes <= LARGE && !isFull();
  if (!storage.block && storage.host && worthwhile) {
    const block = allocate(storage.bytes);
    if (block) {
      engine().numbers(storage.dtype, block.place, storage.length).set(storage.host);
      hold(storage, block); // when all is there, whenever an interrupt comes
    }
  }
  if (storage.block) return { place: storage.block.place + offset * size, strides };
  const data = read(storage);
  const extent =
    sizeOf(view.shape) === 0
      ? 0
      : view.shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis], 1);
  const block = borrow(extent * size);
  if (!block) return undefined;
  engine()
    .numbers(storage.dtype, block.place, extent)
    .set(data.subarray(offset, offset + extent));
  return { place: block.place, strides };
}

/** Copies numbers in; large sets stay in the host's memory. */
export function upload(values: ArrayLike<number>, dtype: DType): WasmStorage {
  const { length } = values;
  const stays = length <= small.numbers || length * bytesOf(dtype) > LARGE || isFull();
  // A thread may still write where the results of an interrupted call were.
  if (!stays) withdraw();
  const storage = stays ? undefined : reserve(dtype, length);
  if (!storage) {
    const data = arrayOf(dtype, length);
    data.set(values);
    return adopt(data);
  }
  engine().numbers(dtype, placeOf(storage), length).set(values);
  return storage;
}
