import type { Fused, Storage } from "../../backend.js";
import { keep as waitingMask } from "../expression.js";
import { reference } from "../../reference/reference.js";
import type { Stream } from "../operation.js";
import { small } from "../small.js";

/** Numbers in a mask: blocks of four are counted by 32 bits, entries by signed ones. */
const MOST = 2 ** 31 - 4096;

export const keep: Fused["keep"] = ({ p, seed, counter }, length, dtype, slowly) => {
  if (length <= small.numbers || length > MOST) return undefined;
  // u · 2⁻²⁴ < p for whole u is u < ⌈p · 2²⁴⌉.
  const stream: Stream = [
    seed % 2 ** 32,
    Math.floor(seed / 2 ** 32),
    counter,
    Math.ceil(p * 2 ** 24),
  ];
  const onHost = (): Storage => reference.upload(slowly(), dtype);
  return waitingMask(stream, length, dtype, onHost);
};
