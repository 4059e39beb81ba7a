import { DataError, ValueError } from "../errors.js";
import type { Named } from "../models/module.js";
import type { Snapshot } from "../models/model.js";
import type { RandomState } from "../random.js";
import type { Callback } from "./callbacks.js";
import type { CheckpointStore } from "./checkpoint.js";
import type { EpochRecord, Stopped } from "./history.js";
import { decodeTree, encodeTree, type Tree } from "./tree.js";

const VERSION = 1;

/** What must be the same for a resumed run to be the same run. */
export type RunIdentity = {
  seed: number;
  batchSize: number;
  examples: number;
  reg: number | string;
};

/** All that a run needs to go on at the end of an epoch. */
export type RunState = {
  identity: RunIdentity;
  epoch: number;
  rng: RandomState;
  now: Snapshot;
  best: Snapshot;
  /** What the optimizer remembers for each parameter. */
  optimizer: Record<string, Tree>;
  history: {
    epochs: EpochRecord[];
    stepLosses: number[];
    best: EpochRecord | null;
    stopped: Stopped;
    reason: string | null;
    seconds: number;
  };
  callbacks: Record<string, Tree>;
};

export const saveRun = (store: CheckpointStore, state: RunState): Promise<void> =>
  store.save(encodeTree({ version: VERSION, ...state }));

/**
 * The kept state of this run, if there is one.
 *
 * @throws DataError if it is damaged or of another version; ValueError if it is of a run with other options.
 */
export async function loadRun(
  store: CheckpointStore,
  identity: RunIdentity,
  params: Named,
): Promise<RunState | undefined> {
  const bytes = await store.load();
  if (!bytes) return undefined;
  const tree = decodeTree(bytes, store.where, Object.values(params).at(0)?.backend);
  const { version, ...state } = (tree ?? {}) as RunState & { version?: number };
  if (version !== VERSION)
    throw new DataError(
      `${store.where}: expected a checkpoint of version ${VERSION}, got ${String(version)}`,
    );
  for (const [name, value] of Object.entries(state.identity))
    if (value !== identity[name as keyof RunIdentity])
      throw new ValueError(
        `fit: ${name} must be ${value}, as in the run that is resumed from ${store.where}, got ${identity[name as keyof RunIdentity]}`,
      );
  return state;
}

/** What callbacks remember, by name. */
export const memoriesOf = (callbacks: readonly Callback[]): Record<string, Tree> =>
  Object.fromEntries(
    callbacks.flatMap((callback) =>
      callback.save && callback.name !== undefined ? [[callback.name, callback.save()]] : [],
    ),
  );
