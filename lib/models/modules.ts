/** Layers with what they have learned: the parts of a model. */
export { linear } from "./modules/linear.js";
export { conv2d, type Conv2dModuleOptions } from "./modules/conv2d.js";
export { batchNorm } from "./modules/batch-norm.js";
export { elu, gelu, leakyRelu, relu, relu6, sigmoid, silu, tanh } from "./modules/activations.js";
export {
  averagePool,
  flatten,
  fractionalMaxPool,
  globalAveragePool,
  maxPool,
} from "./modules/pooling.js";
export { dropout, type DropoutModuleOptions } from "./modules/dropout.js";
export { residual } from "./modules/residual.js";
export { branches } from "./modules/branches.js";
