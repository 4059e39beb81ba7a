import type { Fused } from "../../backend.js";
import { wholeOf } from "../../layout.js";
import { made, most, run, seen, takes } from "../launch.js";

/** Numbers in a mask: blocks of four are counted by 32 bits. */
const MOST = 2 ** 31;

/** Threads in a group, each of which draws four numbers. */
const GROUP = 64;

export const keep: Fused["keep"] = ({ p, seed, counter }, length, dtype) => {
  if (dtype !== "float32" || length > MOST || !takes([], length)) return undefined;
  // u · 2⁻²⁴ < p for whole u is u < ⌈p · 2²⁴⌉.
  const words = [seed % 2 ** 32, Math.floor(seed / 2 ** 32), counter, Math.ceil(p * 2 ** 24)];
  const kernel = { file: "philox", entry: "keep" } as const;
  const step = 4 * Math.floor(most() / 4);
  return made(length, (whole) => {
    for (let start = 0; start < length; start += step) {
      const size = Math.min(step, length - start);
      const part = seen({ ...wholeOf(whole, [size]), offset: start });
      const params = [size, ...words, start / 4, part.offset];
      run(kernel, [], [part], { params, groups: Math.ceil(size / (4 * GROUP)) });
    }
  });
};
