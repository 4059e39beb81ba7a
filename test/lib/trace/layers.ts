import * as gradlab from "../../../lib/index.js";
import type { Traceable } from "../../../lib/trace/record-trace.js";
import { Random } from "../../../lib/random.js";
import { ones, randn, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

type AnyLayer = Traceable<Record<string, unknown>, unknown, unknown>;

/** A layer or loss with inputs and options that fit. */
export type LayerCase = {
  name: string;
  layer: AnyLayer & Required<Pick<AnyLayer, "backward">>;
  inputs: Record<string, Tensor>;
  options: unknown;
};

const rng = new Random(7);
const n = (...shape: number[]): Tensor => randn(shape, rng);
const rows = { x: n(4, 3) };
const images = { x: n(2, 4, 5, 5) };
const affine = (size: number): Record<string, Tensor> => ({ gamma: n(size), beta: n(size) });
const labels = [0, 4, 2, 2];
const weights = { W: n(3, 5), b: n(5) };

/** Inputs and options by the name under which the library exports the layer. */
const CASES: Record<string, [inputs: Record<string, unknown>, options?: object]> = {
  linear: [{ ...rows, ...weights }],
  relu: [rows],
  sigmoid: [rows],
  tanh: [rows],
  leakyRelu: [rows],
  prelu: [{ ...rows, a: n(1) }],
  elu: [rows],
  selu: [rows],
  gelu: [rows],
  silu: [rows],
  softplus: [rows],
  relu6: [rows],
  hardSwish: [rows],
  mish: [rows],
  maxout: [{ ...rows, W: n(2, 3, 5), b: n(2, 5) }],
  softmax: [rows],
  logSoftmax: [rows],
  conv2d: [
    { ...images, W: n(6, 2, 3, 3), b: n(6) },
    { groups: 2, padding: 1, stride: 2 },
  ],
  depthwiseSeparable: [{ ...images, Wd: n(4, 1, 3, 3), Wp: n(5, 4, 1, 1) }],
  maxPool: [images],
  averagePool: [images],
  globalAveragePool: [images],
  fractionalMaxPool: [images, { output: 3 }],
  squeezeExcite: [{ ...images, W1: n(4, 2), b1: n(2), W2: n(2, 4), b2: n(4) }],
  embedding: [{ W: n(5, 3) }, { tokens: tensor([[0, 4], [2, 2]]) }], // prettier-ignore
  batchNorm: [{ ...rows, ...affine(3) }, { eps: 0.1 }],
  spatialBatchNorm: [{ ...images, ...affine(4) }],
  layerNorm: [{ ...rows, ...affine(3) }],
  groupNorm: [{ ...images, ...affine(4) }, { groups: 2 }],
  instanceNorm: [{ ...images, ...affine(4) }],
  rmsNorm: [{ ...rows, gamma: n(3) }],
  weightNorm: [{ v: n(3, 5), g: n(5) }],
  dropout: [rows, { p: 0.3, seed: 1 }],
  dropout2d: [images, { p: 0.3, seed: 1 }],
  dropConnect: [
    { ...rows, ...weights },
    { p: 0.3, seed: 1 },
  ],
  stochasticDepth: [
    { shortcut: n(2, 3), branch: n(2, 3) },
    { p: 0.3, seed: 1 },
  ],
  softmaxCrossEntropy: [{ scores: n(4, 5) }, { labels, labelSmoothing: 0.1 }],
  multiclassSvm: [{ scores: n(4, 5) }, { labels }],
  squaredError: [{ ...rows, target: n(4, 3) }],
  absoluteError: [{ ...rows, target: n(4, 3) }],
  smoothL1: [{ ...rows, target: n(4, 3) }],
  binaryCrossEntropy: [{ ...rows, target: ones([4, 3]) }],
  l2: [{ W: n(3, 5) }, { reg: 0.1 }],
  l1: [{ W: n(3, 5) }, { reg: 0.1 }],
  elasticNet: [{ W: n(3, 5) }, { reg: 0.1, l1: 0.5 }],
};

const isLayer = (value: unknown): value is LayerCase["layer"] =>
  typeof value === "object" && value !== null && "forward" in value && "backward" in value;

/** Every layer, loss and penalty that the library exports. */
export const layerNames = Object.entries(gradlab)
  .filter(([, value]) => isLayer(value))
  .map(([name]) => name);

/** Each of them in training mode, and in the form whose backward is simplified where there is one. */
export const layerCases: LayerCase[] = Object.entries(gradlab).flatMap(([name, value]) => {
  if (!isLayer(value) || !(name in CASES)) return [];
  const [inputs, options = {}] = CASES[name];
  const own = { name, layer: value, inputs: inputs as Record<string, Tensor>, options };
  const { backwardSimplified } = value as { backwardSimplified?: LayerCase["layer"]["backward"] };
  if (!backwardSimplified) return [own];
  const layer = { forward: value.forward, backward: backwardSimplified };
  return [own, { ...own, name: `${name}, simplified`, layer }];
});
