import { describe, expect, test } from "vitest";
import { defaultBackend } from "../../../lib/backend/choice.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as linear from "../../../lib/layers/linear.js";
import * as relu from "../../../lib/layers/relu.js";
import { modules } from "../../../lib/index.js";
import { toBundle } from "../../../lib/display/bundle.js";
import * as adam from "../../../lib/optim/adam.js";
import { clipNorm } from "../../../lib/optim/clip.js";
import { Random } from "../../../lib/random.js";
import { concat } from "../../../lib/tensor/concat.js";
import { record, tex, type Entry } from "../../../lib/step.js";
import { full, ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { computationalGraph } from "../../../lib/trace/graph.js";
import { traceLayer, traceModule, traceSteps } from "../../../lib/trace/record-trace.js";
import { Trace } from "../../../lib/trace/trace.js";
import { layerCases, layerNames } from "./layers.js";

const bits = ({ shape, dtype, data }: Tensor): unknown => [shape, dtype, Array.from(data)];
const plainly = ({ name, formula, value }: Entry): unknown => [name, formula, bits(value)];

function batchNormTrace(): Trace {
  const rng = new Random(1);
  const inputs = { x: randn([5, 3], rng), gamma: randn([3], rng), beta: randn([3], rng) };
  return traceLayer(batchNorm, inputs);
}

test("every layer, loss and penalty is among the cases", () => {
  const cases = new Set(layerCases.map(({ name }) => name));
  expect(layerNames.length).toBeGreaterThan(40);
  expect(layerNames.filter((name) => !cases.has(name))).toEqual([]);
});

describe.each(layerCases)("the trace of $name", ({ layer, inputs, options }) => {
  const trace = traceLayer(layer, inputs, options);

  test("has the entries of a plain call, to the last bit", () => {
    const steps: Entry[] = [];
    const out = layer.forward(inputs, options, record(steps));
    const upstream = trace.entries.find(({ pass }) => pass === "upstream")?.value;
    if (upstream === undefined) throw new Error("no upstream gradient");
    const back: Entry[] = [];
    layer.backward(upstream, out.cache, record(back));
    expect(trace.forward.map(plainly)).toEqual(steps.map(plainly));
    expect(trace.backward.map(plainly)).toEqual(back.map(plainly));
    expect(steps.length).toBeGreaterThan(0);
    expect(back.length).toBeGreaterThan(0);
  });

  test("gives every gradient its value, and nothing in it is tracked any more", () => {
    for (const { of, value } of trace.backward) {
      expect(of).toBeDefined();
      expect(value.size).toBe(trace.entry(of ?? "").value.size);
    }
    for (const { value } of trace) expect(value.backend.name).toBe(defaultBackend().name);
  });

  test("hangs together: each step leads from what was given to the output", () => {
    const { nodes, edges } = computationalGraph(trace);
    const names = new Set(nodes.map(({ entry }) => entry.name));
    for (const [from, to] of edges) expect(names.has(from) && names.has(to)).toBe(true);
    const reached = new Set([trace.forward[trace.forward.length - 1].name]);
    for (const [from, to] of [...edges].reverse()) if (reached.has(to)) reached.add(from);
    expect([...names].filter((name) => !reached.has(name))).toEqual([]);
    const upstream = trace.entries.find(({ pass }) => pass === "upstream")?.name ?? "";
    const back = new Set([upstream]);
    for (const { name, reads } of trace.backward) if (reads.some((read) => back.has(read))) back.add(name); // prettier-ignore
    expect(trace.backward.filter(({ name }) => !back.has(name)).map(({ name }) => name)).toEqual(
      [],
    );
  });

  test("comes back from JSON to the last bit", () => {
    const again = Trace.fromJSON(JSON.parse(JSON.stringify(trace)));
    const all = (t: Trace): unknown => t.entries.map(({ value, ...rest }) => [rest, bits(value)]);
    expect(all(again)).toEqual(all(trace));
  });
});

describe("what a step reads", () => {
  test("is what its formula names, in batch norm", () => {
    const reads = Object.fromEntries([...batchNormTrace()].map((e) => [e.name, e.reads.join(" ")]));
    expect(reads).toEqual({
      ...{ x: "", gamma: "", beta: "", dY: "" },
      mean: "x",
      centered: "x mean",
      variance: "centered",
      invStd: "variance",
      xHat: "centered invStd",
      y: "gamma beta xHat",
      dBeta: "dY",
      dGamma: "xHat dY",
      dXHat: "gamma dY",
      dInvStd: "centered dXHat",
      dVariance: "invStd dInvStd",
      dCentered: "centered invStd dXHat dVariance",
      dMean: "dCentered",
      dX: "dCentered dMean",
    });
  });

  test("is seen through views, through tensors made between steps, and through numbers", () => {
    const given = { a: ones([2, 3]), b: ones([2]) };
    const trace = traceSteps(given, ({ a, b }, step) => {
      const between = a.T.reshape(2, 3).slice(0, 1);
      const view = step("view", "a", () => between);
      const number = step("number", "b", () => tensor(b.data[0]));
      const taken = step("taken", "a", () => view.take([0, 0]));
      const outside = number.item();
      step("later", "n", () => full([2], outside));
      return step("sum", "s", () => taken.sum(0).add(number));
    });
    const reads = trace.forward.map(({ name, reads: from }) => [name, ...from]);
    expect(reads).toEqual([
      ["view", "a"],
      ["number", "b"],
      ["taken", "view"],
      ["later", "number"],
      ["sum", "number", "taken"],
    ]);
  });

  test("is seen beside tensors that the function makes itself", () => {
    const trace = traceSteps({ a: tensor([[1, 2]]) }, ({ a }, step) => {
      const own = ones([2, 2]);
      step("left", "l", () => a.matmul(own));
      step("right", "r", () => own.sub(a));
      step("made", "m", () =>
        own
          .slice(0, 1)
          .matmul(a.T)
          .matmul(ones([1, 1])),
      );
      step("joined", "j", () => concat([own, a], 0).sum(0));
      return step("alone", "o", () => own.mul(2));
    });
    expect(trace.forward.map(({ reads, value }) => [reads.join(), value.toArray()])).toEqual([
      ["a", [[3, 3]]],
      ["a", [[0, -1], [0, -1]]], // prettier-ignore
      ["a", [[3]]],
      ["a", [3, 4]],
      ["", [[2, 2], [2, 2]]], // prettier-ignore
    ]);
    const wrong = (): Trace => traceSteps({ a: ones([2]) }, ({ a }, step) => step("s", "", () => ones([2], { dtype: "float32" }).add(a))); // prettier-ignore
    expect(wrong).toThrow("expected two tensors of one dtype, got float32 and float64");
  });

  test("holds for an update, where a later value of a name has a prime", () => {
    const theta = tensor([1, 2]);
    const trace = traceSteps({ theta, g: tensor([0.5, 1]), state: adam.init(theta) }, ({ theta: t, g, state }, step) => adam.update(t, g, state, {}, step)); // prettier-ignore
    expect(trace.entry("theta′").reads).toEqual(["theta", "mHat", "vHat"]);
    expect(trace.entry("m").reads).toEqual(["g", "state.m"]);
    expect(bits(trace.entry("theta′").value)).toEqual(
      bits(adam.update(theta, tensor([0.5, 1]), adam.init(theta)).theta),
    );
  });

  test("holds for clipping, which goes through plain numbers", () => {
    const trace = traceSteps({ W: tensor([3, 4]), b: tensor([12]) }, (gradients, step) =>
      clipNorm(gradients, { max: 1 }, step),
    );
    expect(trace.entry("scale").reads).toEqual(["norm"]);
    expect(trace.entry("W′").reads).toEqual(["W", "scale"]);
  });
});

describe("walking", () => {
  test("goes forward, then backward, and all the way back", () => {
    const trace = traceLayer(linear, { x: ones([2, 3]), W: ones([3, 4]), b: zeros([4]) });
    const walk = trace.walk();
    expect(String(walk)).toBe("before the first of 4 steps");
    const seen: string[] = [];
    while (walk.next()) seen.push(walk.current?.name ?? "");
    expect(seen).toEqual(["y", "dX", "dW", "dB"]);
    expect(String(walk)).toBe("after the last of 4 steps");
    expect(walk.next()).toBeUndefined();
    while (walk.previous()) seen.push(walk.current?.name ?? "");
    expect(seen.slice(4)).toEqual(["dB", "dW", "dX", "y"]);
    expect(walk.position).toBe(-1);
  });

  test("says where it is", () => {
    const walk = batchNormTrace().walk();
    expect(walk.goTo("dVariance").formula).toBe(tex`d\sigma^2 = -\tfrac12 r^3 \, dr`);
    expect(walk.inputs.map(({ name }) => name)).toEqual(["invStd", "dInvStd"]);
    expect(String(walk)).toMatch(
      /^11 of 14, backward: dVariance: dσ² = −½r³ dr; reads invStd, dInvStd; gives \(3\), /,
    );
    expect(() => walk.goTo("dVar")).toThrow(
      "TraceWalk.goTo: step dVar is not known, expected one of mean, centered",
    );
  });
});

describe("shown", () => {
  test("as text, each value stands beside its gradient", () => {
    const trace = traceLayer(relu, { x: tensor([-1, 2]) }, {}, { dY: tensor([3, 4]) });
    expect(String(trace)).toBe(
      [
        "trace",
        "step  formula        shape  min    mean  max  gradient  formula             min   mean  max",
        "x     given          (2)     -1  0.5000    2  dX        dx = dy ⋅ 1[x > 0]    0      2    4",
        "y     y = max(0, x)  (2)      0       1    2  dY        upstream              3  3.500    4",
      ].join("\n"),
    );
  });

  test("as HTML, the table is whole without its script", () => {
    const html = toBundle(batchNormTrace())["text/html"] as string;
    const table = html.replace(/<script>.*<\/script>/s, "");
    expect(table.match(/<tr/g)).toHaveLength(10);
    expect(table.match(/<math /g)).toHaveLength(14);
    expect(table.match(/<img alt="heat map/g)).toHaveLength(18);
    expect(table).not.toContain("<button");
  });
});

describe("bad input", () => {
  const x = ones([2]);
  test.each<[string, () => unknown]>([
    ["traceLayer: dY must have shape (2), got (3)", () => traceLayer(relu, { x }, {}, { dY: ones([3]) })], // prettier-ignore
    ["traceModule: dY must have shape (2), got (3)", () => traceModule(modules.relu(), x, { dY: ones([3]) })], // prettier-ignore
    ["traceLayer: layer must have a function backward, got none; pass { backward: false }", () => traceLayer({ forward: relu.forward }, { x })], // prettier-ignore
    ["traceSteps: expected a function that evaluates steps, got none", () => traceSteps({ x }, () => 0)], // prettier-ignore
    ["Trace: entry z is not known, expected one of x, y, dY, dX", () => traceLayer(relu, { x }).entry("z")], // prettier-ignore
    ["computationalGraph: expected a trace with backward steps, got none", () => computationalGraph(traceLayer(relu, { x }, {}, { backward: false }), { pass: "backward" })], // prettier-ignore
  ])("%s", (message, act) => {
    expect(act).toThrow(message);
  });
});
