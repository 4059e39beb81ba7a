import { requirePositive } from "../errors.js";
import type { Callback } from "./callbacks.js";

/**
 * Ends a run as soon as the loss of a minibatch is more than `factor` (3 by default) times the first: the rate is
 * too high, and the rest would be a waste. For searches.
 *
 * @throws ValueError if factor is not above 0.
 *
 * @example
 * const history = await fit(model, examples, { lr: 1e4, progress: false, callbacks: [quitAbove()] });
 * history.stopped; // "stopped"
 */
export function quitAbove({ factor = 3 }: { factor?: number } = {}): Callback {
  requirePositive("quitAbove", "factor", factor);
  return {
    onStep({ loss, history, stop }) {
      const [first] = history.stepLosses;
      if (loss > factor * first)
        stop(
          `a loss of ${loss.toPrecision(3)}, over ${factor} × the first, ${first.toPrecision(3)}`,
        );
    },
  };
}
