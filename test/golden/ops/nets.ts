import * as multiclassSvm from "../../../lib/losses/multiclass-svm.js";
import * as softmaxCrossEntropy from "../../../lib/losses/softmax-cross-entropy.js";
import * as l2 from "../../../lib/penalties/l2.js";
import { ones } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { numberOf, tensorOf, type Op, type Results } from "../op.js";
import { LAYERS, type Backward, type Layer, type Work } from "./net-layers.js";

type Loss = (scores: Tensor, labels: ArrayLike<number>) => { loss: Tensor; dScores: Tensor };

/** How a net may end. */
const LOSSES: Readonly<Record<string, Loss>> = {
  softmax_ce: (scores, labels) => {
    const { loss, cache } = softmaxCrossEntropy.forward({ scores }, { labels });
    return { loss, dScores: softmaxCrossEntropy.backward(ones([], scores), cache).dScores };
  },
  hinge: (scores, labels) => {
    const { loss, cache } = multiclassSvm.forward({ scores }, { labels });
    return { loss, dScores: multiclassSvm.backward(ones([], scores), cache).dScores };
  },
};

/** A whole net: data loss, ½·reg·ΣW² over every input whose name begins with W, and all gradients. */
export const net: Op = {
  lacks: ({ params }) => {
    const types = (params.arch as Layer[]).map(({ type }) => type);
    return types.find((type) => !Object.hasOwn(LOSSES, type) && !Object.hasOwn(LAYERS, type));
  },
  run: (c) => {
    const results: Results = {};
    const arch = c.params.arch as Layer[];
    const work: Work = { c, saved: new Map(), savedGradients: new Map() };
    let x = tensorOf(c, "x");
    const backwards: Backward[] = [];
    for (const layer of arch.slice(0, -1)) {
      const { y, backward } = LAYERS[layer.type](x, layer, work);
      backwards.push(backward);
      x = y;
    }
    const { loss, dScores } = LOSSES[arch[arch.length - 1].type](x, tensorOf(c, "y").data);
    let dX = dScores;
    for (const backward of backwards.reverse()) dX = backward(dX, results);
    let total = loss;
    for (const [name, W] of Object.entries(c.inputs).filter(([name]) => name.startsWith("W"))) {
      const penalty = l2.forward({ W }, { reg: numberOf(c, "reg") });
      total = total.add(penalty.loss);
      const dW = results[`d${name}`];
      if (typeof dW !== "number")
        results[`d${name}`] = dW.add(l2.backward(ones([], W), penalty.cache).dW);
    }
    return { ...results, scores: x, data_loss: loss, loss: total, dx: dX };
  },
};
