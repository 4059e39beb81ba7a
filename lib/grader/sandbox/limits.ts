/** What a submission's process may use up. */
export interface Limits {
  /** Seconds for one check, counted from when the process is up. */
  seconds: number;
  /** Megabytes of JavaScript heap. */
  megabytes: number;
  /** Bytes it may send in one check, and in one frame. */
  bytes: number;
}

export const DEFAULT_LIMITS: Limits = { seconds: 5, megabytes: 128, bytes: 16 * 2 ** 20 };
