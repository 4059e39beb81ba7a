import { describe, expect, test } from "vitest";
import * as sanity from "../../../lib/check/sanity.js";
import { flatten } from "../../../lib/data/dataset.js";
import { shapes } from "../../../lib/data/shapes.js";
import { normal } from "../../../lib/init/initializer.js";
import { twoLayerNet } from "../../../lib/models/two-layer-net.js";

const { images, labels } = shapes({ count: 20, seed: 1 });
const pixels = flatten(images);
const centered = { x: pixels.sub(pixels.mean(0)), labels };

describe("sanity.initialLoss", () => {
  test("is ln 10 for tiny weights, and a penalty of reg 1000 raises it to 3.07", () => {
    const model = twoLayerNet({ seed: 3 });
    const free = sanity.initialLoss(model, centered);
    expect(free.ok).toBe(true);
    expect(Math.abs(free.details.loss - Math.log(10))).toBeLessThan(1e-4);
    const held = sanity.initialLoss(model, centered, { reg: 1000 });
    // ½ · 1000 · 154,100 weights · 1e-8, give or take the luck of the draw.
    expect(Math.abs(held.details.loss - 3.0731)).toBeLessThan(0.01);
    expect(String(held)).toMatch(
      /✓ initial loss: data loss 2.3026, expected ln 10 = 2.3026; the penalty adds 0.7/,
    );
  });

  test("fails with large weights and says what to look at", () => {
    const report = sanity.initialLoss(twoLayerNet({ init: normal({ std: 0.1 }) }), centered);
    expect(report.ok).toBe(false);
    expect(String(report)).toContain("smaller first weights, or a mistake in the loss?");
  });
});

describe("sanity.overfitTiny", () => {
  test("reaches accuracy 1.0 within 60 steps on 20 centered images, and leaves the model as it was", async () => {
    const model = twoLayerNet({ seed: 1 });
    const before = model.snapshot();
    const report = await sanity.overfitTiny(model, centered, { epochs: 60, progress: false });
    expect(report.details.reachedAt).toBeLessThanOrEqual(60);
    expect(String(report)).toMatch(
      /^✓ overfit a tiny subset: 20 examples, accuracy 1.0 at epoch \d+$/,
    );
    expect(model.snapshot()).toEqual(before);
  });

  test("fails for pixels divided by 255 at the same learning rate, and gives a hint", async () => {
    const scaled = { x: centered.x.div(255), labels };
    const report = await sanity.overfitTiny(twoLayerNet({ seed: 1 }), scaled, {
      epochs: 60,
      progress: false,
    });
    expect(report.ok).toBe(false);
    expect(report.details.accuracy).toBeLessThan(0.5);
    expect(String(report)).toContain(
      "a higher learning rate, centered inputs, or a mistake in the gradients?",
    );
  });
});
