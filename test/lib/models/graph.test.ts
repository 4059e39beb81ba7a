import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { he } from "../../../lib/init/he.js";
import { Graph, type ModelNode } from "../../../lib/models/graph.js";
import type { Mode } from "../../../lib/models/module.js";
import * as modules from "../../../lib/models/modules.js";
import { Sequential } from "../../../lib/models/sequential.js";
import { summary } from "../../../lib/models/summary.js";
import { loadWeights, saveWeights } from "../../../lib/models/weights.js";
import { Random } from "../../../lib/random.js";
import { record, type Entry } from "../../../lib/step.js";
import { ones, randn } from "../../../lib/tensor/create.js";
import { fit } from "../../../lib/train/fit.js";
import { checkModule } from "../../support/module-check.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const { linear, relu, tanh, conv2d, batchNorm, flatten } = modules;

/** Each value is read in every way there is: by one, by two, twice by one, and the input at both ends. */
const rowsNet = (seed = 1): Graph => {
  const rng = new Random(seed);
  return new Graph({
    a: { module: linear({ inputs: 3, outputs: 3, init: he() }, rng), from: "x" },
    b: { module: tanh(), from: "a" },
    c: { module: linear({ inputs: 3, outputs: 3, init: he() }, rng), from: "b" },
    twice: { sum: ["c", "b", "b", "x"] },
    side: { module: tanh(), from: "a" },
    y: { concat: ["twice", "side", "x"] },
  });
};

const imageNet = (): Graph => {
  const rng = new Random(2);
  const conv = (channels: number, filters: number) =>
    conv2d({ channels, filters, kernel: 3, padding: 1 }, rng);
  const block = new Graph({
    f: { module: new Sequential([conv(3, 3), batchNorm({ features: 3 })]), from: "x" },
    out: { sum: ["f", "x"] },
  });
  return new Graph({
    stem: { module: conv(1, 3), from: "x" },
    block: { module: block, from: "stem" },
    joined: { concat: ["block", "stem"] },
    rows: { module: flatten(), from: "joined" },
  });
};

const cases = {
  "of rows": [rowsNet(), randn([4, 3], new Random(5))],
  "of one row": [rowsNet(), randn([1, 3], new Random(6))],
  "of rows that do not lie in order": [rowsNet(), randn([3, 4], new Random(7)).T],
  "of images, a graph in a graph": [imageNet(), randn([2, 1, 3, 5], new Random(8))],
} as const;

describe.each(Object.entries(cases))("a graph %s", (_name, [net, x]) => {
  test.each(["train", "eval"] as const)(
    "has the gradients of central differences in %s",
    (mode: Mode) => {
      const report = checkModule(net, x, mode);
      expect(report.rows).toHaveLength(Object.keys(net.params).length + 1);
      expect(report.worst).toBeLessThan(1e-7);
    },
  );

  test("says its shape, its parameters and its cost right", () => {
    const facts = net.describe(x.shape.slice(1));
    expect(facts.output).toEqual(net.forward(x).y.shape.slice(1));
    const shapes = Object.entries(net.params).map(([name, { shape }]) => [name, shape]);
    expect(facts.params).toEqual(Object.fromEntries(shapes));
  });
});

