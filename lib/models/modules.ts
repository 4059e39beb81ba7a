/** Layers with what they have learned: the parts of a model. */
export { linear } from "./modules/linear.js";
export { conv2d, type Conv2dModuleOptions } from "./modules/conv2d.js";
export {
  depthwiseSeparable,
  type DepthwiseSeparableModuleOptions,
} from "./modules/depthwise-separable.js";
export { embedding, type EmbeddingModuleOptions } from "./modules/embedding.js";
export {
  elu,
  gelu,
  hardSwish,
  leakyRelu,
  logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from "./modules/activations.js";
export { prelu, type PreluModuleOptions } from "./modules/prelu.js";
export { maxout, type MaxoutModuleOptions } from "./modules/maxout.js";
export {
  averagePool,
  flatten,
  fractionalMaxPool,
  globalAveragePool,
  maxPool,
} from "./modules/pooling.js";
export { batchNorm } from "./modules/batch-norm.js";
export { groupNorm, layerNorm, rmsNorm, type LastAxesOptions } from "./modules/norms.js";
export { instanceNorm, type InstanceNormModuleOptions } from "./modules/instance-norm.js";
export { weightNorm } from "./modules/weight-norm.js";
export type { NoiseOptions } from "./modules/noisy.js";
export { dropout, dropout2d } from "./modules/dropout.js";
export { dropConnect, type DropConnectModuleOptions } from "./modules/drop-connect.js";
export { residual } from "./modules/residual.js";
export { stochasticDepth, type StochasticDepthModuleOptions } from "./modules/stochastic-depth.js";
export { squeezeExcite, type SqueezeExciteModuleOptions } from "./modules/squeeze-excite.js";
export { branches } from "./modules/branches.js";
