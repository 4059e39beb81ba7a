import { DISPLAY, type Displayable, type MimeBundle } from "../display/bundle.js";
import { requireOneOf, ValueError } from "../errors.js";
import { columns } from "../plot/text-table.js";
import { INK } from "../plot/colors.js";
import { shapeText } from "../tensor/shape.js";
import { gradientsByValue, isValue, type TraceData, type TraceEntry } from "./entry.js";
import { readable } from "../plot/formula.js";
import { drawGraph, sizeText } from "./graph-svg.js";

export type ComputationalGraphOptions = {
  /** "forward" (default): the values, each with the gradient that came back to it. "backward": the gradients. */
  pass?: "forward" | "backward";
};

/** An entry of the trace, and the gradient that belongs to it. */
export type ComputationalNode = { entry: TraceEntry; gradient: TraceEntry | undefined };

/**
 * Steps as nodes, and an edge from each value to every step that reads it. Made by `computationalGraph`.
 *
 * @example
 * const graph = computationalGraph(traceLayer(relu, { x: tensor([-1, 2]) }));
 * graph instanceof ComputationalGraph; // true
 */
export class ComputationalGraph implements Displayable {
  /** Not for use outside the library: see `computationalGraph`. */
  constructor(
    readonly title: string,
    readonly nodes: readonly ComputationalNode[],
    readonly edges: readonly (readonly [from: string, to: string])[],
  ) {}

  /** The drawing as a file of its own. */
  toSvg(): string {
    return drawGraph(this, INK);
  }

  /** A line for each node: what it reads, its formula, value and gradient. */
  toString(): string {
    const rows = this.nodes.map(({ entry, gradient }) => [
      entry.reads.length === 0 ? "" : `${entry.reads.join(", ")} →`,
      entry.name,
      entry.formula === "" ? "given" : readable(entry.formula),
      shapeText(entry.value.shape),
      sizeText(entry.value),
      gradient ? `${gradient.name} ${sizeText(gradient.value)}` : "",
    ]);
    const head = ["reads", "step", "formula", "shape", "value", "gradient"];
    return `${this.title}\n${columns([head, ...rows], new Set([0]))}`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    // In the page itself, text takes the page's color, and a long graph is scrolled, not made smaller.
    const drawing = drawGraph(this, "inherit");
    return {
      "text/html": `<div style="overflow-x:auto">${drawing}</div>`,
      "image/svg+xml": this.toSvg(),
      "text/plain": this.toString(),
    };
  }
}

/**
 * The computational graph of a traced layer, as CS231n draws it: an operation in each box, above the line that
 * leaves it its value in green, below the line the gradient of the loss in red. Large tensors are shown as a small
 * heat map with their shape and norm. The edges are those of the trace: which values each step was computed from.
 *
 * What was given and is read by nobody is left out.
 *
 * @throws ValueError if pass is neither "forward" nor "backward", or the trace has no step of it.
 *
 * @example
 * const inputs = { x: tensor([[1, 2]]), W: tensor([[3], [4]]), b: tensor([5]) };
 * const graph = computationalGraph(traceLayer(linear, inputs));
 * display(graph);
 * graph.edges.map((edge) => edge.join("→")).join(); // "x→y,W→y,b→y"
 */
export function computationalGraph(
  { title, entries }: TraceData,
  { pass = "forward" }: ComputationalGraphOptions = {},
): ComputationalGraph {
  requireOneOf("computationalGraph", "pass", pass, ["forward", "backward"]);
  const steps = entries.filter((entry) => entry.pass === pass);
  if (steps.length === 0)
    throw new ValueError(`computationalGraph: expected a trace with ${pass} steps, got none`);
  const read = new Set(steps.flatMap(({ reads }) => reads));
  const shown = entries.filter((entry) => entry.pass === pass || read.has(entry.name));
  const gradients = gradientsByValue(entries);
  const gradientOf = (entry: TraceEntry): TraceEntry | undefined =>
    pass === "forward" && isValue(entry) ? gradients.get(entry.name) : undefined;
  return new ComputationalGraph(
    title,
    // Seen from the way back, values of the way forward are given.
    shown.map((entry) => ({
      entry: entry.pass === pass ? entry : { ...entry, formula: "", reads: [] },
      gradient: gradientOf(entry),
    })),
    steps.flatMap(({ name, reads }) => reads.map((from) => [from, name] as const)),
  );
}
