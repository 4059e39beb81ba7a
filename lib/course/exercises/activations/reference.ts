import type { Tensor } from "../../../tensor/tensor.js";

/** A slope below this lets almost nothing pass. */
export const FLAT = 0.01;

/** The share of the entries whose slope is nearly 0, from 0 to 1. */
export const saturatedShare = (slopes: Tensor): number => slopes.abs().less(FLAT).mean().item();

/** The units, counted from 0, whose output is 0 in every row. */
export function deadUnits(y: Tensor): number[] {
  const largest = y.abs().max(0).toArray() as number[];
  return largest.flatMap((value, unit) => (value === 0 ? [unit] : []));
}
