import * as dagre from "@dagrejs/dagre";

export type Size = { width: number; height: number };
export type Place = Size & { x: number; y: number };
type XY = { x: number; y: number };

export type Layout = Size & {
  /** Where each node stands, by its middle. */
  places: ReadonlyMap<string, Place>;
  /** The ways of the edges, in their order, from the right end of a node to the left end of another. */
  paths: readonly (readonly XY[])[];
};

/** The part of dagre that is used here: its own declarations leave the type of a graph open. */
type Dagre = {
  graphlib: { Graph: new () => Graph };
  layout: (graph: Graph) => void;
};
type Graph = {
  setGraph(label: Record<string, string | number>): void;
  setDefaultEdgeLabel(label: () => object): void;
  setNode(name: string, size: Size): void;
  setEdge(from: string, to: string): void;
  /** With its size once it is laid out. */
  graph(): Size;
  node(name: string): Place;
  edge(from: string, to: string): { points: XY[] };
};
const { graphlib, layout } = dagre as unknown as Dagre;

/** Places for nodes from left to right, each after all that it reads, with few crossings: by dagre. */
export function layOut(
  sizes: ReadonlyMap<string, Size>,
  edges: readonly (readonly [from: string, to: string])[],
): Layout {
  const graph = new graphlib.Graph();
  graph.setGraph({
    rankdir: "LR",
    nodesep: 18,
    ranksep: 34,
    edgesep: 12,
    marginx: 12,
    marginy: 12,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [name, size] of sizes) graph.setNode(name, { ...size });
  for (const [from, to] of edges) graph.setEdge(from, to);
  layout(graph);
  const places = new Map([...sizes.keys()].map((name) => [name, graph.node(name)]));
  const paths = edges.map(([from, to]) => {
    const [a, b] = [graph.node(from), graph.node(to)];
    const { points } = graph.edge(from, to);
    // Dagre's first and last point lie anywhere on the border.
    const start = { x: a.x + a.width / 2, y: a.y };
    const end = { x: b.x - b.width / 2, y: b.y };
    return [start, ...points.slice(1, -1).filter(({ x }) => x > start.x && x < end.x), end];
  });
  const { width, height } = graph.graph();
  return { width, height, places, paths };
}
