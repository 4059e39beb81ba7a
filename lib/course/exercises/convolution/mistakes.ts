import { convOutputSize } from "../../../layers/windows.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { MistakeSource } from "../../exercise.js";
import type {
  BackwardCall,
  CostCall,
  ForwardCall,
  SeparableCall,
  SeparableCostCall,
  SizeCall,
} from "./inputs.js";
import { gather, placeOf, scatter } from "./windows.js";

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

/** How many places a filter is put to. */
const places = ([{ kernel, height, width }, window]: CostCall): number =>
  convOutputSize(height, { kernel, ...window }) * convOutputSize(width, { kernel, ...window });

export const costMistakes: MistakeSource<CostCall>[] = [
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
    instead: ([{ channels, filters, kernel, height, width }]) =>
      kernel ** 2 * channels * filters * height * width,
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
  {
    step: "flops",
    cause: "you counted a multiplication and its addition as one: these are the MACs",
    next: "A multiply-accumulate is two operations.",
    instead: (_, { macs }) => macs,
  },
];

export const forwardMistakes: MistakeSource<ForwardCall>[] = [
  {
    step: "columns",
    cause: "you forgot to take the padding away: the windows begin inside the image",
    next: "Row i of the windows begins at i · stride − padding.",
    instead: ([{ x, W }, options]) =>
      gather(x, W.shape[2], options, placeOf({ ...options, padding: 0 })),
  },
  {
    step: "columns",
    cause: "you exchanged the rows and columns of a window",
    next: "u goes down and v across: row (c, u, v).",
    instead: ([{ x, W }, options]) =>
      gather(x, W.shape[2], options, (u, v, i, j) => placeOf(options)(v, u, i, j)),
  },
  {
    step: "columns",
    cause: "you left the stride out",
    next: "Window (i, j) begins at (i · stride, j · stride), before the padding is taken away.",
    instead: ([{ x, W }, options]) =>
      gather(x, W.shape[2], options, placeOf({ ...options, stride: 1 })),
  },
  {
    step: "columns",
    cause: "you turned the window over, as mathematicians do; here nothing is turned",
    next: "Entry (u, v) lies u rows below and v columns right of the window's corner.",
    instead: ([{ x, W }, options]) => {
      const last = W.shape[2] - 1;
      return gather(x, last + 1, options, (u, v, i, j) =>
        placeOf(options)(last - u, last - v, i, j),
      );
    },
  },
  {
    step: "y",
    cause: "you forgot the bias",
    next: "Add b, one number for each filter: b.reshape(F, 1, 1).",
    instead: ([{ b }], { y }) => y.sub(b.reshape(b.size, 1, 1)),
  },
  {
    step: "y",
    cause: "images and filters are mixed up: the product has the filters first",
    next: "reshape(F, N, height, width) first, then permute(1, 0, 2, 3).",
    instead: (_, { y }) => y.permute(1, 0, 2, 3).reshape(...y.shape),
  },
  {
    step: "y",
    cause: "you averaged over the window where you should add up",
    next: "y is the plain matrix product.",
    instead: ([{ W, b }], { y }) => {
      const bias = b.reshape(b.size, 1, 1);
      return y
        .sub(bias)
        .div(W.size / b.size)
        .add(bias);
    },
  },
];

/** dY with the filters in front, (F, N·H·W), and what it becomes if one forgets to turn it. */
const upstream = (dY: Tensor): Tensor => dY.permute(1, 0, 2, 3).reshape(dY.shape[1], -1);
const notTurned = (dY: Tensor): Tensor => dY.reshape(dY.shape[1], -1);

