import type { Check } from "../../course/exercise.js";
import { between, integer } from "../../course/numbers.js";
import { drawLosses, everyEpoch, warmupTo } from "../../course/exercises/schedules/inputs.js";
import type { Random } from "../../random.js";

const lr = (rng: Random): number => between(rng, 0.05, 2);

/** A schedule over its epochs and long after them, with options drawn anew. */
const scheduleCheck = (
  part: string,
  last: number,
  options: (rng: Random) => Readonly<Record<string, number>>,
): Check[] => [
  {
    title: "any options, each epoch",
    part,
    ordinary: true,
    draw: (rng) => everyEpoch(last, options(rng)),
  },
  {
    title: "epoch 1 alone, and epoch 500",
    part,
    ordinary: false,
    draw: (rng) => {
      const given = options(rng);
      return [
        [1, given],
        [500, given],
      ];
    },
  },
];

/** What the grader adds to the visible checks of the exercise on schedules. */
export const schedulesHidden: readonly Check[] = [
  ...scheduleCheck("stepDecay", 16, (rng) => ({
    lr: lr(rng),
    every: integer(rng, 4, 6),
    factor: between(rng, 0.2, 0.7),
  })),
  ...scheduleCheck("exponential", 8, (rng) => ({ lr: lr(rng), factor: between(rng, 0.9, 0.99) })),
  ...scheduleCheck("inverse", 8, (rng) => ({ lr: lr(rng), k: between(rng, 0.1, 0.7) })),
  ...scheduleCheck("squareRoot", 8, (rng) => ({ lr: lr(rng), epochs: integer(rng, 8, 12) })),
  ...scheduleCheck("cosine", 9, (rng) => ({
    lr: lr(rng),
    epochs: integer(rng, 7, 12),
    lowest: between(rng, 0.01, 0.04),
  })),
  {
    title: "any length, each epoch",
    part: "warmup",
    ordinary: true,
    draw: (rng) =>
      everyEpoch(11, warmupTo({ lr: lr(rng), epochs: integer(rng, 7, 12) }, integer(rng, 3, 5))),
  },
  {
    title: "a warm-up of one epoch",
    part: "warmup",
    ordinary: false,
    draw: (rng) => everyEpoch(4, warmupTo({ lr: lr(rng), epochs: 5 }, 1)),
  },
  ...scheduleCheck("warmRestarts", 16, (rng) => ({
    lr: lr(rng),
    epochs: integer(rng, 3, 4),
    growth: integer(rng, 2, 3),
  })),
  {
    title: "cycles that are all equally long",
    part: "warmRestarts",
    ordinary: false,
    draw: (rng) => everyEpoch(8, { lr: lr(rng), epochs: 3, growth: 1 }),
  },
  {
    title: "any patience",
    part: "earlyStopping",
    ordinary: true,
    draw: (rng) =>
      Array.from({ length: 4 }, () => {
        const patience = integer(rng, 2, 5);
        return [drawLosses(rng, patience), { patience }] as const;
      }),
  },
  {
    title: "losses that go on falling, and a single epoch",
    part: "earlyStopping",
    ordinary: false,
    draw: (rng) => [
      [Array.from({ length: 12 }, (_, i) => 3 - i * between(rng, 0.1, 0.11)), { patience: 2 }],
      [[rng.uniform()], { patience: 4 }],
    ],
  },
  {
    title: "a loss that stays the same, and one that becomes NaN",
    part: "earlyStopping",
    ordinary: false,
    draw: (rng) => [
      [new Array<number>(9).fill(between(rng, 1, 2)), { patience: integer(rng, 2, 4) }],
      [[2, between(rng, 1, 2), NaN, NaN, NaN, NaN], { patience: 3 }],
    ],
  },
];
