import * as absoluteError from "../../../lib/losses/absolute-error.js";
import * as binaryCrossEntropy from "../../../lib/losses/binary-cross-entropy.js";
import * as multiclassSvm from "../../../lib/losses/multiclass-svm.js";
import type { Reduction } from "../../../lib/losses/reduction.js";
import * as smoothL1 from "../../../lib/losses/smooth-l1.js";
import * as squaredError from "../../../lib/losses/squared-error.js";
import * as elasticNet from "../../../lib/penalties/elastic-net.js";
import * as l1 from "../../../lib/penalties/l1.js";
import * as l2 from "../../../lib/penalties/l2.js";
import { ones } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op } from "../op.js";

/** CS231n sums over the wrong classes, PyTorch takes the mean over all. */
const multiclassHinge: Op = {
  run: (c) => {
    const scores = tensorOf(c, "scores");
    const power = numberOf(c, "p", 1) as 1 | 2;
    const common = { labels: tensorOf(c, "y").data, margin: numberOf(c, "margin", 1), power };
    const torch = multiclassSvm.forward({ scores }, { ...common, classes: "mean" });
    const cs231n = multiclassSvm.forward({ scores }, common);
    return {
      torch_loss_mean: torch.loss,
      torch_dscores_mean: multiclassSvm.backward(ones([], c), torch.cache).dScores,
      cs231n_loss_mean: cs231n.loss,
      cs231n_dscores_mean: multiclassSvm.backward(ones([], c), cs231n.cache).dScores,
      cs231n_loss_each: cs231n.lossEach,
    };
  },
};

type Loss<Options, Cache> = {
  forward(
    inputs: { x: Tensor; target: Tensor },
    options: Options & { reduction: Reduction },
  ): { loss: Tensor; cache: Cache };
  backward(dLoss: Tensor, cache: Cache): { dX: Tensor };
};

/** An op for a loss between x and y, in both reductions; `loss` and `dx` are those of `params.reduction`. */
function against<Options, Cache>(loss: Loss<Options, Cache>, optionsOf: (c: Case) => Options): Op {
  return {
    run: (c) => {
      const inputs = { x: tensorOf(c, "x"), target: tensorOf(c, "y") };
      const by = (reduction: Reduction): [Tensor, Tensor] => {
        const out = loss.forward(inputs, { ...optionsOf(c), reduction });
        return [out.loss, loss.backward(ones([], c), out.cache).dX];
      };
      const [mean, sum] = [by("mean"), by("sum")];
      const asked = c.params.reduction === "sum" ? sum : mean;
      return {
        ...{ loss: asked[0], dx: asked[1] },
        ...{ loss_mean: mean[0], dx_mean: mean[1], loss_sum: sum[0], dx_sum: sum[1] },
      };
    },
  };
}

const regularization: Op = {
  run: (c) => {
    const W = tensorOf(c, "W");
    const [reg, strength] = [numberOf(c, "reg"), numberOf(c, "l1")];
    const half = l2.forward({ W }, { reg });
    const whole = l2.forward({ W }, { reg, half: false });
    const absolute = l1.forward({ W }, { reg: strength });
    const elastic = elasticNet.forward({ W }, { reg, l1: strength, half: false });
    return {
      l2_half: half.loss,
      dW_l2_half: l2.backward(ones([], c), half.cache).dW,
      l2_no_half: whole.loss,
      dW_l2_no_half: l2.backward(ones([], c), whole.cache).dW,
      l1: absolute.loss,
      dW_l1: l1.backward(ones([], c), absolute.cache).dW,
      elastic: elastic.loss,
      dW_elastic: elasticNet.backward(ones([], c), elastic.cache).dW,
    };
  },
};

export const MARGIN_AND_REGRESSION: readonly (readonly [string, Op])[] = [
  ["multiclass_hinge", multiclassHinge],
  ["mse", against(squaredError, () => ({}))],
  ["l1", against(absoluteError, () => ({}))],
  ["smooth_l1", against(smoothL1, (c) => ({ beta: numberOf(c, "beta", 1) }))],
  ["bce_with_logits", against(binaryCrossEntropy, () => ({}))],
  ["regularization", regularization],
];
