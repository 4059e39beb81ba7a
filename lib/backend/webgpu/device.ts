import { tellLater, type Observer, type Work } from "../observe.js";
import { textOf, waitFor } from "./answer.js";
import { BatchText, type Bound, type Kernel } from "./batch.js";
import { checkThatThreadsBeginAtOnce, GpuThread, ROOM_FOR_WORDS } from "./gpu-thread.js";
import { ANSWER, ANSWER_HEAD, type Batch, type Limits } from "./thread/protocol.js";

/** A computation is sent on its way after so many kernels, or when their data are so many bytes. */
const MOST_KERNELS = 100;
const MOST_DATA = 4 * 2 ** 20;

/** Milliseconds that a device may take to be there. */
const PATIENCE = 60_000;

/** Milliseconds after which one looks again whether it is. */
const NAP = 5;

/** Bytes of memory at most that is kept for the next answer: to share new memory takes as long as a small kernel. */
const MOST_KEPT = 2 ** 20;

/** A thread that opens a device which nobody has yet: who asks after an interrupt gets that one. */
let begun: GpuThread | undefined;

/**
 * A GPU in a thread of its own. Commands gather here and go there in batches; only who reads numbers waits.
 *
 * @throws Error if there is none: the message says why, and what to do.
 */
export class Device {
  readonly limits: Limits;
  private readonly thread: GpuThread;
  private batch = new BatchText();
  /** Commands that are being sent. */
  private leaving?: Batch;
  /** Batches by number. */
  private batches = 0;
  /** Kernels that somebody observes, since they began. */
  private watched?: Work[];
  /** Buffers by number. */
  private buffers = 0;
  /** Memory for an answer that nobody uses. */
  private spare?: SharedArrayBuffer;
  /** Why it can do no more. */
  failure = "";

  constructor() {
    if (!begun) checkThatThreadsBeginAtOnce();
    this.thread = begun ??= new GpuThread();
    try {
      this.limits = JSON.parse(textOf(waitFor(this.thread.answer, PATIENCE))) as Limits;
    } catch (error) {
      begun = undefined;
      this.thread.stop();
      throw error;
    }
    begun = undefined;
  }

  /** Waits until one can be made at once, or it can be said why not: for where no thread begins while somebody sleeps. */
  static async prepare(): Promise<void> {
    const { answer } = (begun ??= new GpuThread());
    const state = new Int32Array(answer);
    for (let waited = 0; Atomics.load(state, 0) === ANSWER.none && waited < PATIENCE; waited += NAP)
      await new Promise((resolve) => setTimeout(resolve, NAP));
  }

  /** The number of a new buffer, whose numbers are not yet said. */
  create(bytes: number): number {
    this.batch.create(++this.buffers, bytes);
    return this.buffers;
  }

  /** The same of many bytes, if there is room for them; else what the device said. */
  createIfRoom(bytes: number): number | string {
    const answer = this.roomFor(0);
    this.send(); // what is to be destroyed makes room
    this.thread.post({ make: ++this.buffers, bytes, answer });
    const refusal = textOf(waitFor(answer));
    this.spare = answer;
    return refusal || this.buffers;
  }

  destroy(buffer: number): void {
    this.batch.destroy(buffer);
  }

  /** Copies numbers into a buffer from its beginning on. */
  fill(buffer: number, numbers: Float32Array): void {
    for (let start = 0; start < numbers.length; start += MOST_DATA / 4) {
      const part = numbers.subarray(start, start + MOST_DATA / 4);
      this.makeRoom(part.byteLength);
      this.batch.fill({ buffer, offset: start * 4 }, part);
    }
  }

  /** Runs a kernel in so many groups. */
  run(kernel: Kernel, buffers: readonly Bound[], work: { params: Uint32Array; groups: number }) {
    const timed = this.watched !== undefined && this.limits.timestamps;
    this.makeRoom(work.params.byteLength);
    this.batch.run(kernel, buffers, { ...work, timed });
  }

  /** Tells whoever observes of a kernel that is run next: how long it took, before they leave. */
  watch(work: Work): void {
    if (!this.watched) {
      this.watched = [];
      tellLater((told) => {
        const watched = this.watched ?? [];
        this.watched = undefined;
        this.tell(watched, told);
      });
    }
    this.watched.push(work);
  }

  private tell(watched: readonly Work[], told: Observer): void {
    if (!this.limits.timestamps || this.failure !== "") {
      const why = this.failure === "" ? "has no timestamps" : "failed";
      for (const { bytes } of watched) told({ op: `on a GPU that ${why}`, size: "", bytes }, 0);
      return;
    }
    const times = new SharedArrayBuffer(ANSWER_HEAD + Math.max(8 * watched.length, ROOM_FOR_WORDS));
    this.send();
    this.thread.post({ times });
    waitFor(times);
    const each = new Float64Array(times, ANSWER_HEAD, watched.length);
    watched.forEach((work, i) => told(work, each[i]));
  }

  /** The numbers at the beginning of a buffer, when all work before is done. */
  read(buffer: number, length: number): Float32Array {
    const bytes = length * 4;
    const answer = this.roomFor(bytes);
    this.send({ buffer, bytes, answer });
    try {
      waitFor(answer);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.thread.stop();
      throw error;
    }
    const numbers = new Float32Array(answer, ANSWER_HEAD, length).slice();
    if (answer.byteLength <= MOST_KEPT) this.spare = answer;
    return numbers;
  }

  /** Memory for an answer. It is not used again if the wait for it is cut off, as the answer may still come. */
  private roomFor(bytes: number): SharedArrayBuffer {
    const { spare } = this;
    const needed = ANSWER_HEAD + Math.max(bytes, ROOM_FOR_WORDS);
    if (!spare || spare.byteLength < needed) return new SharedArrayBuffer(needed);
    this.spare = undefined;
    Atomics.store(new Int32Array(spare), 0, ANSWER.none);
    return spare;
  }

  /** Has the device be lost with all its numbers, as when a driver is reset: for tests. */
  lose(): void {
    this.thread.post({ lose: true });
  }

  private makeRoom(bytes: number): void {
    const { kernels, size } = this.batch;
    if (kernels >= MOST_KERNELS || (size > 0 && size + bytes > MOST_DATA)) this.send();
  }

  private send(read?: Batch["read"]): void {
    // An interrupt came before it was sent, or after: the thread takes it once.
    if (this.leaving) this.thread.post(this.leaving);
    this.leaving = this.batch.finish(++this.batches);
    this.thread.post(read ? { ...this.leaving, read } : this.leaving);
    this.leaving = undefined;
  }
}
