import type { Callback } from "../train/callbacks.js";
import { isWeight } from "../train/penalty.js";
import { Report, short } from "./report.js";

export type UpdateRatios = Record<string, number[]>;

/** Around 1e-3 is right; a factor of ten and more either way is not. */
const [LOW, HIGH] = [1e-4, 1e-2];

/**
 * Watches the ratio of the length of each update to that of the weights, ‖Δθ‖ / ‖θ‖: about 1e-3 is right, much more
 * is too high a rate, much less too low. A callback for `fit`; `report()` tells the median over the steps of weights
 * (names such as `linear1.W` or `main.conv2d1.W`), and passes if all lie from 1e-4 to 1e-2.
 *
 * @example
 * const ratios = updateRatios();
 * await fit(model, examples, { epochs: 3, callbacks: [ratios], progress: false });
 * ratios.report().details["linear1.W"].length; // 3
 */
export function updateRatios(): Callback & { report(): Report<UpdateRatios> } {
  const ratios: UpdateRatios = {};
  return {
    onStep({ before, gradients, model }) {
      const after = model.params;
      for (const name of Object.keys(before)) {
        if (!isWeight(name) || !(name in gradients)) continue;
        const moved = after[name].sub(before[name]);
        const ratio = Math.sqrt(moved.dot(moved) / before[name].dot(before[name]));
        (ratios[name] ??= []).push(ratio);
      }
    },
    report: () => {
      const medians = Object.entries(ratios).map(([name, all]) => [name, median(all)] as const);
      const wrong = medians.filter(([, ratio]) => !(ratio >= LOW && ratio <= HIGH));
      const say = ([name, ratio]: readonly [string, number]): string =>
        `${name} moves by ${short(ratio)} of its length a step, ${ratio < LOW ? "too little" : "too much"}`;
      const message =
        medians.length === 0
          ? "no step was seen"
          : wrong.length === 0
            ? `all ${medians.length} weights move by about a thousandth of their length a step`
            : `${wrong.map(say).join("; ")}: about 1e-3 is right`;
      const ok = wrong.length === 0 && medians.length > 0;
      const rows = medians.map(([name, ratio]) => [name, short(ratio)]);
      return new Report("update ratio", ok, message, ratios, [["weights", "median"], ...rows]);
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
