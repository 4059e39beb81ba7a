import type { Tensor } from "../../../tensor/tensor.js";
import type { MistakeSource } from "../../exercise.js";
import type { BackwardCall, ForwardCall, SeparableCall } from "./inputs.js";
import { gather, placeOf, scatter } from "./windows.js";

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
