import { fansOf as fans } from "../../../init/fans.js";
import * as linear from "../../../layers/linear.js";
import * as relu from "../../../layers/relu.js";
import { run, tex, type Step } from "../../../step.js";
import type { Tensor } from "../../../tensor/tensor.js";

export type Fans = { fanIn: number; fanOut: number };

export function fansOf(shape: readonly number[]): Fans {
  const found = fans(shape);
  return { fanIn: found.in, fanOut: found.out };
}

export const xavierStd = ({ fanIn, fanOut }: Fans): number => Math.sqrt(2 / (fanIn + fanOut));

export const heStd = ({ fanIn }: Fans): number => Math.sqrt(2 / fanIn);

/** U(−bound, bound) has the standard deviation bound/√3. */
export const uniformBound = (std: number): number => Math.sqrt(3) * std;

export const spreadOf = (t: Tensor): number => Math.sqrt(t.sub(t.mean()).pow(2).mean().item());

/** The outputs of linear layers without bias, with a ReLU behind each. */
export function layersOf(x: Tensor, Ws: readonly Tensor[]): Tensor[] {
  const outputs: Tensor[] = [];
  for (const W of Ws) {
    x = relu.forward({ x: linear.forward({ x, W }).y }).y;
    outputs.push(x);
  }
  return outputs;
}

export const layerSpreads = (x: Tensor, Ws: readonly Tensor[]): number[] =>
  layersOf(x, Ws).map(spreadOf);

/** Weights and bias with which the outputs for x have mean 0 and spread 1 (Krähenbühl et al. 2016). */
export function rescale(
  { x, W, b }: { x: Tensor; W: Tensor; b: Tensor },
  step: Step = run,
): { W: Tensor; b: Tensor } {
  const { y } = linear.forward({ x, W, b });
  const mean = step("mean", tex`\mu_m = \tfrac1N \sum_n y_{nm}`, () => y.mean(0));
  const std = step("std", tex`\sigma_m = \sqrt{\tfrac1N \sum_n (y_{nm} - \mu_m)^2}`, () =>
    y.sub(mean).pow(2).mean(0).sqrt(),
  );
  const newW = step("newW", tex`W' = W / \sigma`, () => W.div(std));
  const newB = step("newB", tex`b' = (b - \mu) / \sigma`, () => b.sub(mean).div(std));
  return { W: newW, b: newB };
}
