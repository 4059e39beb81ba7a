import type { MistakeSource } from "../../exercise.js";
import type { FansCall, RescaleCall, ShapeCall, SpreadsCall, StdCall } from "./inputs.js";
import { layersOf, spreadOf } from "./reference.js";

/** What filters have and matrices do not: a window. */
const windowOf = (shape: readonly number[]): number => (shape[2] ?? 1) * (shape[3] ?? 1);

export const fansMistakes: MistakeSource<ShapeCall>[] = [
  {
    step: "fanIn",
    cause: "you forgot the window: a filter sums over C·kH·kW inputs",
    next: "Multiply the input channels by both sizes of the window.",
    instead: ([shape]) => (shape.length === 4 ? shape[1] : shape[0]),
  },
  {
    step: "fanIn",
    cause: "fan in and fan out changed places",
    next: "W is (D, M), D inputs and M outputs; filters are (F, C, kH, kW), C channels in and F out.",
    instead: ([shape]) => (shape.length === 4 ? shape[0] * windowOf(shape) : shape[1]),
  },
  {
    step: "fanIn",
    cause:
      "you took the first size in both cases; filters are (F, C, kH, kW) and begin with the outputs",
    next: "For filters the inputs are C·kH·kW.",
    instead: ([shape]) => shape[0] * windowOf(shape),
  },
  {
    step: "fanOut",
    cause: "you forgot the window: a pixel goes into kH·kW places of every one of F maps",
    next: "Multiply the output channels by both sizes of the window.",
    instead: ([shape]) => (shape.length === 4 ? shape[0] : shape[1]),
  },
  {
    step: "fanOut",
    cause: "fan in and fan out changed places",
    next: "W is (D, M), D inputs and M outputs; filters are (F, C, kH, kW), C channels in and F out.",
    instead: ([shape]) => (shape.length === 4 ? shape[1] * windowOf(shape) : shape[0]),
  },
];

export const xavierMistakes: MistakeSource<FansCall>[] = [
  {
    step: "xavierStd",
    cause: "you returned the variance: the root is missing",
    next: "The variance is 2 / (fan in + fan out); take its root.",
    instead: ([{ fanIn, fanOut }]) => 2 / (fanIn + fanOut),
  },
  {
    step: "xavierStd",
    cause: "the 2 is missing: the variance is one over the mean of both fans",
    next: "√(2 / (fan in + fan out)).",
    instead: ([{ fanIn, fanOut }]) => Math.sqrt(1 / (fanIn + fanOut)),
  },
  {
    step: "xavierStd",
    cause: "this is He's rule, for ReLU",
    next: "Xavier's takes both fans: √(2 / (fan in + fan out)).",
    instead: ([{ fanIn }]) => Math.sqrt(2 / fanIn),
  },
  {
    step: "xavierStd",
    cause: "you used the bound of the uniform form, √6 in place of √2",
    next: "The standard deviation is √(2 / (fan in + fan out)).",
    instead: ([{ fanIn, fanOut }]) => Math.sqrt(6 / (fanIn + fanOut)),
  },
];

export const heMistakes: MistakeSource<FansCall>[] = [
  {
    step: "heStd",
    cause: "the 2 is missing: a ReLU throws half of the signal away, and 2 makes up for it",
    next: "√(2 / fan in).",
    instead: ([{ fanIn }]) => Math.sqrt(1 / fanIn),
  },
  {
    step: "heStd",
    cause: "you returned the variance: the root is missing",
    next: "√(2 / fan in).",
    instead: ([{ fanIn }]) => 2 / fanIn,
  },
  {
    step: "heStd",
    cause:
      "you divided by the fan out; that keeps the gradients' variance, and here the activations' is asked for",
    next: "√(2 / fan in).",
    instead: ([{ fanOut }]) => Math.sqrt(2 / fanOut),
  },
];

