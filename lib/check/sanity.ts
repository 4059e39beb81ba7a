import { requireNumber } from "../errors.js";
import type { Model } from "../models/model.js";
import { fit } from "../train/fit.js";
import type { History } from "../train/history.js";
import { Report } from "./report.js";
import { evaluate, pick, requireExamples, type Examples } from "../train/objective.js";
import { requireReg, type Reg } from "../train/penalty.js";

/** The outcome of a sanity check. */
export { Report as SanityReport };

export type InitialLoss = {
  loss: number;
  dataLoss: number;
  penalty: number;
  /** ln C: the loss of a net that gives every class the same probability. */
  expected: number;
};

/**
 * Before training a net knows nothing, so with small weights every class gets the probability 1/C and the
 * loss must be ln C (2.3026 for 10 classes). Anything else is a bug in the loss or weights that are too
 * large. A penalty comes on top: `reg` must raise the loss.
 *
 * Passes if the data loss is within `tolerance` (0.05 by default) of ln C.
 *
 * @example
 * const model = twoLayerNet({ inputs: 4, classes: 10 });
 * sanity.initialLoss(model, { x: ones([5, 4]), labels: [0, 1, 2, 3, 4] }).ok; // true
 */
export function initialLoss(
  model: Model,
  examples: Examples,
  { reg = 0, tolerance = 0.05 }: { reg?: Reg; tolerance?: number } = {},
): Report<InitialLoss> {
  requireReg("sanity.initialLoss", reg);
  const { loss, dataLoss, penalty } = evaluate(model, examples, { reg });
  const classes = model.forward(examples.x.slice(0, 1)).y.shape[1];
  const expected = Math.log(classes);
  const ok = Math.abs(dataLoss - expected) <= tolerance;
  const what = `data loss ${dataLoss.toFixed(4)}, expected ln ${classes} = ${expected.toFixed(4)}`;
  const extra = penalty > 0 ? `; the penalty adds ${penalty.toFixed(4)}: ${loss.toFixed(4)}` : "";
  const hint = ok ? "" : "; smaller first weights, or a mistake in the loss?";
  const details = { loss, dataLoss, penalty, expected };
  return new Report("initial loss", ok, what + extra + hint, details);
}

export type OverfitTiny = {
  accuracy: number;
  /** The first epoch with accuracy 1. */
  reachedAt: number | undefined;
  history: History;
};

/**
 * A net that cannot learn a handful of examples by heart cannot learn at all. Trains on `count` examples (20
 * by default) with regularization off, plain SGD and full batches, and passes if the accuracy reaches 1.
 * The model is left as it was.
 *
 * @example
 * const examples = { x: tensor([[1, 0], [0, 1]]), labels: [0, 1] };
 * const model = twoLayerNet({ inputs: 2, classes: 2, init: init.he() });
 * (await sanity.overfitTiny(model, examples, { lr: 0.5, progress: false })).ok; // true
 */
export async function overfitTiny(
  model: Model,
  examples: Examples,
  {
    count = 20,
    epochs = 200,
    lr = 1e-3,
    progress = true,
    onEpoch,
  }: {
    count?: number;
    epochs?: number;
    lr?: number;
    progress?: boolean;
    onEpoch?: (history: History, end?: { final: boolean }) => void;
  } = {},
): Promise<Report<OverfitTiny>> {
  requireNumber("sanity.overfitTiny", "count", count, { min: 1, integer: true });
  requireExamples("sanity.overfitTiny", examples);
  const size = Math.min(count, examples.x.shape[0]);
  const tiny = pick(
    examples,
    Array.from({ length: size }, (_, i) => i),
  );
  const before = model.snapshot();
  try {
    const history = await fit(model, tiny, { epochs, batchSize: size, lr, progress, onEpoch });
    const reachedAt = history.epochs.find(({ trainAccuracy }) => trainAccuracy === 1)?.epoch;
    const accuracy = Math.max(...history.epochs.map(({ trainAccuracy }) => trainAccuracy));
    const message =
      reachedAt === undefined
        ? `${size} examples, accuracy only ${accuracy.toFixed(2)} after ${history.epochs.length - 1} epochs; ` +
          (history.stopped === "diverged"
            ? "the loss diverged: a lower learning rate?"
            : "a higher learning rate, centered inputs, or a mistake in the gradients?")
        : `${size} examples, accuracy 1.0 at epoch ${reachedAt}`;
    const details = { accuracy, reachedAt, history };
    return new Report("overfit a tiny subset", reachedAt !== undefined, message, details);
  } finally {
    model.restore(before);
  }
}
