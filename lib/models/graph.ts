import { ValueError } from "../errors.js";
import { run, tex, within, type Step } from "../step.js";
import { sizeOf, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { addPrefixed } from "./children.js";
import { describable, sumFacts, type LayerFacts, type NamedFacts } from "./facts.js";
import * as join from "./join.js";
import { Model } from "./model.js";
import type { Backward, Children, Mode, Module, Named } from "./module.js";

/**
 * What a node of a graph does with the nodes before it: a module works on one of them, a sum adds up two or more of one
 * shape, a concat joins two or more along the channels. The graph's input is called x.
 */
export type ModelNode =
  { module: Module; from: string } | { sum: readonly string[] } | { concat: readonly string[] };

/** A node with what it reads, and what it does. */
type Wired = { name: string; reads: readonly string[] } & (
  { module: Module } | { join: join.Join; module?: undefined }
);

const INPUT = "x";
const NAME = /^[A-Za-z]\w*$/;

/**
 * A model whose modules are wired as one likes, without circles: each node reads nodes before it, any number of nodes
 * may read the same one, and the last node is the output. On the way back the gradients of all who read a node are
 * added up. It is a module itself, so graphs can be parts of models.
 *
 * @throws ValueError without nodes, or if a name is no word, is x, is that of no node before, or is never read;
 * ShapeError, in forward, if the values of a join do not fit together.
 *
 * @example
 * // a and x are each read twice: their gradients are sums.
 * const net = new Graph({
 *   a: { module: modules.linear({ inputs: 3, outputs: 3 }, new Random(1)), from: "x" },
 *   b: { module: modules.relu(), from: "a" },
 *   res: { sum: ["b", "x"] },
 *   y: { concat: ["res", "a"] },
 * });
 * net.forward(ones([2, 3])).y.shape; // [2, 6]
 */
export class Graph extends Model {
  readonly kind = "graph";
  readonly children: Children;
  private readonly wired: readonly Wired[];

  constructor(readonly nodes: Readonly<Record<string, ModelNode>>) {
    super();
    this.wired = Object.entries(nodes).map(([name, node]) => wire(name, node));
    requireOrder(this.wired);
    this.children = Object.fromEntries(
      this.wired.flatMap(({ name, module }) => (module ? [[name, module]] : [])),
    );
  }

  /** The name of the node whose value is the output. */
  get output(): string {
    return this.wired[this.wired.length - 1].name;
  }

  forward(x: Tensor, mode: Mode = "eval", step: Step = run): { y: Tensor; backward: Backward } {
    const values = new Map([[INPUT, x]]);
    const backwards = new Map<string, Backward>();
    const valuesOf = (names: readonly string[]): Tensor[] =>
      names.map((name) => values.get(name) ?? x);
    for (const node of this.wired) {
      const { name, reads } = node;
      const inputs = valuesOf(reads);
      if (node.module) {
        const out = node.module.forward(inputs[0], mode, within(step, name, inputs[0]));
        values.set(name, out.y);
        backwards.set(name, out.backward);
      } else {
        const { join } = node;
        const examples = inputs.map(({ shape }) => shape.slice(1));
        join.output(`Graph.forward: ${name}`, reads, examples);
        const formula = tex`\text{${name}} = ${join.formula(reads)}`;
        values.set(
          name,
          step(name, formula, () => join.forward(inputs)),
        );
      }
    }

    const backward: Backward = (dY) => {
      /** Of each value, the gradients from all who read it. */
      const shares = new Map<string, Tensor[]>([[this.output, [dY]]]);
      const give = (name: string, share: Tensor): void => {
        shares.set(name, [...(shares.get(name) ?? []), share]);
      };
      const gradientOf = (name: string): Tensor => {
        const [first, ...rest] = shares.get(name) ?? [];
        if (rest.length === 0) return first;
        const formula = tex`d\text{${name}} = \sum \text{gradients from all who read ${name}}`;
        return step(`d${name.charAt(0).toUpperCase()}${name.slice(1)}`, formula, () =>
          rest.reduce((sum, share) => sum.add(share), first),
        );
      };
      const grads: Named = {};
      for (const node of [...this.wired].reverse()) {
        const { name, reads } = node;
        const d = gradientOf(name);
        const back = backwards.get(name);
        if (back) {
          const before = back(d);
          addPrefixed(grads, name, before.grads);
          give(reads[0], before.dX);
        } else if (!node.module) {
          const shapes = valuesOf(reads).map(({ shape }) => shape);
          node.join.backward(d, shapes).forEach((share, i) => {
            give(reads[i], share);
          });
        }
      }
      return { dX: gradientOf(INPUT), grads };
    };
    return { y: values.get(this.output) ?? x, backward };
  }

  rebuild(parts: Children): Graph {
    const nodes = Object.entries(this.nodes).map(([name, node]) =>
      "module" in node ? [name, { ...node, module: parts[name] ?? node.module }] : [name, node],
    );
    return new Graph(Object.fromEntries(nodes) as Record<string, ModelNode>);
  }

  describe(input: Shape, where = "Graph"): LayerFacts {
    const shapes = new Map([[INPUT, input]]);
    const parts = this.wired.map((node): NamedFacts => {
      const { name, reads } = node;
      const inputs = reads.map((from) => shapes.get(from) ?? input);
      const inside = `${where}.${name}`;
      const facts = node.module
        ? describable(name, node.module)(inputs[0], inside)
        : joinFacts(node.join, reads, node.join.output(inside, reads, inputs));
      shapes.set(name, facts.output);
      return { name, facts };
    });
    return sumFacts("graph", parts[parts.length - 1].facts.output, parts);
  }
}

const joinFacts = (of: join.Join, reads: readonly string[], output: Shape): LayerFacts => ({
  label: `${of === join.sum ? "sum" : "concat"} of ${reads.join(", ")}`,
  output,
  params: {},
  macs: 0,
  activations: sizeOf(output),
});

/** A node as it is written, made plain. */
function wire(name: string, node: ModelNode): Wired {
  if (!NAME.test(name) || name === INPUT)
    throw new ValueError(
      `Graph: a node's name must be a word of letters and digits other than x, got ${JSON.stringify(name)}`,
    );
  if ("module" in node) return { name, reads: [node.from], module: node.module };
  const [of, reads] = "sum" in node ? [join.sum, node.sum] : [join.channels, node.concat];
  if (!Array.isArray(reads) || reads.length < 2)
    throw new ValueError(
      `Graph: node ${name} must be a module, or a sum or concat of at least two nodes, got ${JSON.stringify(node)}`,
    );
  return { name, reads, join: of };
}

/** Throws unless each node reads nodes before it, and each but the last is read. */
function requireOrder(wired: readonly Wired[]): void {
  if (wired.length === 0) throw new ValueError("Graph: expected at least one node, got none");
  const known = [INPUT];
  for (const { name, reads } of wired) {
    for (const from of reads)
      if (!known.includes(from))
        throw new ValueError(
          `Graph: node ${name} must read nodes before it, ${known.join(", ")}, got ${from}`,
        );
    known.push(name);
  }
  const read = new Set(wired.flatMap(({ reads }) => reads));
  const idle = known.slice(0, -1).find((name) => !read.has(name));
  if (idle !== undefined)
    throw new ValueError(`Graph: every node but the last must be read, got no reader of ${idle}`);
}
