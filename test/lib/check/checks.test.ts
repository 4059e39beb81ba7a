import { describe, expect, test } from "vitest";
import { deadUnits } from "../../../lib/check/dead-units.js";
import { accuracyGap, diagnose } from "../../../lib/check/diagnose.js";
import { gradCheck } from "../../../lib/check/grad-check.js";
import { gradCheckSweep } from "../../../lib/check/grad-check-sweep.js";
import { layerStatistics } from "../../../lib/check/layer-statistics.js";
import { lrRange } from "../../../lib/check/lr-range.js";
import { Report } from "../../../lib/check/report.js";
import { updateRatios } from "../../../lib/check/update-ratios.js";
import { toBundle } from "../../../lib/display/bundle.js";
import { he } from "../../../lib/init/he.js";
import { normal } from "../../../lib/init/initializer.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as relu from "../../../lib/layers/relu.js";
import * as sigmoid from "../../../lib/layers/sigmoid.js";
import * as tanh from "../../../lib/layers/tanh.js";
import { Graph } from "../../../lib/models/graph.js";
import * as modules from "../../../lib/models/modules.js";
import { Sequential } from "../../../lib/models/sequential.js";
import { twoLayerNet } from "../../../lib/models/two-layer-net.js";
import { Random } from "../../../lib/random.js";
import { run, type Step } from "../../../lib/step.js";
import { randn, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { traceModule } from "../../../lib/trace/record-trace.js";
import { fit } from "../../../lib/train/fit.js";
import { bits, clouds, net, quiet } from "../train/clouds.js";

test("a report is one sentence, and a table in text and HTML", () => {
  const report = new Report("name", false, "a < b", {}, [
    ["head", "x"],
    ["a", "<b>"],
  ]);
  expect(String(report)).toBe("✗ name: a < b\n  head  x\n  a     <b>");
  expect(toBundle(report)["text/html"]).toContain("a &lt; b</b></div><table><tr><th");
  expect(String(new Report("name", true, "fine", {}))).toBe("✓ name: fine");
});

describe("lrRange", () => {
  test("suggests a rate that learns, below the one that is too high, and leaves the model as it was", async () => {
    const model = net(1, true);
    const before = bits(model);
    const report = lrRange(model, clouds(60, 1), { to: 1e4, batchSize: 16 });
    expect(bits(model)).toEqual(before);
    const { suggested = 0, tooHigh = 0 } = report.details;
    expect(report.ok).toBe(true);
    expect(suggested).toBeLessThan(tooHigh);
    expect(String(report)).toMatch(/falls fastest at a rate of .*, and from .* on it is too high$/);
    const history = await fit(net(), clouds(60, 1), { ...quiet, lr: suggested });
    expect(history.best?.trainLoss).toBeLessThan(history.epochs[0].trainLoss / 2);
  });

  test("fails where no rate of the range helps, and refuses a range that is none", () => {
    const report = lrRange(net(), clouds(60, 1), { from: 1e-9, to: 1e-8, batchSize: 60 });
    expect([report.ok, report.details.suggested]).toEqual([false, undefined]);
    expect(() => lrRange(net(), clouds(9, 1), { from: 1, to: 1 })).toThrow(
      "lrRange: to must be above from, 1, got 1",
    );
  });
});

describe("layerStatistics", () => {
  test("passes a net with He's weights, and fails one with tiny ones, backward", () => {
    expect(layerStatistics(net(), clouds(30, 1)).ok).toBe(true);
    const tiny = twoLayerNet({ inputs: 3, hidden: 7, classes: 2, init: normal({ std: 1e-6 }) });
    const report = layerStatistics(tiny, clouds(30, 1));
    expect(report.ok).toBe(false);
    expect(String(report)).toMatch(
      /the spread of the activations goes from .* at linear2 to .* at linear1/,
    );
  });

  test("gives the numbers of each layer, by hand", () => {
    const model = net();
    const examples = clouds(30, 1);
    const [first, second] = layerStatistics(model, examples).details;
    const y = examples.x.matmul(model.params["linear1.W"]).add(model.params["linear1.b"]);
    expect(first.output.mean).toBeCloseTo(y.mean().item(), 12);
    expect(second.output.zeros).toBeCloseTo(y.less(0).mean().item(), 12);
    expect(layerStatistics(model, examples).details.map(({ name }) => name)).toEqual([
      "linear1",
      "relu1",
      "linear2",
    ]);
  });

  test("counts what saturates in a tanh or sigmoid, and fails where it is more than half", () => {
    const examples = clouds(30, 1);
    const deep = (std: number, activation: "tanh" | "sigmoid") => {
      const rng = new Random(3);
      const linear = (outputs: number) =>
        modules.linear({ inputs: 3, outputs, init: normal({ std }) }, rng);
      return new Sequential([linear(3), modules[activation](), linear(2)]);
    };
    for (const [activation, low] of [
      ["tanh", -1],
      ["sigmoid", 0],
    ] as const) {
      // prettier-ignore
      const model = deep(100, activation);
      const report = layerStatistics(model, examples);
      const scores = examples.x.matmul(model.params["linear1.W"]);
      const y = low === 0 ? sigmoid.forward({ x: scores }).y : tanh.forward({ x: scores }).y;
      const near = (1 - low) / 100;
      const ends = Array.from(y.data, (value) => value < low + near || value > 1 - near);
      const share = ends.filter(Boolean).length / y.size;
      expect(report.details.map(({ saturated }) => saturated)).toEqual([
        undefined,
        share,
        undefined,
      ]);
      expect(share).toBeGreaterThan(0.5);
      expect(report.ok).toBe(false);
      expect(String(report)).toMatch(/ % of (tanh|sigmoid)1 is saturated: smaller first weights/);
      expect(layerStatistics(deep(0.3, activation), examples).details[1].saturated).toBe(0);
    }
  });

  test("looks into blocks and graphs, and agrees with each layer's own numbers", () => {
    const rng = new Random(3);
    const linear = (inputs: number, outputs: number) =>
      modules.linear({ inputs, outputs, init: he() }, rng);
    const graph = new Graph({
      a: {
        module: modules.residual([linear(3, 3), modules.batchNorm({ features: 3 })]),
        from: "x",
      },
      b: {
        module: modules.branches([[modules.relu()], [linear(3, 2), modules.tanh()]]),
        from: "a",
      },
      y: { module: linear(5, 2), from: "b" },
    });
    const examples = clouds(30, 1);
    const before = JSON.stringify(graph.buffers);
    const { details } = layerStatistics(graph, examples);
    expect(JSON.stringify(graph.buffers)).toBe(before);
    expect(details.map(({ name }) => name)).toEqual([
      ...["a.main.linear1", "a.main.batchNorm1", "b.branch1.relu1"],
      ...["b.branch2.linear1", "b.branch2.tanh1", "y"],
    ]);
    const trace = traceModule(graph, examples.x, { backward: false });
    for (const { name, output } of details) {
      const mean = trace.entry(`${name}.y`).value.mean().item();
      expect(output.mean).toBeCloseTo(mean, 12);
    }
    // y = x W + b, so the gradient by b is the sum of that by y: 30 rows of 2, which sum to 0 by row.
    const last = details[details.length - 1];
    expect(last.gradient.mean).toBeCloseTo(0, 12);
    expect(details.every(({ gradient }) => gradient.std > 0)).toBe(true);
  });

  test("names the layer whose numbers are not finite", () => {
    const model = net();
    model.setParams({ "linear2.b": tensor([Infinity, 0]) });
    expect(String(layerStatistics(model, clouds(30, 1)))).toContain(
      "the activations of linear2 are not finite",
    );
  });
});

test("deadUnits finds the units that no example wakes", () => {
  const model = net();
  const { x } = clouds(50, 1);
  const b = model.params["linear1.b"];
  model.setParams({ "linear1.b": tensor([100, -100, 100, 100, -100, 100, 100]).add(b) });
  const report = deadUnits(model, x);
  expect(report.details).toEqual([{ name: "relu1", units: 7, dead: [1, 4] }]);
  expect(String(report)).toMatch(
    /^✗ dead units: 2 of 7 units are 0 for all 50 examples: a lower rate/,
  );
  expect(deadUnits(model, x, { most: 0.3 }).ok).toBe(true);
});

test("updateRatios gives ‖Δθ‖ / ‖θ‖ of each step, and judges the median", async () => {
  const ratios = updateRatios();
  const model = net();
  let expected = NaN;
  const byHand = {
    onStep: ({
      before,
      rate,
      gradients,
    }: {
      before: Record<string, Tensor>;
      rate: number;
      gradients: Record<string, Tensor>;
    }) => {
      const norm = (t: Tensor): number => Math.hypot(...Array.from(t.data));
      expected = (rate * norm(gradients["linear1.W"])) / norm(before["linear1.W"]);
    },
  };
  await fit(model, clouds(60, 1), { ...quiet, lr: 1e-7, callbacks: [ratios, byHand] });
  expect(ratios.report().details["linear1.W"].at(-1)).toBeCloseTo(expected, 12);
  expect(String(ratios.report())).toMatch(/✗ update ratio: linear1.W moves by .*, too little/);
  const right = updateRatios();
  await fit(net(), clouds(60, 1), { ...quiet, lr: 0.005, callbacks: [right] });
  expect(String(right.report())).toMatch(
    /^✓ update ratio: all 2 weights move by about a thousandth/,
  );
});

describe("diagnose", () => {
  const curve = (...trainLosses: number[]) => ({
    epochs: trainLosses.map((trainLoss, epoch) => ({ epoch, trainLoss, trainAccuracy: 0.5 })),
    stepLosses: trainLosses,
    stopped: "finished" as const,
    divergedIn: undefined,
  });
  test.each([
    [
      "too low",
      [2.3026, 2.3025, 2.3025, 2.3024],
      "the loss went from 2.3 to 2.3 in 3 epochs; a higher rate?",
    ],
    ["too high", [2.3, 2.1, 2.9, 4], "lowest 2.1; a lower rate?"],
    ["plateau", [2.3, 1.5, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2], "nothing gained after epoch 2;"],
    ["linear", [2.3, 2.1, 1.9, 1.7, 1.5, 1.3], "as fast at the end as at first"],
    ["good", [2.3, 1.2, 0.8, 0.5, 0.4, 0.35, 0.3], "fast at first and slowly then"],
  ])("calls a curve %s", (name, losses, says) => {
    const report = diagnose(curve(...losses));
    expect(report.details.curve).toBe(name);
    expect(String(report)).toContain(says);
    expect(report.ok).toBe(name === "good");
  });

  test("calls a curve noisy whose minibatches jump more than it falls", () => {
    const stepLosses = Array.from({ length: 40 }, (_, i) => (i % 2 ? 4 : 1));
    expect(diagnose({ ...curve(2.3, 2.2, 2.1, 2), stepLosses }).details.curve).toBe("noisy");
  });

  test("names the step and the layer of a run that diverged", async () => {
    const history = await fit(net(), clouds(60, 1), { ...quiet, lr: 1e200 });
    expect(String(diagnose(history))).toMatch(
      /^✗ loss curve: diverged: the loss is (NaN|Infinity) at step 2 in the output of linear2; a lower rate\?$/,
    );
  });
});

test("accuracyGap tells overfitting from underfitting", () => {
  const best = (trainAccuracy: number, valAccuracy?: number) => ({
    best: { epoch: 1, trainLoss: 1, trainAccuracy, valAccuracy },
  });
  expect(String(accuracyGap(best(0.99, 0.6)))).toMatch(/^✗ .*validation 0.600: overfit/);
  expect(String(accuracyGap(best(0.42, 0.41)))).toMatch(/^✓ .*no gap; room for a larger net/);
  expect(String(accuracyGap(best(0.95, 0.9)))).toMatch(/^✓ .*a small gap/);
  expect(accuracyGap(best(0.9)).ok).toBe(false);
});

describe("gradCheckSweep", () => {
  test("finds the slope 2 of central differences, and rounding below", () => {
    const {
      slope = 0,
      errors,
      best,
    } = gradCheckSweep(tanh, { x: randn([3, 2], new Random(1)) }).details;
    expect(slope).toBeGreaterThan(1.9);
    expect(slope).toBeLessThan(2.1);
    expect(best).toBeLessThan(1e-3);
    expect(errors.at(-1)).toBeGreaterThan(10 * Math.min(...errors));
  });

  test("of a batch norm passes; of a wrong gradient the error stays", () => {
    const rng = new Random(2);
    const inputs = { x: randn([4, 3], rng), gamma: randn([3], rng), beta: randn([3], rng) };
    expect(gradCheckSweep(batchNorm, inputs, { options: { eps: 0.1 } }).ok).toBe(true);
    const wrong = {
      forward: tanh.forward,
      backward: (dY: Tensor, _cache: unknown, step: Step = run) => ({
        dX: step("dX", "", () => dY),
      }),
    };
    const report = gradCheckSweep(wrong, { x: randn([3, 2], rng) });
    expect(String(report)).toMatch(
      /^✗ .* the error stays at .* however small h is: the gradient is wrong/,
    );
    expect(() => gradCheckSweep(tanh, inputs, { hs: [] })).toThrow("gradCheckSweep: hs must hold");
  });
});

test("a gradient check tells each entry, the worst first", () => {
  const wrong = {
    forward: relu.forward,
    backward: (dY: Tensor, _cache: unknown, step: Step = run) => ({
      dX: step("dX", "", () =>
        dY.mul(
          tensor([
            [1, 0, 1],
            [0, 0, 1],
          ]),
        ),
      ),
    }),
  };
  const inputs = {
    x: tensor([
      [1, -1, 2],
      [0, 3, 4],
    ]),
  };
  const report = gradCheck(wrong, inputs, {
    dY: tensor([
      [1, 1, 1],
      [1, 1, 1],
    ]),
  }).entriesOf("dX");
  expect(String(report)).toContain("✗ dX: 4 of 6 entries agree, 1 are wrong, 1 at a kink");
  expect(report.details[4]).toMatchObject({ index: 4, analytic: 0, kink: false });
  expect(String(report)).toMatch(/\[1, 1\] .*WRONG/);
  expect(String(report)).toMatch(/\[1, 0\] .*kink/);
  expect(() => gradCheck(relu, inputs).entriesOf("dW")).toThrow(
    "GradCheckReport: dW is not known, expected one of dX",
  );
});
