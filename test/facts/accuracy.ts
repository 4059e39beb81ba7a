import {
  fit,
  flatten,
  init,
  momentum,
  twoLayerNet,
  type Dataset,
  type Tensor,
} from "../../lib/index.js";
import { close, type Fact } from "./fact.js";

/** The deviation between runs that the syllabus states. */
const DEVIATION = 0.008;

/**
 * How well the lecture's net does on images that it has not seen, after a run well tuned: `wanted` is the share that it
 * gets right.
 */
export function accuracyFact(images: Dataset, unseen: Dataset, wanted: number): Fact {
  const pixels = flatten(images.images).div(255);
  const mean = pixels.mean(0);
  const examples = (x: Tensor, { labels }: Dataset) => ({ x: x.sub(mean), labels });
  return {
    name: `best accuracy on ${unseen.labels.length} unseen images, learned from ${images.labels.length}`,
    wanted: `${wanted} ± ${DEVIATION}, within two of these`,
    measure: async () => {
      const { best } = await fit(
        twoLayerNet({ init: init.normal({ std: 1e-2 }) }),
        examples(pixels, images),
        {
          validation: examples(flatten(unseen.images).div(255), unseen),
          optimizer: momentum,
          optimizerOptions: { rho: 0.9 },
          lr: (epoch) => 0.03 * 0.95 ** (epoch - 1),
          reg: 0.005,
          epochs: 20,
          progress: false,
        },
      );
      return close(best?.valAccuracy ?? NaN, wanted, 2 * DEVIATION);
    },
  };
}
