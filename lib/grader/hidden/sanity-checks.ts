import type { Check } from "../../course/exercise.js";
import { drawFirstLoss, drawOverfit, netOf } from "../../course/exercises/sanity-checks/inputs.js";
import { between, integer } from "../../course/numbers.js";

/** What the grader adds to the visible checks of the exercise on sanity checks. */
export const sanityHidden: readonly Check[] = [
  {
    title: "any number of classes",
    part: "chance",
    ordinary: true,
    draw: (rng) => [[integer(rng, 3, 20)], [integer(rng, 21, 1000)]],
  },
  {
    title: "two classes",
    part: "chance",
    ordinary: false,
    draw: (rng) => [[2], [integer(rng, 3, 9)]],
  },
  {
    title: "any net, any spread",
    part: "expectedPenalty",
    ordinary: true,
    draw: (rng) => [
      netOf(integer(rng, 3, 40), integer(rng, 3, 60), integer(rng, 2, 20), {
        std: between(rng, 0.1, 0.5),
        reg: between(rng, 0.5, 5),
      }),
    ],
  },
  {
    title: "regularization off",
    part: "expectedPenalty",
    ordinary: false,
    draw: (rng) => [netOf(integer(rng, 3, 40), 5, 3, { std: between(rng, 0.1, 0.5), reg: 0 })],
  },
  {
    title: "any number of examples and classes",
    part: "firstLoss",
    ordinary: true,
    draw: (rng) => [drawFirstLoss(rng, integer(rng, 3, 9), integer(rng, 3, 6))],
  },
  {
    title: "scores of ±10,000, and one example alone",
    part: "firstLoss",
    ordinary: false,
    draw: (rng) => [drawFirstLoss(rng, 4, 3, 1e4), drawFirstLoss(rng, 1, 5)],
  },
  {
    title: "any number of examples and updates",
    part: "overfit",
    ordinary: true,
    draw: (rng) => [6, 9].map((N) => drawOverfit(rng, N, integer(rng, 20, 60))),
  },
  {
    title: "too few updates to learn anything",
    part: "overfit",
    ordinary: false,
    draw: (rng) => {
      const [inputs, { steps }] = drawOverfit(rng, 8, 3);
      return [[inputs, { lr: 1e-9, steps }]];
    },
  },
];
