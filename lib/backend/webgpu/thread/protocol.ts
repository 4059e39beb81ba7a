/** What the program and the thread that has the device say to each other. */

/** Commands are words: one of these, then its arguments. */
export const COMMAND = {
  /** buffer, bytes */
  create: 0,
  /** buffer */
  destroy: 1,
  /** buffer, where in it, where the batch's data has the bytes, how many */
  fill: 2,
  /** pipeline, groups (x, y), where the batch's data has the params, their bytes, how many bindings; buffer, offset, bytes of each */
  run: 3,
  /** The same, and how long it takes is asked for later. */
  runTimed: 4,
} as const;

/** How the thread answers, in the first word of an answer; then bytes that follow, in the second. */
export const ANSWER = { none: 0, numbers: 1, failure: 2 } as const;

/** Bytes before those of an answer. */
export const ANSWER_HEAD = 16;

/** What the thread needs to begin. Its answer is a `Limits` as JSON, or why it cannot. */
export interface Start {
  readonly answer: SharedArrayBuffer;
  /** One word: other than 0 when work that still waits is of no more use. */
  readonly ending: SharedArrayBuffer;
  /** Where Node finds the package `webgpu`. */
  readonly module?: string;
}

export interface Limits {
  /** Bytes that a kernel sees of one buffer. */
  readonly binding: number;
  /** Bytes of a buffer. */
  readonly buffer: number;
  /** Buffers that a kernel sees, beside its params. */
  readonly bindings: number;
  /** Whether it can say how long kernels take. */
  readonly timestamps: boolean;
  /** What the device says of itself. */
  readonly adapter: string;
  /** Whether the processor does the work of the GPU. */
  readonly software: boolean;
}

export interface Pipeline {
  readonly number: number;
  readonly label: string;
  readonly code: string;
  readonly entry: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly inputs: number;
  readonly outputs: number;
}

/** Work in the order of its commands; then the numbers of one buffer are asked for, or not. */
export interface Batch {
  /** Counted up: one that comes again, because of an interrupt, is not done again. */
  readonly number: number;
  readonly pipelines: readonly Pipeline[];
  readonly commands: Int32Array;
  readonly data: Uint8Array;
  readonly read?: {
    readonly buffer: number;
    readonly bytes: number;
    readonly answer: SharedArrayBuffer;
  };
}

/** The last message. It is answered when the device is gone: to end a thread that is inside Dawn aborts the process. */
export interface Stop {
  readonly stop: SharedArrayBuffer;
}

/** A buffer is made if there is room for it. The answer is "", or why there is none. */
export interface Make {
  readonly make: number;
  readonly bytes: number;
  readonly answer: SharedArrayBuffer;
}

/** How long kernels took is asked for, in milliseconds: of all that were timed since it was asked last. */
export interface Times {
  readonly times: SharedArrayBuffer;
}

/** The device is to be lost. */
export interface Lose {
  readonly lose: true;
}
