import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import { he } from "../../../lib/init/he.js";
import type { Backward, Mode, Module, Named } from "../../../lib/models/module.js";
import * as modules from "../../../lib/models/modules.js";
import { Sequential } from "../../../lib/models/sequential.js";
import { Random } from "../../../lib/random.js";
import { run, type Step } from "../../../lib/step.js";
import { ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { checkModule } from "../../support/module-check.js";

const rng = new Random(1);
const images = randn([3, 4, 5, 6], rng);
const rows = randn([3, 4], rng);
const { conv2d, batchNorm, linear, relu, maxPool } = modules;
const conv = (channels: number, filters: number, kernel = 3): Module =>
  conv2d({ channels, filters, kernel, padding: (kernel - 1) / 2 }, new Random(2));

const cases: Record<string, [Module, typeof images]> = {
  conv2d: [conv2d({ channels: 4, filters: 6, kernel: [3, 2], groups: 2, stride: 2 }, rng), images],
  "conv2d without bias": [conv2d({ channels: 4, filters: 2, kernel: 1, bias: false }, rng), images],
  linear: [linear({ inputs: 4, outputs: 3, init: he() }, rng), rows],
  "batch norm of rows": [batchNorm({ features: 4 }), rows],
  "batch norm of images": [batchNorm({ features: 4 }), images],
  ...{ relu: [relu(), images], relu6: [modules.relu6(), images] },
  ...{ leakyRelu: [modules.leakyRelu({ slope: 0.2 }), images], elu: [modules.elu(), images] },
  ...{ gelu: [modules.gelu(), images], silu: [modules.silu(), images] },
  ...{ sigmoid: [modules.sigmoid(), images], tanh: [modules.tanh(), images] },
  maxPool: [maxPool({ kernel: 3, stride: 2, padding: 1 }), images],
  averagePool: [modules.averagePool(), images],
  globalAveragePool: [modules.globalAveragePool(), images],
  flatten: [modules.flatten(), images],
  fractionalMaxPool: [modules.fractionalMaxPool({ output: [3, 4], sequence: "random" }), images],
  ...{ selu: [modules.selu(), images], softplus: [modules.softplus({ beta: 1.5 }), images] },
  ...{ mish: [modules.mish(), images], hardSwish: [modules.hardSwish(), images] },
  softmax: [modules.softmax({ axis: 1 }), images],
  logSoftmax: [modules.logSoftmax(), rows],
  "prelu with one slope": [modules.prelu(), rows],
  "prelu with slopes by channel": [modules.prelu({ features: 4, slope: -0.3 }), images],
  maxout: [modules.maxout({ inputs: 4, outputs: 2, pieces: 3, init: he() }, rng), rows],
  depthwiseSeparable: [
    modules.depthwiseSeparable({ channels: 4, filters: 3, kernel: [3, 2], padding: 1 }, rng),
    images,
  ],
  layerNorm: [modules.layerNorm({ features: 4, eps: 0.1 }), rows],
  "layerNorm over two axes": [modules.layerNorm({ features: [5, 6] }), images],
  rmsNorm: [modules.rmsNorm({ features: 4, eps: 0.1 }), rows],
  groupNorm: [modules.groupNorm({ features: 4, groups: 2 }), images],
  instanceNorm: [modules.instanceNorm({ features: 4 }), images],
  "instanceNorm, tracked": [
    modules.instanceNorm({ features: 4, track: true, unbiased: true, momentum: 0.3 }),
    images,
  ],
  "weightNorm of linear": [
    modules.weightNorm(linear({ inputs: 4, outputs: 3, init: he() }, rng)),
    rows,
  ],
  "weightNorm of conv2d without bias": [
    modules.weightNorm(conv2d({ channels: 4, filters: 2, kernel: 2, bias: false }, rng)),
    images,
  ],
  dropout: [modules.dropout({ p: 0.3 }), images],
  dropout2d: [modules.dropout2d({ p: 0.3, form: "vanilla", seed: 2 }), images],
  dropConnect: [
    modules.dropConnect({ inputs: 4, outputs: 3, p: 0.3, init: he(), seed: 5 }, rng),
    rows,
  ],
  stochasticDepth: [
    modules.stochasticDepth([conv(4, 4), batchNorm({ features: 4 })], { p: 0.3, seed: 1 }),
    images,
  ],
  "stochasticDepth by row, vanilla": [
    modules.stochasticDepth([conv(4, 4)], { p: 0.4, mode: "row", form: "vanilla", seed: 2 }),
    images,
  ],
  squeezeExcite: [modules.squeezeExcite({ features: 4, hidden: 3 }, rng), images],
  residual: [modules.residual([conv(4, 4), batchNorm({ features: 4 }), relu()]), images],
  "residual, projected": [
    modules.residual([conv(4, 2), relu(), conv(2, 6)], [conv(4, 6, 1)]),
    images,
  ],
  "branches, an inception block": [
    modules.branches([
      [conv(4, 2, 1), relu()],
      [conv(4, 1, 1), relu(), conv(1, 3)],
      [maxPool({ kernel: 3, stride: 1, padding: 1 }), conv(4, 1, 1)],
    ]),
    images,
  ],
  "sequential in sequential": [
    new Sequential([conv(4, 2), new Sequential([batchNorm({ features: 2 }), relu()])]),
    images,
  ],
};

describe.each(Object.entries(cases))("module %s", (_name, [module, x]) => {
  test.each(["train", "eval"] as const)(
    "has the gradients of central differences in %s",
    (mode: Mode) => {
      const report = checkModule(module, x, mode);
      expect(report.rows).toHaveLength(Object.keys(module.params).length + 1);
      expect(report.worst).toBeLessThan(1e-7);
    },
  );

  test("says its shape and its parameters right", () => {
    const facts = module.describe?.(x.shape.slice(1));
    expect(facts?.output).toEqual(module.forward(x, "eval").y.shape.slice(1));
    const shapes = Object.entries(module.params).map(([name, { shape }]) => [name, shape]);
    expect(facts?.params).toEqual(Object.fromEntries(shapes));
  });
});

describe("noisy modules", () => {
  test.each([
    ["dropout", () => modules.dropout({ p: 0.5, seed: 3 })],
    ["dropout2d", () => modules.dropout2d({ seed: 3 })],
    ["stochasticDepth", () => modules.stochasticDepth([conv(4, 4)], { mode: "row", seed: 1 })],
    ["fractionalMaxPool", () => modules.fractionalMaxPool({ output: [3, 4], seed: 3 })],
  ])(
    "%s draws anew in training, repeats by its seed, and goes on from its buffer",
    (_name, make) => {
      const [a, b] = [make(), make()];
      const draw = (module: Module, mode: Mode = "train") =>
        module.forward(images, mode).y.toArray();
      const first = draw(a);
      expect(draw(b)).toEqual(first);
      const { buffers } = a;
      const second = draw(a);
      expect(second).not.toEqual(first);
      b.buffers = buffers;
      expect(draw(b)).toEqual(second);
      expect(draw(a, "eval")).toEqual(draw(a, "eval"));
      expect(Object.values(a.buffers)[0].item()).toBe(2);
    },
  );
});

describe("modules", () => {
  test("an embedding has the gradient of its table, and 0 by its tokens", () => {
    const module = modules.embedding({ tokens: 5, features: 3 }, rng);
    const tokens = tensor([
      [0, 4],
      [4, 4],
    ]);
    const layer = {
      forward({ W }: Named) {
        module.params = { W };
        const { y, backward } = module.forward(tokens, "train");
        return { y, cache: backward };
      },
      backward: (dY: Tensor, backward: Backward, step: Step = run) => ({
        dW: step("dW", "", () => backward(dY).grads.W),
      }),
    };
    expect(gradCheck(layer, module.params).worst).toBeLessThan(1e-7);
    const { y, backward } = module.forward(tokens, "eval");
    expect(y.shape.slice(1)).toEqual(module.describe?.([2]).output);
    expect(backward(ones(y.shape)).dX.toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test("weight norm starts where its layer was, and takes W's place", () => {
    const plain = linear({ inputs: 4, outputs: 3, init: he() }, new Random(7));
    const { y } = plain.forward(rows, "eval");
    const normed = modules.weightNorm(plain);
    expect(Object.keys(normed.params)).toEqual(["v", "g", "b"]);
    const off = normed.forward(rows, "eval").y.sub(y).abs().max().item();
    expect(off).toBeLessThan(1e-14);
    expect(() => modules.weightNorm(relu())).toThrow(
      "modules.weightNorm: the module must have weights W, got none in relu",
    );
  });

  test("an instance norm that tracks evaluates by its running statistics", () => {
    const module = modules.instanceNorm({ features: 4, track: true, momentum: 1 });
    module.forward(images, "train");
    const mean = images.mean([0, 2, 3]);
    expect(module.buffers.runningMean.sub(mean).abs().max().item()).toBeLessThan(1e-12);
    const own = modules.instanceNorm({ features: 4 });
    expect(
      module.forward(images, "eval").y.sub(own.forward(images, "eval").y).abs().max().item(),
    ).toBeGreaterThan(0.01);
  });

  test("a residual block of nothing adds the input to itself", () => {
    const module = modules.residual([conv(4, 4)]);
    module.params = {
      "main.conv2d1.W": zeros([4, 4, 3, 3]),
      "main.conv2d1.b": zeros([4]),
    };
    expect(module.forward(images, "eval").y.toArray()).toEqual(images.toArray());
  });

  test("composite modules check names and shapes before anything changes", () => {
    const module = modules.residual([conv(4, 4)]);
    expect(() => (module.params = { "main.conv2d1.a": zeros([4]) })).toThrow(
      "modules.residual: params main.conv2d1.a is not known, expected one of main.conv2d1.W, main.conv2d1.b",
    );
    expect(() => (module.buffers = { passes: zeros([]) })).toThrow(
      "modules.residual: buffers passes",
    );
    expect(() => (module.params = { "main.conv2d1.b": zeros([3]) })).toThrow(
      "modules.residual: main.conv2d1.b must have shape (4), got (3)",
    );
  });

  test("refuse what does not fit", () => {
    expect(() => modules.residual([conv(4, 3)]).forward(images, "eval")).toThrow(
      "modules.residual: the shortcut must have the shape of the main path, (3, 3, 5, 6), got (3, 4, 5, 6)",
    );
    expect(() => modules.branches([])).toThrow(
      "modules.branches: expected at least one branch, got none",
    );
    expect(() => modules.branches([[relu()], [maxPool()]]).describe?.([4, 4, 4])).toThrow(
      "branches: branch2 must end on shape (…, 4, 4), got (4, 2, 2)",
    );
    expect(() => conv2d({ channels: 3, filters: 4, kernel: 3, groups: 2 }, rng)).toThrow(
      "modules.conv2d: groups must divide the 3 channels and the 4 filters, got 2",
    );
    expect(() => conv2d({ channels: 0, filters: 4, kernel: 3 }, rng)).toThrow(
      "modules.conv2d: channels must be an integer of at least 1, got 0",
    );
    expect(() => modules.dropout({ p: 1.5 })).toThrow(
      "modules.dropout: p must be a finite number from 0 to 1, got 1.5",
    );
    expect(() => relu().forward(ones([2]), "eval")).not.toThrow();
  });
});
