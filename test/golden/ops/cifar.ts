import { parseCifar10 } from "../../../lib/data/cifar10-format.js";
import { flatten, take, type Dataset } from "../../../lib/data/dataset.js";
import { channelMean, channelStd, fitMeanImage, meanImage } from "../../../lib/data/preprocess.js";
import * as linear from "../../../lib/layers/linear.js";
import * as relu from "../../../lib/layers/relu.js";
import * as softmaxCrossEntropy from "../../../lib/losses/softmax-cross-entropy.js";
import * as sgd from "../../../lib/optim/sgd.js";
import { fromData, ones, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, Unavailable, type Op, type Tools } from "../op.js";

/** The case's first `count` images of its file; a shorter file cannot be held against it. */
function imagesOf(c: Case, tools: Tools, count: number): Dataset {
  const name = String(c.params.file);
  const dataset = parseCifar10([{ name, bytes: tools.cifarFile(name) }]);
  if (dataset.labels.length < count)
    throw new Unavailable(`${name} holds ${dataset.labels.length} of ${count} images`);
  return take(dataset, count);
}

export const cifarRecords: Op = {
  run: (c, tools) => {
    const index = tensorOf(c, "index").data;
    const { images, labels } = take(imagesOf(c, tools, Math.max(...index) + 1), index);
    const pixel = (y: number, x: number): Tensor =>
      tensor(Array.from(index, (_, i) => [0, 1, 2].map((channel) => images.at(i, channel, y, x))));
    return {
      label: tensor([...labels]),
      first_pixel_rgb: pixel(0, 0),
      last_pixel_rgb: pixel(31, 31),
      sum_rgb: images.sum([2, 3]),
    };
  },
};

export const cifarStats: Op = {
  run: (c, tools) => {
    const { images, labels, classes } = imagesOf(c, tools, numberOf(c, "count"));
    return {
      histogram: tensor(classes.map((_, k) => labels.filter((label) => label === k).length)),
      channel_mean: channelMean(images).reshape(-1),
      channel_std: channelStd(images).reshape(-1),
      mean_image_first10: meanImage(images).reshape(-1).slice(0, 10),
    };
  },
};

/** A two-layer net on a few images by full-batch gradient descent, from weights by a small generator. */
export const cifarOverfit: Op = {
  lacks: ({ params }) => {
    const unlike = (["update", "batch"] as const).map((key) => `${key} ${String(params[key])}`);
    return unlike.join() === "update sgd,batch full" ? undefined : unlike.join(", ");
  },
  run: (c, tools) => {
    const [start, count, hidden] = ["start", "count", "hidden"].map((key) => numberOf(c, key));
    const { images, labels } = imagesOf(c, tools, start + count);
    const scaled = images.slice(start).mul(numberOf(c, "pixel_scale"));
    const x = flatten(fitMeanImage(scaled).apply(scaled));
    const right = labels.slice(start);
    const draw = weights(numberOf(c, "init_seed"), numberOf(c, "init_scale"));
    let W1 = draw(x.shape[1], hidden);
    let W2 = draw(hidden, 10);
    let b1 = zeros([hidden]);
    let b2 = zeros([10]);
    const descend = (theta: Tensor, g: Tensor | undefined): Tensor =>
      g ? sgd.update(theta, g, {}, { lr: numberOf(c, "lr") }).theta : theta;
    const losses: number[] = [];
    const accuracies: number[] = [];
    for (let t = 0; t <= numberOf(c, "steps"); t++) {
      const first = linear.forward({ x, W: W1, b: b1 });
      const active = relu.forward({ x: first.y });
      const last = linear.forward({ x: active.y, W: W2, b: b2 });
      const { loss, cache } = softmaxCrossEntropy.forward({ scores: last.y }, { labels: right });
      losses.push(loss.item());
      accuracies.push(
        last.y
          .argmax(1)
          .equal(tensor([...right]))
          .mean()
          .item(),
      );
      const { dScores } = softmaxCrossEntropy.backward(ones([]), cache);
      const back2 = linear.backward(dScores, last.cache);
      const back1 = linear.backward(relu.backward(back2.dX, active.cache).dX, first.cache);
      [W1, b1] = [descend(W1, back1.dW), descend(b1, back1.dB)];
      [W2, b2] = [descend(W2, back2.dW), descend(b2, back2.dB)];
    }
    return {
      loss_before_step: tensor(losses.slice(0, -1)),
      train_acc_before_step: tensor(accuracies.slice(0, -1)),
      final_train_acc: accuracies[accuracies.length - 1],
    };
  },
};

/** The reference's weights: s = (1664525 s + 1013904223) mod 2³², w = scale · √12 · (s / 2³² − ½). */
function weights(seed: number, scale: number): (rows: number, columns: number) => Tensor {
  let s = seed;
  return (rows, columns) => {
    const values = Float64Array.from({ length: rows * columns }, () => {
      s = (Math.imul(1664525, s) + 1013904223) >>> 0;
      return scale * Math.sqrt(12) * (s / 2 ** 32 - 0.5);
    });
    return fromData(values, [rows, columns]);
  };
}
