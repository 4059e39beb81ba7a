import type { Check } from "../../course/exercise.js";
import { drawBackward, drawSeparable } from "../../course/exercises/convolution/exercise.js";
import {
  drawForward,
  drawLayout,
  withOutput,
  type Convolution,
  type Layout,
  type SeparableCostCall,
  type SizeCall,
} from "../../course/exercises/convolution/inputs.js";
import { integer } from "../../course/numbers.js";
import type { Random } from "../../random.js";

/** One image whose only window is all of it. */
const ONE_WINDOW: Layout = {
  N: 1,
  C: 2,
  F: 1,
  kernel: 3,
  height: 3,
  width: 3,
  window: { stride: 1, padding: 0 },
};

/** Filters of one pixel, and a stride that leaves pixels out. */
const POINTWISE: Layout = {
  N: 2,
  C: 3,
  F: 2,
  kernel: 1,
  height: 5,
  width: 4,
  window: { stride: 3, padding: 0 },
};

const anyLayer = (rng: Random): Convolution => ({
  channels: integer(rng, 2, 60),
  filters: integer(rng, 3, 100),
  kernel: integer(rng, 2, 7),
  height: integer(rng, 20, 60),
  width: integer(rng, 61, 90),
});

/** The same for each part that takes images; `draw` is that of its part. */
const layerChecks = (
  part: string,
  draw: typeof drawForward | typeof drawBackward | typeof drawSeparable,
): Check[] => [
  {
    title: "any shape, stride and padding",
    part,
    ordinary: true,
    draw: (rng) => {
      const layout = drawLayout(rng);
      return [draw(rng, { ...layout, kernel: 3, window: { stride: 2, padding: 1 } })];
    },
  },
  {
    title: "other shapes, stride and padding",
    part,
    ordinary: false,
    draw: (rng) => [draw(rng, drawLayout(rng)), draw(rng, drawLayout(rng))],
  },
  {
    title: "a single window, and filters of one pixel that leave pixels out",
    part,
    ordinary: false,
    draw: (rng) => [draw(rng, ONE_WINDOW), draw(rng, POINTWISE)],
  },
];

/** What the grader adds to the visible checks of the convolution exercise. */
export const convolutionHidden: readonly Check[] = [
  {
    title: "any size, kernel, stride and padding",
    part: "outputSize",
    ordinary: true,
    draw: (rng) =>
      Array.from({ length: 12 }, (): SizeCall => [
        integer(rng, 8, 240),
        { kernel: integer(rng, 2, 7), stride: integer(rng, 2, 4), padding: integer(rng, 1, 3) },
      ]),
  },
  {
    title: "a window as large as the image, and one pixel",
    part: "outputSize",
    ordinary: false,
    draw: (rng) => {
      const size = integer(rng, 3, 20);
      return [
        [size, { kernel: size, stride: 3, padding: 0 }],
        [1, { kernel: 1, stride: 1, padding: 0 }],
      ];
    },
  },
  {
    title: "any layer",
    part: "cost",
    ordinary: true,
    draw: (rng) => [withOutput(anyLayer(rng), { stride: integer(rng, 2, 3), padding: 1 })],
  },
  {
    title: "one filter on one channel",
    part: "cost",
    ordinary: false,
    draw: (rng) => [
      withOutput({ ...anyLayer(rng), channels: 1, filters: 1 }, { stride: 1, padding: 0 }),
    ],
  },
  {
    title: "none, one, and billions",
    part: "flops",
    ordinary: true,
    draw: (rng) => [[0], [1], [1000 * integer(rng, 1e6, 9e6)]],
  },
  ...layerChecks("forward", drawForward),
  ...layerChecks("backward", drawBackward),
  ...layerChecks("separable", drawSeparable),
  {
    title: "any layer",
    part: "separableCost",
    ordinary: true,
    draw: (rng) => [[anyLayer(rng)] satisfies SeparableCostCall],
  },
  {
    title: "one filter",
    part: "separableCost",
    ordinary: false,
    draw: (rng) => [[{ ...anyLayer(rng), filters: 1 }]],
  },
  {
    title: "any layer",
    part: "costRatio",
    ordinary: true,
    draw: (rng) => [[{ filters: integer(rng, 3, 100), kernel: integer(rng, 2, 7) }]],
  },
  {
    title: "one filter, and windows of one pixel",
    part: "costRatio",
    ordinary: false,
    draw: (rng) => [
      [{ filters: 1, kernel: integer(rng, 2, 7) }],
      [{ filters: integer(rng, 3, 100), kernel: 1 }],
    ],
  },
];
