import type { Probe } from "./probe.js";

/** A promise to the user, and how it is kept: `check` throws where it is not. */
export interface Row {
  name: string;
  check(kernel: Probe): Promise<void>;
}
