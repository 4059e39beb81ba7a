import { requireNumber, ValueError } from "../errors.js";
import type { Callback } from "./callbacks.js";

/**
 * Ends a run when no epoch of the last `patience` (5 by default) was better on the validation set than the best
 * before them. `fit` then leaves the weights of that best epoch in the model; its option `judgeBy` says what better
 * means.
 *
 * It remembers nothing: the history tells it all, so a resumed run stops where it would have stopped anyway.
 *
 * @throws ValueError if patience is no integer of at least 1, or `fit` has no validation set.
 *
 * @example
 * const settings = { validation: examples, epochs: 50, progress: false };
 * const history = await fit(model, examples, { ...settings, lr: 0, callbacks: [earlyStopping({ patience: 3 })] });
 * history.epochs.length; // 4
 */
export function earlyStopping({ patience = 5 }: { patience?: number } = {}): Callback {
  requireNumber("earlyStopping", "patience", patience, { min: 1, integer: true });
  return {
    onEpoch({ epoch, history, stop }) {
      if (history.epochs.at(-1)?.valLoss === undefined)
        throw new ValueError("earlyStopping: fit must have a validation set, got none");
      if (epoch - (history.best?.epoch ?? 0) >= patience)
        stop(`no better validation for ${patience} epochs`);
    },
  };
}
