import { Device } from "./device.js";
import { GpuFullError } from "./full.js";

/**
 * Bytes of the GPU that results may take together. Then they are moved to arrays of the host, which its garbage
 * collector frees: slower, but a loop that never waits cannot run out of memory. (Finalizers run between turns of the
 * event loop alone.)
 */
const MOST_IN_USE = 2 ** 30;

/** Bytes in buffers that wait to be used again, at most. */
const MOST_FREE = 2 ** 28;

/** Bytes in new buffers after which the device is asked whether there is room: an answer takes as long as a small kernel. */
const MOST_UNASKED = 2 ** 24;

/** A buffer that holds numbers. It is used once; then its memory is used again. */
export type Block = {
  readonly device: Device;
  readonly buffer: number;
  readonly bytes: number;
  free: boolean;
};

let current: Device | undefined;
let pool = new Map<number, number[]>();
let inUse = 0;
let waiting = 0;
let unasked = 0;
let most = MOST_IN_USE;
let mostBinding = Infinity;

/**
 * The one device, made at first use; a new one after it was lost.
 *
 * @throws Error if there is none.
 */
export function device(): Device {
  if (current && !current.failure) return current;
  try {
    return use(new Device());
  } catch (error) {
    throw refusal(error);
  }
}

/**
 * Has the device ready, if it is not: see `webgpu.open`.
 *
 * @throws Error if there is none.
 */
export async function openDevice(): Promise<void> {
  if (current && !current.failure) return;
  await Device.prepare().catch((error: unknown) => {
    throw refusal(error);
  });
  device();
}

function use(opened: Device): Device {
  pool = new Map();
  inUse = 0;
  waiting = 0;
  unasked = 0;
  return (current = opened);
}

function refusal(error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`webgpu: expected a GPU, got ${reason}`, { cause: error });
}

/** One of few sizes that hold so many bytes, at most a quarter too large: so that buffers fit again. */
function roomFor(bytes: number): number {
  const wanted = Math.max(bytes, 1024);
  const step = 2 ** (Math.floor(Math.log2(wanted)) - 2);
  return Math.min(Math.ceil(wanted / step) * step, device().limits.buffer);
}

/** A place for so many bytes. @throws GpuFullError if there is none. */
export function allocate(bytes: number): Block {
  const used = device();
  const room = roomFor(bytes);
  let buffer = pool.get(room)?.pop();
  if (buffer === undefined) buffer = create(used, room);
  else waiting -= room;
  inUse += room;
  return { device: used, buffer, bytes: room, free: false };
}

function create(used: Device, bytes: number): number {
  unasked += bytes;
  if (unasked < MOST_UNASKED) return used.create(bytes);
  unasked = 0;
  let made = used.createIfRoom(bytes);
  if (typeof made === "string" && waiting > 0) {
    for (const buffer of [...pool.values()].flat()) used.destroy(buffer);
    pool = new Map();
    waiting = 0;
    made = used.createIfRoom(bytes);
  }
  if (typeof made === "string") throw new GpuFullError(bytes, inUse, made);
  return made;
}

export function release(block: Block): void {
  if (block.free) return;
  block.free = true;
  if (block.device !== current) return; // it went with its device
  inUse -= block.bytes;
  if (waiting + block.bytes > MOST_FREE) {
    block.device.destroy(block.buffer);
    return;
  }
  waiting += block.bytes;
  const buffers = pool.get(block.bytes);
  if (buffers) buffers.push(block.buffer);
  else pool.set(block.bytes, [block.buffer]);
}

/** Whether results have to make room. */
export const isFull = (): boolean => inUse > most;

/** Bytes of the GPU that hold something, and those that wait to be used again. */
export const poolSize = (): { inUse: number; waiting: number } => ({ inUse, waiting });

/** Bytes that a kernel sees of one buffer at most. */
export const mostBound = (): number => Math.min(device().limits.binding, mostBinding);

/** Smaller limits than those of this file and of the device, until it is called without them: for tests. */
export function limitTo({ inUse = MOST_IN_USE, binding = Infinity } = {}): void {
  most = inUse;
  mostBinding = binding;
}
