import * as loss from "../../../lib/losses/softmax-cross-entropy.js";
import { ones } from "../../../lib/tensor/create.js";
import { sameShape } from "../../../lib/tensor/shape.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { numberOf, tensorOf, type Op } from "../op.js";

/** Both backward passes are held against the reference; the graph's result is the one handed on. */
export const softmaxCrossEntropy: Op = {
  run: (c) => {
    const scores = tensorOf(c, "scores");
    const labels = tensorOf(c, "y").data;
    const options = {
      labels,
      labelSmoothing: numberOf(c, "label_smoothing", 0),
      classWeights: Object.hasOwn(c.inputs, "class_weight")
        ? c.inputs.class_weight.data
        : undefined,
    };
    const mean = loss.forward({ scores }, { ...options, reduction: "mean" });
    const sum = loss.forward({ scores }, { ...options, reduction: "sum" });
    const gradient = (cache: loss.SoftmaxCrossEntropyCache): Tensor => {
      const graph = loss.backward(ones([], c), cache).dScores;
      requireClose(loss.backwardSimplified(ones([], c), cache).dScores, graph);
      return graph;
    };
    return {
      loss_mean: mean.loss,
      dscores_mean: gradient(mean.cache),
      loss_sum: sum.loss,
      dscores_sum: gradient(sum.cache),
      probs: sum.probs,
      loss_each: sum.lossEach,
    };
  },
};

/** The simplified backward pass must say the same as the graph's. */
export function requireClose(simplified: Tensor, graph: Tensor): void {
  if (!sameShape(simplified.shape, graph.shape))
    throw new Error(`the two backward passes differ in shape`);
  const off = simplified.sub(graph).abs().max().item();
  const allowed = (graph.dtype === "float32" ? 1e-5 : 1e-9) * Math.max(1, graph.abs().max().item());
  if (!(off <= allowed)) throw new Error(`the two backward passes differ by ${off}`);
}