export const backwardMistakes: MistakeSource<BackwardCall>[] = [
  {
    step: "dB",
    cause: "you averaged over the places where you should add up",
    next: "b is added at every place of every image: sum over axes 0, 2 and 3.",
    instead: ([dY]) => dY.mean([0, 2, 3]),
  },
  {
    step: "dB",
    cause: "you summed over the filters too; each has a bias of its own",
    next: "Sum over axes 0, 2 and 3, not over axis 1.",
    instead: ([dY]) => dY.sum([0, 2, 3]).mul(0).add(dY.sum()),
  },
  {
    step: "dW",
    cause: "you divided by the number of images; the loss has done that already",
    next: "dW is the plain product of dY and the columns.",
    instead: ([dY], { dW }) => dW.div(dY.shape[0]),
  },
  {
    step: "dW",
    cause: "images and filters are mixed up: dY has the images first",
    next: "Bring the filters in front: dY.permute(1, 0, 2, 3) before you reshape.",
    instead: ([dY, { W, columns }]) =>
      notTurned(dY)
        .matmul(columns.T)
        .reshape(...W.shape),
  },
  {
    step: "dColumns",
    cause: "images and filters are mixed up: dY has the images first",
    next: "Bring the filters in front: dY.permute(1, 0, 2, 3) before you reshape.",
    instead: ([dY, { W }]) => W.reshape(W.shape[0], -1).T.matmul(notTurned(dY)),
  },
  {
    step: "dColumns",
    cause: "you divided by the number of images; the loss has done that already",
    next: "dC = Wᵀ dY, and nothing else.",
    instead: ([dY, { W }]) => W.reshape(W.shape[0], -1).T.matmul(upstream(dY)).div(dY.shape[0]),
  },
  {
    step: "dX",
    cause: "you overwrote: the last window that an entry is in wins",
    next: "An entry is in many windows: add its copies up (+=).",
    instead: ([, { x, W }, options], { dColumns }) =>
      scatter(dColumns, x, W.shape[2], options, (_, copy) => copy),
  },
  {
    step: "dX",
    cause: "you forgot to take the padding away",
    next: "The copies come from row i · stride + u − padding, as in the forward pass.",
    instead: ([, { x, W }, options], { dColumns }) =>
      scatter(
        dColumns,
        x,
        W.shape[2],
        options,
        (before, copy) => before + copy,
        placeOf({ ...options, padding: 0 }),
      ),
  },
  {
    step: "dX",
    cause: "you left the stride out",
    next: "The copies come from row i · stride + u − padding, as in the forward pass.",
    instead: ([, { x, W }, options], { dColumns }) =>
      scatter(
        dColumns,
        x,
        W.shape[2],
        options,
        (before, copy) => before + copy,
        placeOf({ ...options, stride: 1 }),
      ),
  },
];

export const separableMistakes: MistakeSource<SeparableCall>[] = [
  {
    step: "depthwise",
    cause: "every channel was seen by channel 0's filter",
    next: "Channel c has the filter Wd[c]: a stack of C products.",
    instead: ([{ columns, Wd }, { N, C, height, width }]) => {
      const rows = columns.shape[0] / C;
      const filters = Wd.slice(0, 1).reshape(1, 1, rows).broadcastTo(C, 1, rows);
      const stack = filters.matmul(columns.reshape(C, rows, -1));
      return stack.reshape(C, N, height, width).permute(1, 0, 2, 3);
    },
  },
  {
    step: "depthwise",
    cause: "images and channels are mixed up: the stack has the channels first",
    next: "reshape(C, N, height, width) first, then permute(1, 0, 2, 3).",
    instead: (_, { depthwise }) => depthwise.permute(1, 0, 2, 3).reshape(...depthwise.shape),
  },
  {
    step: "depthwise",
    cause: "you added the channels up: that is a full convolution",
    next: "Each channel stays by itself; mixing comes in the next step.",
    instead: (_, { depthwise }) => depthwise.sum(1, true).broadcastTo(...depthwise.shape),
  },
  {
    step: "y",
    cause: "images and filters are mixed up: the product has the filters first",
    next: "reshape(F, N, height, width) first, then permute(1, 0, 2, 3).",
    instead: (_, { y }) => y.permute(1, 0, 2, 3).reshape(...y.shape),
  },
  {
    step: "y",
    cause: "you averaged over the channels where you should add up",
    next: "y is the plain product of Wp and the channels.",
    instead: ([, { C }], { y }) => y.div(C),
  },
];

export const separableCostMistakes: MistakeSource<SeparableCostCall>[] = [
  {
    step: "separable",
    cause: "you counted the depthwise half alone",
    next: "Add the pointwise half: channels · filters for each place.",
    instead: ([{ channels, kernel, height, width }]) => kernel ** 2 * channels * height * width,
  },
  {
    step: "separable",
    cause: "you counted the pointwise half alone",
    next: "Add the depthwise half: F² · channels for each place.",
    instead: ([{ channels, filters, height, width }]) => channels * filters * height * width,
  },
  {
    step: "separable",
    cause: "these are the MACs of a full convolution: you multiplied the halves",
    next: "The two halves come one after the other: add them.",
    instead: ([{ channels, filters, kernel, height, width }]) =>
      kernel ** 2 * channels * filters * height * width,
  },
  {
    step: "ratio",
    cause: "the ratio is upside down: it says how many times cheaper",
    next: "Separable over full: below 1.",
    instead: (_, { ratio }) => 1 / (ratio as unknown as number),
  },
  {
    step: "ratio",
    cause: "you took 1/F where 1/F² belongs, F being the filter's side",
    next: "The ratio is 1 / filters + 1 / F².",
    instead: ([{ filters, kernel }]) => 1 / filters + 1 / kernel,
  },
];
