import { requireNumber } from "../errors.js";

/** Where checkpoints are kept: a folder, or a place of your own with these two methods. */
export interface CheckpointStore {
  /** A checkpoint is kept after so many epochs, and at the end. */
  readonly every: number;
  /** What the place is called in messages. */
  readonly where: string;
  /** Keeps these bytes in place of the ones before; whole, or not at all. */
  save(bytes: Uint8Array): Promise<void>;
  /** The bytes kept last, if there are any. */
  load(): Promise<Uint8Array | undefined>;
}

/**
 * Keeps a training run in a folder, for `fit`: weights, running averages, what the optimizer and the callbacks
 * remember, the random generator and the history, in `training.safetensors`. The file is written whole or not at
 * all, so a run that is killed at any moment can be resumed, and ends on the same weights to the last bit. Node only.
 *
 * `folder` is made if need be; `every` so many epochs, 1 by default.
 *
 * @throws ValueError if every is no integer of at least 1; DataError, while training, if the file cannot be written.
 *
 * @example
 * const folder = `${process.env.GRADLAB_DATA}/run-7`;
 * // Run the same line again after a crash: it goes on from the last epoch.
 * await fit(model, examples, { epochs: 20, checkpoint: checkpoint({ folder }), resume: true, progress: false });
 */
export function checkpoint({
  folder,
  every = 1,
}: {
  folder: string;
  every?: number;
}): CheckpointStore {
  requireNumber("checkpoint", "every", every, { min: 1, integer: true });
  return {
    every,
    where: folder,
    save: async (bytes) => (await import("./node/checkpoint-file.js")).save(folder, bytes),
    load: async () => (await import("./node/checkpoint-file.js")).load(folder),
  };
}
