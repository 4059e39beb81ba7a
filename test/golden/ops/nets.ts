import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as linearLayer from "../../../lib/layers/linear.js";
import * as reluLayer from "../../../lib/layers/relu.js";
import * as softmaxCrossEntropy from "../../../lib/losses/softmax-cross-entropy.js";
import * as l2 from "../../../lib/penalties/l2.js";
import { ones } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op, type Results } from "../op.js";

/** One entry of `params.arch`: its type, the names of its inputs, and its options. */
type Layer = { type: string } & Record<string, string | number>;

/** The way back: hands its gradients to `results` by name and returns dX. */
type Backward = (dY: Tensor, results: Results) => Tensor;

type Forward = (x: Tensor, layer: Layer, c: Case) => { y: Tensor; backward: Backward };

const input = (c: Case, name: string | number): Tensor => tensorOf(c, String(name));

const LAYERS: Readonly<Record<string, Forward>> = {
  linear: (x, { w, b }, c) => {
    const { y, cache } = linearLayer.forward({ x, W: input(c, w).T, b: input(c, b) });
    const backward: Backward = (dY, results) => {
      const { dX, dW, dB } = linearLayer.backward(dY, cache);
      results[`d${w}`] = dW.T;
      if (dB) results[`d${b}`] = dB;
      return dX;
    };
    return { y, backward };
  },
  relu: (x) => {
    const { y, cache } = reluLayer.forward({ x });
    return { y, backward: (dY) => reluLayer.backward(dY, cache).dX };
  },
  batch_norm: (x, { gamma, beta, eps }, c) => {
    const inputs = { x, gamma: input(c, gamma), beta: input(c, beta) };
    const { y, cache } = batchNorm.forward(inputs, { eps: Number(eps) });
    const backward: Backward = (dY, results) => {
      const { dX, dGamma, dBeta } = batchNorm.backward(dY, cache);
      results[`d${gamma}`] = dGamma;
      results[`d${beta}`] = dBeta;
      return dX;
    };
    return { y, backward };
  },
};

const LAST = "softmax_ce";

/** A whole net: data loss, ½·reg·ΣW² over every input whose name begins with W, and all gradients. */
export const net: Op = {
  lacks: ({ params }) => {
    const types = (params.arch as Layer[]).map(({ type }) => type);
    return types.find((type) => type !== LAST && !Object.hasOwn(LAYERS, type));
  },
  run: (c) => {
    const results: Results = {};
    const arch = c.params.arch as Layer[];
    let x = tensorOf(c, "x");
    const backwards: Backward[] = [];
    for (const layer of arch.filter(({ type }) => type !== LAST)) {
      const { y, backward } = LAYERS[layer.type](x, layer, c);
      backwards.push(backward);
      x = y;
    }
    const { loss, cache } = softmaxCrossEntropy.forward(
      { scores: x },
      { labels: tensorOf(c, "y").data },
    );
    let dX = softmaxCrossEntropy.backward(ones([]), cache).dScores;
    for (const backward of backwards.reverse()) dX = backward(dX, results);
    let total = loss;
    for (const [name, W] of Object.entries(c.inputs).filter(([name]) => name.startsWith("W"))) {
      const penalty = l2.forward({ W }, { reg: numberOf(c, "reg") });
      total = total.add(penalty.loss);
      const dW = results[`d${name}`];
      if (typeof dW !== "number")
        results[`d${name}`] = dW.add(l2.backward(ones([]), penalty.cache).dW);
    }
    return { ...results, scores: x, data_loss: loss, loss: total, dx: dX };
  },
};
