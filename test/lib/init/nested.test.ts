import { describe, expect, test } from "vitest";
import { deadUnits } from "../../../lib/check/dead-units.js";
import { updateRatios } from "../../../lib/check/update-ratios.js";
import { balanceLayers } from "../../../lib/init/balance-layers.js";
import { dataDependent } from "../../../lib/init/data-dependent.js";
import { he } from "../../../lib/init/he.js";
import { normal } from "../../../lib/init/initializer.js";
import { lsuv } from "../../../lib/init/lsuv.js";
import { Graph } from "../../../lib/models/graph.js";
import { leavesOf } from "../../../lib/models/leaves.js";
import * as modules from "../../../lib/models/modules.js";
import { Sequential } from "../../../lib/models/sequential.js";
import { Random } from "../../../lib/random.js";
import { full, randn, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { fit } from "../../../lib/train/fit.js";

const { conv2d, batchNorm, relu, residual, linear, flatten } = modules;

/** A block in a block in a graph: weights at every depth. */
function nested(seed = 1): Sequential {
  const rng = new Random(seed);
  const conv = (channels: number, filters: number) =>
    conv2d({ channels, filters, kernel: 3, padding: 1, init: normal({ std: 0.7 }) }, rng);
  const graph = new Graph({
    c: { module: conv(2, 2), from: "x" },
    r: { module: relu(), from: "c" },
    y: { sum: ["r", "x"] },
  });
  return new Sequential([
    conv(1, 2),
    residual([conv(2, 3), batchNorm({ features: 3 }), relu(), graph3to2(rng)]),
    graph,
    flatten(),
    linear({ inputs: 2 * 16, outputs: 3, init: he() }, rng),
  ]);
}
const graph3to2 = (rng: Random) => conv2d({ channels: 3, filters: 2, kernel: 1 }, rng);

const images = randn([20, 1, 4, 4], new Random(4));
const varianceOf = (y: Tensor) => y.sub(y.mean()).pow(2).mean().item();

describe("in blocks and graphs", () => {
  test("leaves are told of in order, with the inputs they get", () => {
    const names = leavesOf(nested(), images, "eval").map(({ name }) => name);
    expect(names).toEqual([
      "conv2d1",
      ...["conv2d1", "batchNorm1", "relu1", "conv2d2"].map((name) => `residual1.main.${name}`),
      ...["graph1.c", "graph1.r", "flatten1", "linear1"],
    ]);
  });

  test("LSUV brings every layer to a variance of 1, and leaves running averages alone", () => {
    const net = nested();
    const { buffers } = net;
    const variances = lsuv(net.modules, images, new Random(2), { tolerance: 1e-6 });
    expect(variances).toHaveLength(5);
    for (const { module, x } of leavesOf(net, images, "train"))
      if ("W" in module.params)
        expect(Math.abs(varianceOf(module.forward(x, "train").y) - 1)).toBeLessThan(1e-6);
    net.restore({ params: {}, buffers });
    const again = nested();
    lsuv(again.modules, images, new Random(2));
    expect(again.buffers["residual1.main.batchNorm1.runningMean"].toArray()).toEqual([0, 0, 0]);
  });

  test("data-dependent weights give every output mean 0 and variance 1", () => {
    const net = nested();
    dataDependent([net], images); // a model is a layer too
    for (const { name, module, x } of leavesOf(net, images, "train")) {
      if (!("W" in module.params)) continue;
      const { y } = module.forward(x, "train");
      const others = y.rank === 2 ? [0] : [0, 2, 3];
      expect(y.mean(others).abs().max().item(), name).toBeLessThan(1e-10);
      expect(Math.abs(varianceOf(y) - 1), name).toBeLessThan(1e-8);
    }
  });

  test("an error says which layer", () => {
    const flat = new Sequential([
      residual([conv2d({ channels: 1, filters: 1, kernel: 1 }, new Random(1))]),
    ]);
    expect(() => dataDependent([flat], full([3, 1, 2, 2], 1))).toThrow(
      "init.dataDependent: the output of residual1.main.conv2d1 in sequential, layer 0 must have a finite variance above 0, got 0",
    );
  });

  test("dead units are found", () => {
    const net = nested();
    net.setParams({ "graph1.c.b": tensor([0, -1e6]) });
    const report = deadUnits(net, images);
    expect(report.details.map(({ name, dead }) => [name, dead])).toEqual([
      ["residual1.main.relu1", []],
      ["graph1.r", [1]],
    ]);
    const sixes = new Sequential([
      linear({ inputs: 2, outputs: 2 }, new Random(1)),
      modules.relu6(),
    ]);
    sixes.setParams({ "linear1.b": tensor([-1, 1]) });
    expect(deadUnits(sixes, full([4, 2], 0.1)).details[0].dead).toEqual([0]);
  });

  test("update ratios see every weight, whatever its number, and no bias", async () => {
    const rng = new Random(5);
    const net = new Sequential([
      modules.squeezeExcite({ features: 2, hidden: 2 }, rng),
      residual([conv2d({ channels: 2, filters: 2, kernel: 1 }, rng)]),
      flatten(),
    ]);
    const ratios = updateRatios();
    const examples = { x: randn([6, 2, 1, 1], rng), labels: [0, 1, 0, 1, 1, 0] };
    await fit(net, examples, { epochs: 1, callbacks: [ratios], progress: false });
    expect(Object.keys(ratios.report().details)).toEqual([
      "squeezeExcite1.W1",
      "squeezeExcite1.W2",
      "residual1.main.conv2d1.W",
    ]);
  });

  test("the first number that is not finite is found in the layer it comes from", async () => {
    const net = nested();
    net.setParams({ "residual1.main.conv2d2.W": full([2, 3, 1, 1], 1e308) });
    const examples = { x: images, labels: Array.from({ length: 20 }, (_, i) => i % 3) };
    const history = await fit(net, examples, { epochs: 1, progress: false });
    expect(history.divergedIn).toBe("the output of residual1.main.conv2d2");
  });
});

describe("init.balanceLayers", () => {
  const stds = [3, 0.05, 0.8];
  const layers = () => {
    const rng = new Random(6);
    return stds.flatMap((std, i) => {
      const layer = linear({ inputs: 5, outputs: 5, init: normal({ std }) }, rng);
      layer.params = { ...layer.params, b: randn([5], rng).mul(std) };
      return i === 0 ? [layer] : [relu(), layer];
    });
  };
  const x = randn([400, 5], new Random(7));

  test("evens out how fast layers change, and leaves the outputs of a net of ReLUs as they are", () => {
    const own = layers();
    const before = new Sequential(own).forward(x).y;
    const spread = (rates: number[]) => Math.max(...rates) / Math.min(...rates);
    const [first] = [balanceLayers(layers(), x, new Random(8), { rounds: 1, damping: 1e-9 })];
    const rates = balanceLayers(own, x, new Random(8), { rounds: 30, damping: 0.5 });
    expect(spread(first)).toBeGreaterThan(20);
    expect(spread(rates)).toBeLessThan(2.5);
    const off = new Sequential(own).forward(x).y.sub(before).abs().max().item();
    expect(off).toBeLessThan(1e-10 * before.abs().max().item());
  });

  test("refuses what it cannot balance", () => {
    expect(() => balanceLayers([relu()], x, new Random(1))).toThrow(
      "init.balanceLayers: expected at least two layers with weights W, got 0",
    );
    expect(() => balanceLayers([...layers(), residual(layers())], x, new Random(1))).toThrow(
      "init.balanceLayers: layers must follow one another, got a residual with weights inside",
    );
    const dead = layers();
    dead[2].params = { ...dead[2].params, b: full([5], -1e9) };
    expect(() => balanceLayers(dead, x, new Random(1))).toThrow(
      "init.balanceLayers: the rate of linear, layer 4, must be finite and above 0, got 0",
    );
    expect(() => balanceLayers(layers(), x, new Random(1), { damping: 0 })).toThrow(
      "init.balanceLayers: damping must be a finite number from 5e-324 to 1, got 0",
    );
  });
});
