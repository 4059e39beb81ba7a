import type { Check } from "../../course/exercise.js";
import { between, integer } from "../../course/numbers.js";
import { drawLookAhead, drawUnroll, drawUpdate } from "../../course/exercises/momentum/inputs.js";
import type { Random } from "../../random.js";

const anyOptions = (rng: Random): { lr: number; rho: number } => ({
  lr: between(rng, 0.02, 0.4),
  rho: between(rng, 0.6, 0.95),
});

const anyShape = (rng: Random): number[] => [integer(rng, 2, 5), integer(rng, 1, 4)];

/** The same for every update rule; `draw` is that of its part. */
const updateChecks = (part: string, draw: typeof drawUpdate | typeof drawLookAhead): Check[] => [
  {
    title: "any shape, rate and friction",
    part,
    ordinary: true,
    draw: (rng) => [draw(rng, anyShape(rng), anyOptions(rng))],
  },
  {
    title: "a stack of filters",
    part,
    ordinary: true,
    draw: (rng) => [draw(rng, [2, ...anyShape(rng), 3], anyOptions(rng))],
  },
  {
    title: "a single number",
    part,
    ordinary: false,
    draw: (rng) => [draw(rng, [], anyOptions(rng))],
  },
  {
    title: "ρ = 0: plain gradient descent",
    part,
    ordinary: false,
    draw: (rng) => [draw(rng, [3], { lr: 0.3, rho: 0 })],
  },
  {
    title: "ρ = 1 and a large rate: no friction at all",
    part,
    ordinary: false,
    draw: (rng) => [draw(rng, [2, 3], { lr: 30, rho: 1 })],
  },
];

/** What the grader adds to the visible checks of the momentum exercise. */
export const momentumHidden: readonly Check[] = [
  ...updateChecks("momentumUpdate", drawUpdate),
  ...updateChecks("momentumStepForm", drawUpdate),
  {
    title: "any number of gradients, any friction",
    part: "unroll",
    ordinary: true,
    draw: (rng) => [
      drawUnroll(rng, integer(rng, 3, 12), integer(rng, 1, 4), between(rng, 0.5, 0.95)),
    ],
  },
  {
    title: "one gradient alone",
    part: "unroll",
    ordinary: false,
    draw: (rng) => [drawUnroll(rng, 1, 3, 0.9)],
  },
  {
    title: "ρ = 0: the last gradient alone counts",
    part: "unroll",
    ordinary: false,
    draw: (rng) => [drawUnroll(rng, 4, 2, 0)],
  },
  ...updateChecks("nesterovLookAhead", drawLookAhead),
  ...updateChecks("nesterovUpdate", drawUpdate),
];
