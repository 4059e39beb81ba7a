import {
  fit,
  flatten,
  momentum,
  sanity,
  twoLayerNet,
  type Dataset,
  type Examples,
} from "../../lib/index.js";
import { close, type Fact } from "./fact.js";

/** The facts that need real images: the two-layer net of the lecture on CIFAR-10. */
export function imageFacts(images: Dataset): Fact[] {
  const pixels = flatten(images.images);
  const mean = pixels.mean(0);
  const rows = (start: number, end: number): Examples => ({
    x: pixels.slice(start, end).sub(mean),
    labels: images.labels.slice(start, end),
  });
  const first = pixels.slice(0, 20);
  const own = first.mean(0);
  const twenty = { x: first.sub(own), labels: images.labels.slice(0, 20) };
  const net = () => twoLayerNet({ seed: 0 });
  const quiet = { progress: false } as const;

  return [
    {
      name: "first loss, W = 1e-4·randn, no penalty",
      wanted: "2.3026 ± 0.0001",
      measure: () => close(sanity.initialLoss(net(), twenty).details.loss, Math.log(10), 1e-4, 5),
    },
    {
      name: "first loss with ½·1000·ΣW²",
      wanted: "3.073 ± 0.008",
      measure: () =>
        close(sanity.initialLoss(net(), twenty, { reg: 1000 }).details.loss, 3.073, 0.008),
    },
    {
      name: "20 images, raw pixels minus the mean image, lr 1e-3",
      wanted: "accuracy 1.0 by about step 30",
      measure: async () => {
        const { reachedAt } = (await sanity.overfitTiny(net(), twenty, quiet)).details;
        return {
          got: `step ${reachedAt ?? "never"}`,
          ok: reachedAt !== undefined && reachedAt <= 40,
        };
      },
    },
    {
      name: "the same with pixels / 255",
      wanted: "accuracy under 0.5",
      measure: async () => {
        const scaled = { ...twenty, x: twenty.x.div(255) };
        const { accuracy } = (await sanity.overfitTiny(net(), scaled, quiet)).details;
        return { got: accuracy.toFixed(2), ok: accuracy < 0.5 };
      },
    },
    {
      name: "the same without subtracting the mean",
      wanted: "accuracy under 0.5",
      measure: async () => {
        const raw = { ...twenty, x: first };
        const { accuracy } = (await sanity.overfitTiny(net(), raw, quiet)).details;
        return { got: accuracy.toFixed(2), ok: accuracy < 0.5 };
      },
    },
    {
      name: "lr 1e-6 for 10 epochs",
      wanted: "loss 2.3026 → 2.302…, hardly moves",
      measure: async () => {
        const { epochs } = await fit(net(), rows(0, 1000), { ...quiet, lr: 1e-6, epochs: 10 });
        const [before, after] = [epochs[0].trainLoss, epochs[10].trainLoss];
        return {
          got: `${before.toFixed(6)} → ${after.toFixed(6)}`,
          ok: after < before && before - after < 1e-3,
        };
      },
    },
    ...[
      { lr: 1e6, options: {} },
      { lr: 3e-3, options: { optimizer: momentum, optimizerOptions: { rho: 0.9 } } },
    ].map(({ lr, options }): Fact => ({
      name: `lr ${lr.toExponential()}${lr < 1 ? " with momentum 0.9" : ""}`,
      wanted: "the loss explodes in a few epochs",
      measure: async () => {
        const settings = { ...quiet, ...options, lr, epochs: 5 };
        const { stepLosses } = await fit(net(), rows(0, 4000), settings);
        const last = stepLosses[stepLosses.length - 1];
        const got = `loss ${last.toPrecision(3)} at step ${stepLosses.length}`;
        return { got, ok: !(last < 1000) };
      },
    })),
  ];
}
