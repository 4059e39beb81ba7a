import { describe, expect, test } from "vitest";
import { batchNorm, linear, relu, residual } from "../../../lib/models/modules.js";
import { Sequential } from "../../../lib/models/sequential.js";
import { activationHistograms } from "../../../lib/plot/activation-histograms.js";
import { histogram } from "../../../lib/plot/histogram.js";
import { Random } from "../../../lib/random.js";
import { randn } from "../../../lib/tensor/create.js";

const net = (): Sequential => {
  const rng = new Random(1);
  return new Sequential([
    linear({ inputs: 4, outputs: 6 }, rng),
    batchNorm({ features: 6 }),
    relu(),
  ]);
};
const x = randn([9, 4], new Random(2));

describe("activationHistograms", () => {
  test("shows what each layer puts out", () => {
    const model = net();
    const { data } = activationHistograms(model, x, { mode: "eval" });
    expect(data.map(({ name }) => name)).toEqual(["linear1", "batchNorm1", "relu1"]);
    const last = activationHistograms(model, x, { mode: "eval", layers: ["relu1"] });
    const direct = histogram({ relu1: model.forward(x).y }, { xTitle: "activation" });
    expect(last.data).toEqual(direct.data);
  });

  test("looks into blocks, which can be shown themselves too", () => {
    const model = new Sequential([
      residual([linear({ inputs: 4, outputs: 4 }, new Random(1))]),
      relu(),
    ]);
    const names = (layers?: string[]) =>
      activationHistograms(model, x, layers && { layers }).data.map(({ name }) => name);
    expect(names()).toEqual(["residual1.main.linear1", "relu1"]);
    expect(names(["residual1"])).toEqual(["residual1"]);
  });

  test("normalizes by the batch, and leaves the running averages as they were", () => {
    const model = net();
    const before = JSON.stringify(model.buffers);
    const { text } = activationHistograms(model, x.mul(1e5), { layers: ["batchNorm1"] });
    expect(text).toMatch(/mean (-?0|-?[\d.]+e-\d+), std (1\.000|0\.99\d+)/);
    expect(JSON.stringify(model.buffers)).toBe(before);
  });

  test("says what is wrong with its input", () => {
    expect(() => activationHistograms(net(), x, { layers: ["relu9"] })).toThrow(
      'activationHistograms: layers must be some of linear1, batchNorm1, relu1, got "relu9"',
    );
    expect(() => activationHistograms(net(), x, { mode: "test" as "eval" })).toThrow(
      'activationHistograms: mode must be "train" or "eval", got "test"',
    );
  });
});
