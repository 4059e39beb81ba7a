import { convOutputSize } from "../../../layers/windows.js";
import { definePart } from "../../exercise.js";
import { integer } from "../../numbers.js";
import {
  costMistakes,
  flopsMistakes,
  ratioMistakes,
  separableCostMistakes,
  sizeMistakes,
} from "./cost-mistakes.js";
import {
  withOutput,
  type CostCall,
  type Counts,
  type FlopsCall,
  type RatioCall,
  type SeparableCostCall,
  type SizeCall,
} from "./inputs.js";

export const sizePart = definePart<SizeCall>({
  name: "outputSize",
  points: { outputSize: 1 },
  hints: {
    outputSize: [
      "Put the window at the left end of the padded image. How many more times can you move it by the stride?",
      "There is room for `size + 2 * padding - kernel` single steps beyond the first place.",
      "`Math.floor((size + 2 * padding - kernel) / stride) + 1`.",
    ],
  },
  parameters: ["size", ""],
  reference: ([size, options]) => convOutputSize(size, options),
  small: (rng) => [integer(rng, 4, 9), { kernel: 3, stride: 2, padding: 1 }],
  mistakes: sizeMistakes,
});

export const costPart = definePart<CostCall, Counts>({
  name: "cost",
  points: { parameters: 1, macs: 1 },
  hints: {
    cost: [
      "One filter first: how many weights has it, and how many multiplications does one of its outputs take?",
      "A filter has F² · channels weights and a bias. Each place of the output takes F² · channels multiply-accumulates.",
      "`parameters: (kernel ** 2 * channels + 1) * filters`, and `macs: kernel ** 2 * channels * filters * outputHeight * outputWidth`.",
    ],
  },
  parameters: [""],
  reference: ([{ channels, filters, kernel, outputHeight, outputWidth }]) => ({
    parameters: (kernel ** 2 * channels + 1) * filters,
    macs: kernel ** 2 * channels * filters * outputHeight * outputWidth,
  }),
  small: (rng) =>
    withOutput(
      { channels: 3, filters: integer(rng, 1, 4), kernel: 3, height: 5, width: 6 },
      { stride: 2, padding: 1 },
    ),
  mistakes: costMistakes,
});

export const flopsPart = definePart<FlopsCall>({
  name: "flops",
  points: { flops: 1 },
  hints: {
    flops: [
      "What does a processor do in one multiply-accumulate?",
      "It multiplies two numbers, and adds the product to a sum.",
      "`2 * macs`.",
    ],
  },
  parameters: ["macs"],
  reference: ([macs]) => 2 * macs,
  small: (rng) => [integer(rng, 2, 9)],
  mistakes: flopsMistakes,
});

export const separableCostPart = definePart<SeparableCostCall>({
  name: "separableCost",
  points: { separableCost: 1 },
  hints: {
    separableCost: [
      "Count for one place of the output first, each half by itself.",
      "The depthwise half takes F² for each channel, the pointwise half one for each channel and filter.",
      "`(kernel ** 2 * channels + channels * filters) * height * width`.",
    ],
  },
  parameters: [""],
  reference: ([{ channels, filters, kernel, height, width }]) =>
    (kernel ** 2 * channels + channels * filters) * height * width,
  small: (rng) => [{ channels: 2, filters: integer(rng, 2, 4), kernel: 3, height: 2, width: 3 }],
  mistakes: separableCostMistakes,
});

export const ratioPart = definePart<RatioCall>({
  name: "costRatio",
  points: { costRatio: 1 },
  hints: {
    costRatio: [
      "Write both costs as products, put one over the other, and cancel what stands in both.",
      "$\\frac{F^2 C + C M}{F^2 C M}$ for C channels and M filters. Which letters are left?",
      "`1 / filters + 1 / kernel ** 2`.",
    ],
  },
  parameters: [""],
  reference: ([{ filters, kernel }]) => 1 / filters + 1 / kernel ** 2,
  small: (rng) => [{ filters: integer(rng, 2, 4), kernel: 3 }],
  mistakes: ratioMistakes,
});
