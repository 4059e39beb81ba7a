import type { Arguments, Check } from "../../course/exercise.js";
import { drawAdam, drawScaled } from "../../course/exercises/adaptive/inputs.js";
import { between, integer } from "../../course/numbers.js";
import type { Random } from "../../random.js";
import { zeros } from "../../tensor/create.js";

const anyShape = (rng: Random): number[] => [integer(rng, 2, 5), integer(rng, 2, 4)];

const rates = (rng: Random): { lr: number; eps: number } => ({
  lr: between(rng, 0.02, 0.4),
  eps: between(rng, 0.05, 0.5),
});
const withBeta = (rng: Random) => ({ ...rates(rng), beta: between(rng, 0.6, 0.95) });
const withBetas = (rng: Random) => ({
  ...rates(rng),
  beta1: between(rng, 0.6, 0.8),
  beta2: between(rng, 0.85, 0.95),
});

const scaledChecks = (
  part: string,
  options: (rng: Random) => { lr: number; eps: number },
): Check[] => [
  {
    title: "any shape and options",
    part,
    ordinary: true,
    draw: (rng) => [drawScaled(rng, anyShape(rng), options(rng))],
  },
  {
    title: "a stack of filters",
    part,
    ordinary: true,
    draw: (rng) => [drawScaled(rng, [2, ...anyShape(rng), 3], options(rng))],
  },
  {
    title: "the first update, with a gradient that is 0 in places, and a tiny ε",
    part,
    ordinary: false,
    draw: (rng) => {
      const [theta, g, , given] = drawScaled(rng, [5], { ...options(rng), eps: 1e-8 });
      const some = g.mul(g.greater(0));
      return [[theta, some, { h: zeros([5]) }, given]];
    },
  },
  {
    title: "a single number with a huge gradient",
    part,
    ordinary: false,
    draw: (rng) => {
      const [theta, g, state, given] = drawScaled(rng, [], options(rng));
      return [[theta, g.mul(1e4), state, given] satisfies Arguments];
    },
  },
];

/** What the grader adds to the visible checks of the exercise on adaptive rates. */
export const adaptiveHidden: readonly Check[] = [
  ...scaledChecks("adagradUpdate", rates),
  ...scaledChecks("rmspropUpdate", withBeta),
  {
    title: "any shape and options, a few updates in",
    part: "adamUpdate",
    ordinary: true,
    draw: (rng) => [drawAdam(rng, anyShape(rng), integer(rng, 1, 4), withBetas(rng))],
  },
  {
    title: "a stack of filters, the second update",
    part: "adamUpdate",
    ordinary: true,
    draw: (rng) => [drawAdam(rng, [2, ...anyShape(rng), 3], 1, withBetas(rng))],
  },
  {
    title: "the very first update, with the usual options",
    part: "adamUpdate",
    ordinary: false,
    draw: (rng) => [drawAdam(rng, [4], 0, { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8 })],
  },
  {
    title: "the thousandth update of a single number",
    part: "adamUpdate",
    ordinary: false,
    draw: (rng) => [drawAdam(rng, [], 999, withBetas(rng))],
  },
];
