import { describe, expect, test } from "vitest";
import { flip } from "../../../lib/data/augment/flip.js";
import { randomCrop } from "../../../lib/data/augment/random-crop.js";
import { he } from "../../../lib/init/he.js";
import * as modules from "../../../lib/models/modules.js";
import { Sequential } from "../../../lib/models/sequential.js";
import * as adam from "../../../lib/optim/adam.js";
import { Random } from "../../../lib/random.js";
import { randn } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { CheckpointStore } from "../../../lib/train/checkpoint.js";
import { fit } from "../../../lib/train/fit.js";
import type { Examples } from "../../../lib/train/objective.js";
import { bits } from "./clouds.js";

/** Images of noise, of two classes. */
const images = (count: number, seed: number): Examples => ({
  x: randn([count, 2, 6, 6], new Random(seed)),
  labels: Array.from({ length: count }, (_, i) => i % 2),
});

/** A net with everything that draws at random or keeps a running state. */
function noisyNet(seed = 1): Sequential {
  const rng = new Random(seed);
  return new Sequential([
    modules.conv2d({ channels: 2, filters: 3, kernel: 3, padding: 1, init: he() }, rng),
    modules.batchNorm({ features: 3 }),
    modules.relu(),
    modules.dropout2d({ p: 0.2, seed: 3 }),
    modules.fractionalMaxPool({ output: 4, seed: 5 }),
    modules.flatten(),
    modules.dropConnect({ inputs: 48, outputs: 5, p: 0.3, seed: 7, init: he() }, rng),
    modules.dropout({ p: 0.4, seed: 9 }),
    modules.linear({ inputs: 5, outputs: 2, init: he() }, rng),
  ]);
}

const mirror = flip();
const crop = randomCrop({ padding: 1 });
const settings = {
  ...{ progress: false, epochs: 4, batchSize: 7, lr: 0.01, reg: 0.01, optimizer: adam, seed: 2 },
  augment: (x: Tensor, rng: Random) => crop(mirror(x, rng), rng),
  validation: images(12, 8),
};

/** A store in memory. */
function memory(): CheckpointStore {
  let kept: Uint8Array | undefined;
  return {
    ...{ every: 1, where: "memory" },
    save: (bytes) => {
      kept = bytes.slice();
      return Promise.resolve();
    },
    load: () => Promise.resolve(kept),
  };
}

describe("a run with dropout, DropConnect, batch norm, random pooling and augmentation", () => {
  test("repeats to the last bit with its seed, and differs with another", async () => {
    const run = async (seed: number): Promise<number[][]> => {
      const net = noisyNet();
      await fit(net, images(24, 1), { ...settings, seed });
      return bits(net);
    };
    const first = await run(2);
    expect(await run(2)).toEqual(first);
    expect(await run(4)).not.toEqual(first);
  });

  test.each([1, 5, 6, 11])("ended at step %i and resumed, ends on the same bits", async (step) => {
    const whole = noisyNet();
    const expected = await fit(whole, images(24, 1), settings);
    const checkpoint = memory();
    const end = {
      onStep: ({ history, stop }: { history: typeof expected; stop: (why: string) => void }) => {
        if (history.stepLosses.length === step) stop("enough");
      },
    };
    await fit(noisyNet(), images(24, 1), { ...settings, checkpoint, callbacks: [end] });
    // Before the first epoch has ended nothing is kept but the model's own start.
    const resumed = noisyNet(step < 4 ? 1 : 6);
    const got = await fit(resumed, images(24, 1), { ...settings, checkpoint, resume: true });
    expect(bits(resumed)).toEqual(bits(whole));
    expect(got.stepLosses).toEqual(expected.stepLosses);
  });

  test("draws its augmentation anew for each update, and never for what is measured", async () => {
    const seen: number[] = [];
    const plain = images(14, 1);
    await fit(noisyNet(), plain, {
      ...{ ...settings, epochs: 2, validation: undefined },
      augment: (x, rng) => {
        seen.push(rng.uniform());
        return x;
      },
    });
    expect(seen).toHaveLength(2 * 2);
    expect(new Set(seen).size).toBe(4);
  });
});
