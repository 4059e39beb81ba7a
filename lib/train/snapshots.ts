import { requireNumber } from "../errors.js";
import type { Snapshot } from "../models/model.js";
import type { Callback } from "./callbacks.js";
import type { Tree } from "./tree.js";

/**
 * Keeps the weights after every so many epochs, for `snapshotEnsemble`. With `schedules.warmRestarts` of the same
 * length these are the ends of the cycles, where the rate is lowest.
 *
 * @throws ValueError if every is no integer of at least 1.
 *
 * @example
 * const cycles = snapshots({ every: 2 });
 * await fit(model, examples, { epochs: 5, callbacks: [cycles], progress: false });
 * cycles.taken.length; // 2
 */
export function snapshots({ every }: { every: number }): Callback & {
  readonly taken: readonly Snapshot[];
} {
  requireNumber("snapshots", "every", every, { min: 1, integer: true });
  const taken: Snapshot[] = [];
  return {
    name: "snapshots",
    taken,
    onEpoch({ epoch, model }) {
      if (epoch % every === 0) taken.push(model.snapshot());
    },
    save: (): Tree => taken,
    load(memory) {
      taken.splice(0, taken.length, ...(memory as unknown as Snapshot[]));
    },
  };
}
