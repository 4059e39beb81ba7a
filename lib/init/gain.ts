import { requireNumber, requireOneOf } from "../errors.js";

/** What follows a layer, as far as its first weights must know. */
export type Nonlinearity = "linear" | "sigmoid" | "tanh" | "relu" | "leakyRelu" | "selu";

const GAINS: Readonly<Record<Nonlinearity, (slope: number) => number>> = {
  linear: () => 1,
  sigmoid: () => 1,
  tanh: () => 5 / 3,
  relu: () => Math.SQRT2,
  leakyRelu: (slope) => Math.sqrt(2 / (1 + slope ** 2)),
  selu: () => 3 / 4,
};

/**
 * By how much the standard deviation of weights is raised for what follows the layer, PyTorch's table: √2 for a
 * ReLU, which halves the mean square, √(2/(1 + a²)) for a leaky one, 5/3 for tanh, ¾ for SELU, 1 for others.
 *
 * `slope`: a, of a leaky ReLU; 0.01 by default.
 *
 * @throws ValueError if the name is not known or slope is no number.
 *
 * @example
 * init.gain("leakyRelu", { slope: 1 }); // 1
 */
export function gain(nonlinearity: Nonlinearity, { slope = 0.01 } = {}): number {
  requireNumber("init.gain", "slope", slope);
  requireOneOf("init.gain", "nonlinearity", nonlinearity, Object.keys(GAINS));
  return GAINS[nonlinearity](slope);
}
