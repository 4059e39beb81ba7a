import type { Check } from "../../course/exercise.js";
import {
  drawDecay,
  drawElastic,
  drawL1,
  drawL2,
  drawMaxNorm,
} from "../../course/exercises/penalties/inputs.js";
import { between, integer } from "../../course/numbers.js";
import type { Random } from "../../random.js";
import { randn, zeros } from "../../tensor/create.js";

const anyShape = (rng: Random): number[] => [integer(rng, 2, 6), integer(rng, 2, 5)];

/** What the grader adds to the visible checks of the exercise on penalties. */
export const penaltiesHidden: readonly Check[] = [
  {
    title: "any shape, any strength",
    part: "l2",
    ordinary: true,
    draw: (rng) => drawL2(rng, anyShape(rng)),
  },
  {
    title: "filters, and a vector",
    part: "l2",
    ordinary: false,
    draw: (rng) => [...drawL2(rng, [2, 3, 3, 2]), ...drawL2(rng, [5])],
  },
  {
    title: "any shape, any strength",
    part: "l1",
    ordinary: true,
    draw: (rng) => [drawL1(rng, anyShape(rng)), drawL1(rng, [2, 3, 2])],
  },
  {
    title: "large and tiny weights, and all of them 0",
    part: "l1",
    ordinary: false,
    draw: (rng) => {
      const [{ W }, options] = drawL1(rng, [3, 3]);
      return [
        [{ W: W.mul(1e4) }, options],
        [{ W: W.mul(1e-6) }, options],
        [{ W: zeros([2, 2]) }, options],
      ];
    },
  },
  {
    title: "any shape, any strengths",
    part: "elasticNet",
    ordinary: true,
    draw: (rng) => [drawElastic(rng, anyShape(rng)), drawElastic(rng, [2, 3, 2])],
  },
  {
    title: "one of the strengths is 0",
    part: "elasticNet",
    ordinary: false,
    draw: (rng) => {
      const [inputs, { reg, l1 }] = drawElastic(rng, [3, 2]);
      return [
        [inputs, { reg, l1: 0 }],
        [inputs, { reg: 0, l1 }],
      ];
    },
  },
  {
    title: "any number of units and inputs",
    part: "maxNorm",
    ordinary: true,
    draw: (rng) => [drawMaxNorm(rng, integer(rng, 3, 8), integer(rng, 4, 7))],
  },
  {
    title: "a unit whose weights are all 0, and a single weight",
    part: "maxNorm",
    ordinary: false,
    draw: (rng) => [
      [zeros([3, 2]), { max: between(rng, 1, 3) }],
      [randn([1, 1], rng).add(9), { max: 2 }],
    ],
  },
  ...["l2Update", "decoupledUpdate"].flatMap((part): Check[] => [
    {
      title: "any shape, any options",
      part,
      ordinary: true,
      draw: (rng) => [drawDecay(rng, anyShape(rng)), drawDecay(rng, [2, 2, 3])],
    },
    {
      title: "regularization off, and a single number",
      part,
      ordinary: false,
      draw: (rng) => {
        const [theta, g, { lr }] = drawDecay(rng, [3]);
        return [[theta, g, { lr, reg: 0 }], drawDecay(rng, [])];
      },
    },
  ]),
];
