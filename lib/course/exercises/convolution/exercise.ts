import * as conv2d from "../../../layers/conv2d.js";
import * as depthwiseSeparable from "../../../layers/depthwise-separable.js";
import type { Random } from "../../../random.js";
import { tex, type Step } from "../../../step.js";
import { randn, zeros } from "../../../tensor/create.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { definePart, type Exercise, type Size } from "../../exercise.js";
import { integer } from "../../numbers.js";
import { whole } from "../../whole.js";
import { costPart, flopsPart, ratioPart, separableCostPart, sizePart } from "./cost-parts.js";
import {
  drawForward,
  withOutput,
  type BackwardCall,
  type ForwardCall,
  type Layout,
  type SeparableCall,
  type SizeCall,
} from "./inputs.js";
import { backwardMistakes, forwardMistakes, separableMistakes } from "./mistakes.js";

type Draw = (shape: Shape, rng: Random) => Tensor;
const digits: Draw = (shape, rng) => whole(rng, shape, 0, 2);

/** Filters of 2 × 2 on one small image; the padding is there in half of them. */
const smallLayout = (rng: Random, { rows, columns }: Size): Layout => ({
  N: columns,
  C: 1,
  F: columns,
  kernel: 2,
  height: 3,
  width: 2 + rows,
  window: { stride: rows, padding: rng.integer(2) },
});

export function drawBackward(rng: Random, layout: Layout, draw: Draw = randn): BackwardCall {
  const [inputs, options] = drawForward(rng, layout, draw);
  const { y, cache } = conv2d.forward(inputs, options);
  return [draw(y.shape, rng), { x: inputs.x, W: inputs.W, columns: cache.columns }, options];
}

export function drawSeparable(rng: Random, layout: Layout, draw: Draw = randn): SeparableCall {
  const { N, C, F, kernel } = layout;
  const [{ x }, options] = drawForward(rng, layout, draw);
  const { columns } = conv2d.forward({ x, W: zeros([1, C, kernel, kernel]) }, options).cache;
  const { height, width } = options;
  return [
    { columns, Wd: draw([C, 1, kernel, kernel], rng), Wp: draw([F, C, 1, 1], rng) },
    { N, C, height, width },
  ];
}

/** The library's layer takes images; these are images of one window each, so that its windows are the columns. */
function separable([{ columns, Wd, Wp }, { N, C, height, width }]: SeparableCall, step: Step) {
  const kernel = Wd.shape[2];
  const places = N * height * width;
  const x = columns.reshape(C, kernel, kernel, places).permute(3, 0, 1, 2);
  const F = Wp.shape[0];
  const turned = (y: Tensor, maps: number): Tensor =>
    y.reshape(N, height, width, maps).permute(0, 3, 1, 2);
  const depthwise = step("depthwise", tex`z_c = W^d_c \star x_c`, () =>
    turned(conv2d.forward({ x, W: Wd }, { groups: C }).y, C),
  );
  const y = step("y", tex`y_f = \sum_c W^p_{fc}\, z_c`, () =>
    turned(depthwiseSeparable.forward({ x, Wd, Wp }).y, F),
  );
  return { depthwise, y };
}

