import type { MistakeSource } from "../../exercise.js";
import type {
  Convolution,
  CostCall,
  Counts,
  FlopsCall,
  RatioCall,
  SeparableCostCall,
  SizeCall,
} from "./inputs.js";

export const sizeMistakes: MistakeSource<SizeCall>[] = [
  {
    step: "outputSize",
    cause: "you padded one side only",
    next: "Padding comes on both sides: size + 2 · padding.",
    instead: ([size, { kernel, stride, padding }]) =>
      Math.floor((size + padding - kernel) / stride) + 1,
  },
  {
    step: "outputSize",
    cause: "the 1 is missing: the window at the start counts too",
    next: "Add 1 after rounding down.",
    instead: ([size, { kernel, stride, padding }]) =>
      Math.floor((size + 2 * padding - kernel) / stride),
  },
  {
    step: "outputSize",
    cause: "you rounded up: the last window hangs over the edge",
    next: "Only whole windows count: Math.floor.",
    instead: ([size, { kernel, stride, padding }]) =>
      Math.ceil((size + 2 * padding - kernel) / stride) + 1,
  },
  {
    step: "outputSize",
    cause: "you left the stride out",
    next: "Divide by the stride before you add 1.",
    instead: ([size, { kernel, padding }]) => size + 2 * padding - kernel + 1,
  },
];

/** The multiply-accumulates of a full convolution with a place for each entry of the image. */
const macsEverywhere = ({ channels, filters, kernel, height, width }: Convolution): number =>
  kernel ** 2 * channels * filters * height * width;

/** How many places a filter is put to. */
const places = ([{ outputHeight, outputWidth }]: CostCall): number => outputHeight * outputWidth;

export const costMistakes: MistakeSource<CostCall, Counts>[] = [
  {
    step: "parameters",
    cause: "you forgot the biases: one for each filter",
    next: "(F² · channels + 1) · filters.",
    instead: ([{ channels, filters, kernel }]) => kernel ** 2 * channels * filters,
  },
  {
    step: "parameters",
    cause: "you forgot that a filter has a slice for each channel",
    next: "(F² · channels + 1) · filters.",
    instead: ([{ filters, kernel }]) => (kernel ** 2 + 1) * filters,
  },
  {
    step: "parameters",
    cause: "you counted a filter anew at each place; it is the same everywhere",
    next: "The size of the image does not matter for the parameters.",
    instead: (call) =>
      (call[0].kernel ** 2 * call[0].channels + 1) * call[0].filters * places(call),
  },
  {
    step: "macs",
    cause: "you multiplied by the size of the input",
    next: "There is a dot product for each place of the output.",
    instead: ([convolution]) => macsEverywhere(convolution),
  },
  {
    step: "macs",
    cause: "you forgot the channels",
    next: "Each dot product has F² · channels terms.",
    instead: (call) => call[0].kernel ** 2 * call[0].filters * places(call),
  },
  {
    step: "macs",
    cause: "you counted one filter",
    next: "Multiply by the number of filters.",
    instead: (call) => call[0].kernel ** 2 * call[0].channels * places(call),
  },
];

export const flopsMistakes: MistakeSource<FlopsCall>[] = [
  {
    step: "flops",
    cause: "you counted a multiplication and its addition as one: these are the MACs",
    next: "A multiply-accumulate is two operations.",
    instead: ([macs]) => macs,
  },
];

export const separableCostMistakes: MistakeSource<SeparableCostCall>[] = [
  {
    step: "separableCost",
    cause: "you counted the depthwise half alone",
    next: "Add the pointwise half: channels · filters for each place.",
    instead: ([{ channels, kernel, height, width }]) => kernel ** 2 * channels * height * width,
  },
  {
    step: "separableCost",
    cause: "you counted the pointwise half alone",
    next: "Add the depthwise half: F² · channels for each place.",
    instead: ([{ channels, filters, height, width }]) => channels * filters * height * width,
  },
  {
    step: "separableCost",
    cause: "these are the MACs of a full convolution: you multiplied the halves",
    next: "The two halves come one after the other: add them.",
    instead: ([convolution]) => macsEverywhere(convolution),
  },
];

export const ratioMistakes: MistakeSource<RatioCall>[] = [
  {
    step: "costRatio",
    cause: "the ratio is upside down: it says how many times cheaper",
    next: "Separable over full: below 1.",
    instead: ([{ filters, kernel }]) => 1 / (1 / filters + 1 / kernel ** 2),
  },
  {
    step: "costRatio",
    cause: "you took 1/F where 1/F² belongs, F being the filter's side",
    next: "The ratio is 1 / filters + 1 / F².",
    instead: ([{ filters, kernel }]) => 1 / filters + 1 / kernel,
  },
];
