import type { DType, Scope, Storage, TypedArray, View } from "../backend.js";
import { allocate as arrayOf, dataOf, HostStorage } from "../reference/storage.js";
import { sizeOf } from "../../tensor/shape.js";
import { observed } from "../observe.js";
import { bytesOf, engine } from "./engine.js";
import { allocate, isFull, release, type Block } from "./store.js";

/** What is larger stays in the host's memory, and only what is looked at of it is brought over. */
const LARGE = 2 ** 27;

/** Results of at most so many numbers are worked out by plain loops: to call a kernel takes longer. */
export const SMALL = 256;

/** Work that is put off until somebody needs its numbers: see expression.ts. */
export interface Pending {
  /** Puts the numbers in their place. */
  evaluate(): void;
}

/** What was made, and is in the memory, since each open scope began. */
let scopes: { made: WasmStorage[] }[] = [];

/**
 * Numbers of the wasm backend: in the module's memory, in an array of the host, in both, or still to be worked out.
 */
export class WasmStorage implements Storage {
  block?: Block;
  host?: TypedArray;
  pending?: Pending;
  /** The scope in which it was made, if any. */
  readonly scope = scopes.at(-1);

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

/** Frees the places of storages that nobody holds any more. */
const registry = new FinalizationRegistry<Block>(release);

function keepTrack(storage: WasmStorage, block: Block): void {
  storage.block = block;
  const { scope } = storage;
  if (scope && scopes.includes(scope)) scope.made.push(storage);
  else registry.register(storage, block);
}

/** Ends the scopes from a level on: the storages that they have left go to the one outside, or the registry. */
function endAll(level = 0): void {
  const left = scopes.slice(level).flatMap(({ made }) => made);
  scopes = scopes.slice(0, level);
  const outer = scopes.at(-1);
  for (const storage of left)
    if (outer) outer.made.push(storage);
    else if (storage.block) registry.register(storage, storage.block);
}

/** A scope's storages can be freed before the garbage collector sees that nobody holds them. */
export function openScope(force: (storages: readonly WasmStorage[]) => void): Scope {
  const scope = { made: [] as WasmStorage[] };
  const level = scopes.push(scope) - 1;
  // An interrupt unwinds without `finally`: what is open when the turn ends was forgotten.
  if (level === 0) queueMicrotask(() => endAll());
  return {
    free(except) {
      if (scopes[level] !== scope) return;
      // What other backends keep is theirs to keep.
      const kept = new Set([...except].filter((storage) => storage instanceof WasmStorage));
      force([...kept].filter((storage) => storage.pending));
      for (const storage of scope.made) if (!kept.has(storage)) unsettle(storage);
      scope.made = scope.made.filter((storage) => storage.block);
    },
    end() {
      if (scopes[level] === scope) endAll(level);
    },
  };
}

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
  if (block && isFull()) {
    storage.block = block;
    passing.push(storage);
  } else if (block) keepTrack(storage, block);
  return block !== undefined;
}

/** Takes a place back that was given in vain. */
export function unsettle(storage: WasmStorage): void {
  if (storage.block) release(storage.block);
  storage.block = undefined;
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
export const hosted = (view: View): View => ({
  ...view,
  storage: new HostStorage(view.storage.dtype, read(view.storage)),
});

/** A result of the reference as one of ours. */
export const fromHost = (storage: Storage): WasmStorage => adopt(dataOf(storage));

/** Where a view begins in the memory. */
export type Placed = { place: number; strides: readonly number[] };

/** Work with views that are in the memory while it lasts: what has to be brought over, is; none if there is no room. */
export function withPlaces<T>(
  views: readonly View[],
  work: (...placed: Placed[]) => T,
): T | undefined {
  // What waits is worked out first: that is a call of its own, which moves to the host what it finds passing.
  for (const view of views) storageOf(view).pending?.evaluate();
  const lent: Block[] = [];
  try {
    const placed: Placed[] = [];
    for (const view of views) {
      const found = bring(view, lent);
      if (!found) return undefined;
      placed.push(found);
    }
    engine().clearNotes();
    return work(...placed);
  } finally {
    lent.forEach(release);
    while (passing.length > 0) moveOut(passing.pop() as WasmStorage);
  }
}

function bring(view: View, lent: Block[]): Placed | undefined {
  const storage = storageOf(view);
  const size = bytesOf(storage.dtype);
  const { strides, offset } = view;
  const worthwhile = storage.length > SMALL && storage.bytes <= LARGE && !isFull();
  if (!storage.block && storage.host && worthwhile && settle(storage))
    engine().numbers(storage.dtype, placeOf(storage), storage.length).set(storage.host);
  if (storage.block) return { place: storage.block.place + offset * size, strides };
  const data = read(storage);
  const extent =
    sizeOf(view.shape) === 0
      ? 0
      : view.shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis], 1);
  const block = allocate(extent * size);
  if (!block) return undefined;
  lent.push(block);
  engine()
    .numbers(storage.dtype, block.place, extent)
    .set(data.subarray(offset, offset + extent));
  return { place: block.place, strides };
}

/** Copies numbers in; large sets stay in the host's memory. */
export function upload(values: ArrayLike<number>, dtype: DType): WasmStorage {
  const small = values.length <= SMALL;
  const storage = new WasmStorage(dtype, values.length);
  if (small || isFull() || storage.bytes > LARGE || !settle(storage)) {
    const data = arrayOf(dtype, values.length);
    data.set(values);
    return adopt(data);
  }
  engine().numbers(dtype, placeOf(storage), values.length).set(values);
  return storage;
}
