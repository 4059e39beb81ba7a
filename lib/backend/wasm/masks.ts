import { engine } from "./engine.js";
import type { Stream } from "./operation.js";
import { allocate, release, type Block } from "./store.js";

/**
 * The masks that were drawn last, a bit for each entry: a backward pass finds what the forward pass drew. To draw takes
 * longer than all else that dropout does.
 */

/** A mask's bits, or the place for them. */
export type Mask = {
  readonly key: string;
  readonly stream: Stream;
  readonly block: Block;
  isDrawn: boolean;
};

/** Bytes that masks may take together when a program is done: 67 million entries. */
const MOST_BYTES = 2 ** 23;

const masks = new Map<string, Mask>();
let bytes = 0;

/** The mask of so many entries that a stream gives, drawn or not; none where there is no room. */
export function maskOf(stream: Stream, length: number): Mask | undefined {
  const key = `${stream.join()},${length}`;
  const known = masks.get(key);
  if (known) return known;
  const block = allocate(Math.ceil(length / 8));
  if (!block) return undefined;
  const mask = { key, stream, block, isDrawn: false };
  masks.set(key, mask);
  bytes += block.bytes;
  return mask;
}

/** Notes that the masks that a program made use of are there, and lets go of those that were used longest ago. */
export function keepDrawn(used: Iterable<Mask>): void {
  for (const mask of used) {
    mask.isDrawn = true;
    masks.delete(mask.key);
    masks.set(mask.key, mask);
  }
  for (const [key, { block }] of masks) {
    if (bytes <= MOST_BYTES) break;
    masks.delete(key);
    bytes -= block.bytes;
    release(block);
  }
}

/**
 * Writes a mask down as `keepMask` of kernels/philox.ts takes it: to be found if it was drawn by an earlier program, or
 * before in this one.
 */
export function noteMask({ stream, block, isDrawn }: Mask, before: boolean): number {
  const [low, high, counter, threshold] = stream;
  const isThere = isDrawn || before;
  const table = [threshold, high, block.place, Number(isThere)];
  for (let round = 0; round < 10 && !isThere; round++) {
    const a = low + Math.imul(round, 0x9e3779b9);
    const b = counter + Math.imul(round, 0xbb67ae85);
    table.push(a, a, a, a, b, b, b, b);
  }
  return engine().note(table);
}