const forwardPart = definePart<ForwardCall>({
  name: "forward",
  points: { columns: 2, y: 1 },
  hints: {
    columns: [
      "Six loops, in the order in which the entries stand: down the matrix c, u, v; across it n, i, j.",
      "The entry is `pixel(x, n, c, row, column)` with the row `i * stride + u - padding`, and the column alike.",
      "Inside the six loops `values.push(pixel(x, n, c, i * stride + u - padding, j * stride + v - padding));`, and at the end `return fromData(values, [C * k * k, N * height * width]);`.",
    ],
    y: [
      "Every filter is a row, every window a column. What is left is one matrix product.",
      "`W.reshape(F, C * k * k).matmul(columns)` has shape (F, N·H·W). Which order of axes does y want?",
      "`.reshape(F, N, height, width).permute(1, 0, 2, 3).add(b.reshape(F, 1, 1))`.",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => {
    const { y, cache } = conv2d.forward(inputs, options, step);
    return { y, columns: cache.columns };
  },
  small: (rng, size) => drawForward(rng, smallLayout(rng, size), digits),
  mistakes: forwardMistakes,
});

const backwardPart = definePart<BackwardCall>({
  name: "backward",
  points: { dB: 1, dW: 1, dColumns: 1, dX: 2 },
  hints: {
    dB: [
      "Where is the bias of one filter used?",
      "At every place of every image: it collects the sum over all of them.",
      "`dY.sum([0, 2, 3])`.",
    ],
    dW: [
      "It is the linear layer of exercise 2, on columns: $Y = W C$.",
      "$dW = dY\\, C^\\top$, with dY as a matrix that has a row for each filter.",
      "`upstream.matmul(columns.T).reshape(...W.shape)`.",
    ],
    dColumns: [
      "It is the linear layer of exercise 2, on columns: $Y = W C$.",
      "$dC = W^\\top dY$, with both as matrices.",
      "`W.reshape(F, -1).T.matmul(upstream)`.",
    ],
    dX: [
      "Each entry of the columns is a copy of an entry of x. An entry that was copied four times gets four gradients. What becomes of them?",
      "The same six loops as in the forward pass, the other way: from the columns back into the image, and added up. Copies of the padding are left out.",
      "In the loops: `const row = i * stride + u - padding`, the column alike, `const copy = copies[at++]`; and if it lies inside the image, `sums[((n * C + c) * H + row) * width0 + column] += copy`, `width0` being the image's own width.",
    ],
  },
  parameters: ["dY", "", ""],
  reference: ([dY, { x, W }, options], step) => {
    const { cache } = conv2d.forward({ x, W, b: zeros([W.shape[0]]) }, options);
    const { dX, dW, dB } = conv2d.backward(dY, cache, step);
    return { dX, dW, dB };
  },
  small: (rng, size) => drawBackward(rng, smallLayout(rng, size), digits),
  mistakes: backwardMistakes,
});

const separablePart = definePart<SeparableCall>({
  name: "separable",
  points: { depthwise: 2, y: 1 },
  hints: {
    separable: [
      "First each channel by itself, with one filter; then, at every place, a mix of the channels. Which of the two looks around, which mixes?",
      "The rows of the columns are sorted by channel: `columns.reshape(C, k * k, -1)` is a stack of C matrices, and `matmul` multiplies stacks pair by pair.",
      "`Wd.reshape(C, 1, k * k).matmul(columns.reshape(C, k * k, -1))`, then `.reshape(C, N, height, width).permute(1, 0, 2, 3)`. For y, bring the channels in front again and multiply by `Wp.reshape(F, C)`.",
    ],
  },
  parameters: ["", ""],
  reference: separable,
  small: (rng, size) => drawSeparable(rng, { ...smallLayout(rng, size), C: 2 }, digits),
  mistakes: separableMistakes,
});

const VISIBLE: Layout = {
  N: 2,
  C: 3,
  F: 4,
  kernel: 3,
  height: 5,
  width: 6,
  window: { stride: 2, padding: 1 },
};

/** Convolution forward and backward, depthwise separable convolution, and what they cost. */
export const exercise: Exercise = {
  id: "19-convolution",
  title: "Convolution",
  minutes: 90,
  prerequisites: ["02"],
  parts: [
    sizePart,
    costPart,
    flopsPart,
    forwardPart,
    backwardPart,
    separablePart,
    separableCostPart,
    ratioPart,
  ],
  checks: [
    {
      title: "sizes from 5 to 14, with stride and padding",
      part: "outputSize",
      ordinary: true,
      draw: (rng) =>
        Array.from({ length: 10 }, (_, i): SizeCall => [
          5 + i,
          { kernel: integer(rng, 2, 4), stride: 2 + (i % 2), padding: 1 },
        ]),
    },
    {
      title: "a layer on small images",
      part: "cost",
      ordinary: true,
      draw: (rng) => [
        withOutput(
          { channels: 3, filters: integer(rng, 8, 64), kernel: 5, height: 32, width: 28 },
          { stride: 2, padding: 1 },
        ),
      ],
    },
    {
      title: "any number of MACs",
      part: "flops",
      ordinary: true,
      draw: (rng) => [[integer(rng, 1000, 9999)]],
    },
    {
      title: "2 images of 3 channels, 4 filters of 3 × 3, stride 2, padding 1",
      part: "forward",
      ordinary: true,
      draw: (rng) => [drawForward(rng, VISIBLE)],
    },
    {
      title: "2 images of 3 channels, 4 filters of 3 × 3, stride 2, padding 1",
      part: "backward",
      ordinary: true,
      draw: (rng) => [drawBackward(rng, VISIBLE)],
    },
    {
      title: "2 images of 3 channels, 4 maps",
      part: "separable",
      ordinary: true,
      draw: (rng) => [drawSeparable(rng, VISIBLE)],
    },
    {
      title: "a layer of MobileNet",
      part: "separableCost",
      ordinary: true,
      draw: (rng) => [
        [{ channels: 64, filters: integer(rng, 65, 128), kernel: 3, height: 56, width: 56 }],
      ],
    },
    {
      title: "a layer of MobileNet",
      part: "costRatio",
      ordinary: true,
      draw: (rng) => [[{ filters: integer(rng, 65, 128), kernel: 3 }]],
    },
  ],
  reflections: [{ id: "stride", points: 2 }],
};
