/** What a submission's process may use up. */
export interface Limits {
  /** Seconds of computing for one check: processor time, so that a busy machine costs nobody a point. */
  seconds: number;
  /** Megabytes of JavaScript heap. */
  megabytes: number;
  /** Bytes it may send in one check, and in one frame. */
  bytes: number;
  /** Messages it may send in one check. */
  messages: number;
}

export const DEFAULT_LIMITS: Limits = {
  seconds: 5,
  megabytes: 128,
  bytes: 16 * 2 ** 20,
  messages: 10_000,
};

/** A process that waits uses no processor time: it is ended after this many times its seconds by the clock. */
export const CLOCK_FACTOR = 6;

/** From Node 23 on V8 reserves half a gigabyte for machine code, and Linux counts it though it is not used. */
const CODE_MEGABYTES = Number.parseInt(process.versions.node) >= 23 ? 512 : 0;
/** What Node itself takes, and the numbers of tensors, which lie outside of the JavaScript heap. */
const NODE_MEGABYTES = 128;
const TENSOR_MEGABYTES = 256;
const OPEN_FILES = 64;

/** The shell's words for what the operating system holds a process to. */
export function shellLimits({ seconds, megabytes }: Limits): string {
  const kilobytes = (megabytes + NODE_MEGABYTES + CODE_MEGABYTES + TENSOR_MEGABYTES) * 1024;
  return [`-t ${Math.ceil(seconds)}`, `-d ${kilobytes}`, "-f 0", "-c 0", `-n ${OPEN_FILES}`]
    .map((limit) => `ulimit ${limit}`)
    .join(" && ");
}
