import { requirePositive } from "../../errors.js";
import { scheduleOf, type Schedule } from "./schedule.js";

/**
 * A line up to the first rate of another schedule, which then begins: epoch/w of it in the first w epochs. Large
 * batches and Adam's early, noisy steps call for it (Goyal et al. 2017, https://arxiv.org/abs/1706.02677).
 *
 * `epochs`: w, above 0.
 *
 * @throws ValueError if epochs is not above 0.
 *
 * @example
 * const rate = schedules.warmup(schedules.step({ lr: 1, every: 1, factor: 0.5 }), { epochs: 4 });
 * [rate(1), rate(4), rate(5), rate(6)]; // [0.25, 1, 1, 0.5]
 */
export function warmup(after: Schedule, { epochs }: { epochs: number }): Schedule {
  const where = "schedules.warmup";
  requirePositive(where, "epochs", epochs);
  return scheduleOf(where, (t) =>
    t < epochs ? (after(1) * Math.min(t + 1, epochs)) / epochs : after(t - epochs + 1),
  );
}