export const boundMistakes: MistakeSource<StdCall>[] = [
  {
    step: "uniformBound",
    cause: "you took the standard deviation for the bound; most of U(−b, b) lies further in than b",
    next: "U(−b, b) has the variance b²/3. Find the b that makes it std².",
    instead: ([std]) => std,
  },
  {
    step: "uniformBound",
    cause: "you multiplied by 3 and not by its root",
    next: "b²/3 = std², so b = √3 · std.",
    instead: ([std]) => 3 * std,
  },
  {
    step: "uniformBound",
    cause: "you divided by √3 where you have to multiply",
    next: "b²/3 = std², so b = √3 · std.",
    instead: ([std]) => std / Math.sqrt(3),
  },
];

export const spreadMistakes: MistakeSource<SpreadsCall>[] = [
  {
    step: "layerSpreads",
    cause: "you left the ReLU out",
    next: "After each product: .maximum(0).",
    instead: ([x, Ws]) => {
      let h = x;
      return Ws.map((W) => spreadOf((h = h.matmul(W))));
    },
  },
  {
    step: "layerSpreads",
    cause: "you returned variances: the root is missing",
    next: "The spread is the standard deviation, the root of the mean square distance to the mean.",
    instead: ([x, Ws]) => layersOf(x, Ws).map((h) => spreadOf(h) ** 2),
  },
  {
    step: "layerSpreads",
    cause: "you did not subtract the mean: behind a ReLU it is not 0",
    next: "Subtract the mean of all entries before you square.",
    instead: ([x, Ws]) => layersOf(x, Ws).map((h) => Math.sqrt(h.pow(2).mean().item())),
  },
  {
    step: "layerSpreads",
    cause: "you measured before the ReLU",
    next: "Cut off at 0 first, then take the spread.",
    instead: ([x, Ws]) => {
      const inputs = [x, ...layersOf(x, Ws)];
      return Ws.map((W, i) => spreadOf(inputs[i].matmul(W)));
    },
  },
  {
    step: "layerSpreads",
    cause: "you began with the spread of x itself, and left out the last layer",
    next: "One number for each layer, taken behind its ReLU.",
    instead: ([x, Ws]) => [x, ...layersOf(x, Ws)].slice(0, Ws.length).map(spreadOf),
  },
];

export const rescaleMistakes: MistakeSource<RescaleCall>[] = [
  {
    step: "mean",
    cause: "you took one mean for all outputs; each has its own",
    next: "Average over the rows alone: y.mean(0).",
    instead: ([{ x, W, b }]) => x.matmul(W).add(b).mean(),
  },
  {
    step: "mean",
    cause: "you took the mean of each row; the outputs are the columns",
    next: "Average over the rows: axis 0.",
    instead: ([{ x, W, b }]) => x.matmul(W).add(b).mean(1),
  },
  {
    step: "std",
    cause: "you returned the variance: the root is missing",
    next: "Take .sqrt() in the end.",
    instead: ([{ x, W, b }], { mean }) => x.matmul(W).add(b).sub(mean).pow(2).mean(0),
  },
  {
    step: "std",
    cause: "you did not subtract the mean before you squared",
    next: "Square y.sub(mean).",
    instead: ([{ x, W, b }]) => x.matmul(W).add(b).pow(2).mean(0).sqrt(),
  },
  {
    step: "newW",
    cause: "you multiplied by the spread; what is too wide must shrink",
    next: "Divide by it.",
    instead: ([{ W }], { std }) => W.mul(std),
  },
  {
    step: "newW",
    cause: "you subtracted the mean from the weights; shifting is the bias's part",
    next: "Weights are only divided by the spread.",
    instead: ([{ W }], { mean, std }) => W.sub(mean).div(std),
  },
  {
    step: "newB",
    cause: "you did not divide the bias by the spread: the whole output shrinks, its mean too",
    next: "Subtract the mean, then divide by the spread.",
    instead: ([{ b }], { mean }) => b.sub(mean),
  },
  {
    step: "newB",
    cause: "you forgot the old bias: it is part of the mean that you subtract",
    next: "Start from b: (b − μ) / σ.",
    instead: (_args, { mean, std }) => mean.neg().div(std),
  },
  {
    step: "newB",
    cause: "you divided the bias but not the mean",
    next: "Subtract the mean first, then divide the difference.",
    instead: ([{ b }], { mean, std }) => b.div(std).sub(mean),
  },
];