describe("Graph", () => {
  test("gives its parameters the names of its nodes", () => {
    expect(Object.keys(rowsNet().params)).toEqual(["a.W", "a.b", "c.W", "c.b"]);
    expect(Object.keys(imageNet().buffers)).toEqual([
      "block.f.batchNorm1.runningMean",
      "block.f.batchNorm1.runningVar",
    ]);
  });

  test("in a row is what a Sequential is", () => {
    const layers = () => [linear({ inputs: 3, outputs: 2, init: he() }, new Random(3)), relu()];
    const [first, second] = layers();
    const graph = new Graph({ l: { module: first, from: "x" }, r: { module: second, from: "l" } });
    const x = randn([5, 3], new Random(4));
    const [one, other] = [graph.forward(x), new Sequential(layers()).forward(x)];
    expect(one.y.toArray()).toEqual(other.y.toArray());
    const dY = randn([5, 2], new Random(9));
    const [back, otherBack] = [one.backward(dY), other.backward(dY)];
    expect(back.dX.toArray()).toEqual(otherBack.dX.toArray());
    expect(back.grads["l.W"].toArray()).toEqual(otherBack.grads["linear1.W"].toArray());
  });

  test("names its joins, its parts and the sums of gradients as steps", () => {
    const steps: Entry[] = [];
    const net = rowsNet();
    const { y, backward } = net.forward(ones([2, 3]), "eval", record(steps));
    backward(ones(y.shape));
    const names = steps.map(({ name }) => name);
    expect(names.slice(0, 6)).toEqual(["a.y", "b.y", "c.y", "twice", "side.y", "y"]);
    for (const name of ["dA", "dB", "dX"]) expect(names).toContain(name);
    expect(steps.find(({ name }) => name === "twice")?.formula).toBe(
      String.raw`\text{twice} = \text{c} + \text{b} + \text{b} + \text{x}`,
    );
  });

  test("trains by fit, and goes to a file and back", async () => {
    const rng = new Random(11);
    const x = randn([60, 3], rng);
    const labels = Int32Array.from({ length: 60 }, (_, i) => (x.at(i, 0) * x.at(i, 1) > 0 ? 1 : 0));
    const make = (seed: number): Graph =>
      new Graph({
        wide: {
          module: linear({ inputs: 3, outputs: 12, init: he() }, new Random(seed)),
          from: "x",
        },
        bent: { module: relu(), from: "wide" },
        all: { concat: ["bent", "x"] },
        scores: {
          module: linear({ inputs: 15, outputs: 2, init: he() }, new Random(seed + 1)),
          from: "all",
        },
      });
    const net = make(1);
    const history = await fit(net, { x, labels }, { epochs: 60, lr: 0.3, progress: false });
    expect(history.best?.trainAccuracy).toBeGreaterThan(0.9);
    const folder = temporaryFolder("graph");
    const path = join(folder, "net.safetensors");
    await saveWeights(path, net);
    const other = make(7);
    await loadWeights(path, other);
    expect(other.predict(x)).toEqual(net.predict(x));
  });

  test("is summed up as a table", () => {
    const table = summary(imageNet(), [1, 3, 5]);
    expect(table.title).toBe("Graph for (1, 3, 5)");
    expect(table.rows.map(({ name, layer }) => `${name}: ${layer}`)).toEqual([
      "stem: conv 3×3, 3, padding 1",
      "block: graph",
      "joined: concat of block, stem",
      "rows: flatten",
    ]);
    expect([table.params, table.output]).toEqual([30 + 84 + 6, [90]]);
  });

  test.each<[string, Record<string, ModelNode>, string]>([
    ["no node", {}, "Graph: expected at least one node, got none"],
    [
      "a name with a dot",
      { "a.b": { module: relu(), from: "x" } },
      `Graph: a node's name must be a word of letters and digits other than x, got "a.b"`,
    ],
    [
      "a node called x",
      { x: { module: relu(), from: "x" } },
      `Graph: a node's name must be a word of letters and digits other than x, got "x"`,
    ],
    [
      "a node that reads one after it",
      { a: { module: relu(), from: "b" }, b: { module: relu(), from: "a" } },
      "Graph: node a must read nodes before it, x, got b",
    ],
    [
      "a join of one",
      { a: { sum: ["x"] } },
      `Graph: node a must be a module, or a sum or concat of at least two nodes, got {"sum":["x"]}`,
    ],
    [
      "a node that nobody reads",
      { a: { module: relu(), from: "x" }, b: { module: relu(), from: "x" } },
      "Graph: every node but the last must be read, got no reader of a",
    ],
  ])("refuses %s", (_what, nodes, message) => {
    expect(() => new Graph(nodes)).toThrow(message);
  });

  test("refuses values that do not fit together", () => {
    const graph = (node: ModelNode) =>
      new Graph({
        a: { module: linear({ inputs: 3, outputs: 2 }, new Random(1)), from: "x" },
        y: node,
      });
    expect(() => graph({ sum: ["x", "a"] }).forward(ones([4, 3]))).toThrow(
      "Graph.forward: y: a must have the shape of x, (3), got (2)",
    );
    expect(() => graph({ sum: ["x", "a"] }).describe([3])).toThrow(
      "Graph.y: a must have the shape of x, (3), got (2)",
    );
    const halves = new Graph({
      a: { module: modules.maxPool(), from: "x" },
      y: { concat: ["x", "a"] },
    });
    expect(() => halves.forward(ones([1, 2, 4, 4]))).toThrow(
      "Graph.forward: y: a must end on shape (…, 4, 4), got (2, 2, 2)",
    );
  });
});
