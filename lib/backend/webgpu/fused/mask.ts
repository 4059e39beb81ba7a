import type { Fused } from "../../backend.js";
import { fits, launch } from "../launch.js";

/** Numbers in a mask: blocks of four are counted by 32 bits. */
const MOST = 2 ** 31;

/** Threads in a group, each of which draws four numbers. */
const GROUP = 64;

export const keep: Fused["keep"] = ({ p, seed, counter }, length, dtype) => {
  if (dtype !== "float32" || length > MOST || !fits([], length)) return undefined;
  // u · 2⁻²⁴ < p for whole u is u < ⌈p · 2²⁴⌉.
  const words = [seed % 2 ** 32, Math.floor(seed / 2 ** 32), counter, Math.ceil(p * 2 ** 24)];
  const work = { params: [length, ...words], groups: Math.ceil(length / (4 * GROUP)) };
  return launch({ file: "philox", entry: "keep" }, [], [length], work)[0];
};
