import { describe, expect, test } from "vitest";
import { modules, Sequential, type Module } from "../../../lib/index.js";
import { Random } from "../../../lib/random.js";
import { record, type Entry } from "../../../lib/step.js";
import { ones, randn } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { traceModule } from "../../../lib/trace/record-trace.js";

const bits = ({ shape, dtype, data }: Tensor): unknown => [shape, dtype, Array.from(data)];

describe("the trace of a model", () => {
  const rng = new Random(3);
  const net = (): Sequential =>
    new Sequential([
      modules.conv2d({ channels: 2, filters: 3, kernel: 3, padding: 1 }, rng),
      modules.batchNorm({ features: 3 }),
      modules.residual([
        modules.conv2d({ channels: 3, filters: 3, kernel: 1 }, rng),
        modules.relu(),
      ]),
      modules.branches([[modules.relu()], [modules.tanh(), modules.dropout()]]),
      modules.flatten(),
      modules.linear({ inputs: 96, outputs: 4 }, rng),
    ]);
  const x = randn([2, 2, 4, 4], rng);

  test("holds the numbers of a plain pass, and moves nothing", () => {
    const model = net();
    const before = model.snapshot();
    const trace = traceModule(model, x, { dY: ones([2, 4]) });
    const after = model.snapshot();
    for (const part of ["params", "buffers"] as const)
      for (const [name, value] of Object.entries(before[part]))
        expect(after[part][name]).toBe(value);
    const { y, backward } = model.forward(x, "train");
    expect(bits(trace.entry("linear1.y").value)).toEqual(bits(y));
    const { dX, grads } = backward(ones([2, 4]));
    expect(bits(trace.entry("conv2d1.dX").value)).toEqual(bits(dX));
    for (const [name, gradient] of Object.entries(grads))
      expect(trace.gradient(name)?.toArray()).toEqual(gradient.toArray());
  });

  test("knows which layer's output another one works on", () => {
    const trace = traceModule(net(), x);
    expect(trace.entry("residual1.main.conv2d1.columns").reads).toEqual(["batchNorm1.y"]);
    expect(trace.entry("flatten1.dX").of).toBe("branches1.y");
    // The whole gradient, and not that of one path.
    expect(trace.gradient("residual1.y")?.toArray()).toEqual(
      trace.entry("branches1.dX").value.toArray(),
    );
    expect(trace.gradient("batchNorm1.y")?.toArray()).toEqual(
      trace.entry("residual1.dX").value.toArray(),
    );
  });

  test("can be of one module, in evaluation, forward alone", () => {
    const trace = traceModule(modules.batchNorm({ features: 3 }), ones([4, 3]), {
      mode: "eval",
      backward: false,
    });
    expect(trace.forward.map(({ name }) => name)).toEqual(["rows", "invStd", "xHat", "yRows", "y"]);
    expect(trace.backward).toEqual([]);
    expect(trace.gradient("y")).toBeUndefined();
  });

  test("sees through a module of one's own that knows no steps", () => {
    const double: Module = {
      kind: "double",
      params: {},
      buffers: {},
      forward: (input) => ({ y: input.mul(2), backward: (dY) => ({ dX: dY.mul(2), grads: {} }) }),
    };
    const trace = traceModule(new Sequential([modules.relu(), double, modules.tanh()]), ones([2]));
    expect(trace.forward.map(({ name, reads }) => [name, ...reads])).toEqual([
      ["relu1.y", "x"],
      ["tanh1.y", "relu1.y"],
    ]);
    expect(trace.entry("relu1.dX").reads).toEqual(["x", "tanh1.dX"]);
  });

  test("has the names that a plain record of its steps has", () => {
    const model = net();
    const steps: Entry[] = [];
    const { backward } = model.forward(x, "eval", record(steps));
    backward(ones([2, 4]));
    const trace = traceModule(model, x, { mode: "eval" });
    expect([...trace.forward, ...trace.backward].map(({ name }) => name)).toEqual(
      steps.map(({ name }) => name),
    );
  });

  test("restores the model if a layer throws", () => {
    const model = net();
    const before = model.snapshot();
    expect(() => traceModule(model, ones([2, 5, 4, 4]))).toThrow("conv2d.forward");
    expect(model.params["linear1.W"]).toBe(before.params["linear1.W"]);
  });
});
