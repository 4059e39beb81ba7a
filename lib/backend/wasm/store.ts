import { engine, LINE } from "./engine.js";

/**
 * Bytes of memory that results may take together. Then they are moved to arrays of the host, which its garbage
 * collector frees: slower, but a loop that never waits cannot run out of memory. (Finalizers run between turns of the
 * event loop alone.)
 */
const MOST_IN_USE = 2 ** 29;

/** Bytes that the module's memory may grow to: it has addresses of 32 bits. */
const MOST_TAKEN = 3 * 2 ** 30;

/** Beyond the last number, so that whole vectors can be read and written: a mask is drawn by 16 numbers at a time. */
const MARGIN = 128;

/** A piece of the memory. Each is used once; its place is used again. */
export type Block = { readonly place: number; readonly bytes: number; free: boolean };

/** Free places, by their size. */
const pool = new Map<number, number[]>();
let taken = 0;
let inUse = 0;

/** One of few sizes that hold so many bytes, at most a quarter too large: so that places fit again. */
function roomFor(bytes: number): number {
  const wanted = Math.max(bytes + MARGIN, 16 * LINE);
  const step = 1 << (29 - Math.clz32(wanted)); // a quarter of the power of 2 below
  return Math.ceil(wanted / step) * step;
}

/** A free place for so many bytes, or none. */
export function allocate(bytes: number): Block | undefined {
  const room = roomFor(bytes);
  let place = pool.get(room)?.pop();
  if (place === undefined && taken + room <= MOST_TAKEN) {
    place = engine().extend(room);
    taken += room;
  }
  if (place === undefined) return undefined;
  inUse += room;
  return { place, bytes: room, free: false };
}

export function release(block: Block): void {
  if (block.free) return;
  block.free = true;
  inUse -= block.bytes;
  const places = pool.get(block.bytes);
  if (places) places.push(block.place);
  else pool.set(block.bytes, [block.place]);
}

/** Whether results have to make room. */
export const isFull = (): boolean => inUse > MOST_IN_USE;

/** Bytes of memory that were ever taken, and those that hold something. */
export const storeSize = (): { taken: number; inUse: number } => ({ taken, inUse });
