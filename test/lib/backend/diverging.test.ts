import { describe, expect, it } from "vitest";
import type { Backend } from "../../../lib/backend/backend.js";
import { reference } from "../../../lib/backend/reference/reference.js";
import * as modules from "../../../lib/models/modules.js";
import { Sequential } from "../../../lib/models/sequential.js";
import { twoLayerNet } from "../../../lib/models/two-layer-net.js";
import * as sgd from "../../../lib/optim/sgd.js";
import { Random } from "../../../lib/random.js";
import { randn, type TensorOptions } from "../../../lib/tensor/create.js";
import { fit } from "../../../lib/train/fit.js";
import { BACKENDS } from "./backends.js";

const NETS = {
  "two layers": (options: TensorOptions) => ({
    model: twoLayerNet({ ...{ inputs: 40, hidden: 30, classes: 10 }, ...options }),
    shape: [100, 40],
  }),
  "a ConvNet": (options: TensorOptions) => {
    const rng = new Random(5);
    const layers = [
      modules.conv2d({ channels: 8, filters: 8, kernel: 3, padding: 1 }, rng, options),
      modules.relu(),
      modules.maxPool({ kernel: 2 }),
      modules.flatten(),
      modules.linear({ inputs: 128, outputs: 10 }, rng, options),
    ];
    return { model: new Sequential(layers), shape: [100, 8, 8, 8] };
  },
};

/** How a run in float32 at a learning rate ends. */
async function ending(net: keyof typeof NETS, lr: number, backend: Backend) {
  const options = { dtype: "float32", backend } as const;
  const { model, shape } = NETS[net](options);
  const x = randn(shape, new Random(3), options);
  const labels = Array.from({ length: shape[0] }, (_, i) => i % 10);
  const run = { optimizer: sgd, lr, epochs: 10, batchSize: 50, progress: false };
  const { stopped, stepLosses } = await fit(model, { x, labels }, run);
  return { stopped, steps: stepLosses.length, loss: stepLosses.at(-1) };
}

describe.each(Object.keys(NETS) as (keyof typeof NETS)[])("%s", (net) => {
  it.each([1e4, 1e10, 1e20, 1e30])(
    "that diverge at a learning rate of %d do so at the same step on every backend",
    async (lr) => {
      const wanted = await ending(net, lr, reference);
      expect(wanted.stopped).toBe("diverged");
      for (const backend of BACKENDS) {
        const { stopped, steps, loss } = await ending(net, lr, backend);
        expect({ stopped, steps }, backend.name).toEqual({
          stopped: "diverged",
          steps: wanted.steps,
        });
        expect(loss, backend.name).not.toSatisfy(Number.isFinite);
      }
    },
  );
});
