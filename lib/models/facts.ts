import { ShapeError, ValueError } from "../errors.js";
import {
  convOutputSize,
  pairOf,
  type Pair,
  type PoolOptions,
  type WindowOptions,
} from "../layers/windows.js";
import { shapeText, sizeOf, type Shape } from "../tensor/shape.js";

/** What can be said of a layer from the shape of its input alone; numbers are for one example. */
export type LayerFacts = {
  /** The layer in a few words: `conv 3×3, 64, stride 2`. */
  label: string;
  /** The shape that comes out, without the batch axis. */
  output: Shape;
  /** What is learned: names and shapes. */
  params: Readonly<Record<string, Shape>>;
  /** Multiply-adds of one forward pass: those of convolutions and linear layers, all others are few. */
  macs: number;
  /** How many new numbers a forward pass makes. */
  activations: number;
  /** What a block is made of. */
  parts?: readonly NamedFacts[];
};
export type NamedFacts = { name: string; facts: LayerFacts };

/** `input` is the shape of one example; `where` begins the message of an error. */
export type Describe = (input: Shape, where?: string) => LayerFacts;

/** What a module, called `name`, says of itself; a module of one's own need not. */
export function describable(name: string, module: { kind: string; describe?: Describe }): Describe {
  if (!module.describe)
    throw new ValueError(
      `summary: ${name} must have a method describe(input), got none from this ${module.kind}`,
    );
  return (input, where) => (module as { describe: Describe }).describe(input, where);
}

export const paramCount = ({ params }: LayerFacts): number =>
  Object.values(params).reduce((sum, shape) => sum + sizeOf(shape), 0);

const pairText = ([a, b]: readonly [number, number]): string => (a === b ? `${a}` : `${a}×${b}`);

/** `, stride 2, padding 1`: only what is not the default. */
function windowText(
  { stride = 1, padding = 0, dilation = 1 }: WindowOptions,
  usual: Pair = 1,
): string {
  const parts: string[] = [];
  const add = (name: string, value: Pair, otherwise: Pair): void => {
    const text = pairText(pairOf("label", name, value, 0));
    if (text !== pairText(pairOf("label", name, otherwise, 0))) parts.push(`, ${name} ${text}`);
  };
  add("stride", stride, usual);
  add("padding", padding, 0);
  add("dilation", dilation, 1);
  return parts.join("");
}

function imageShape(where: string, input: Shape): [number, number, number] {
  if (input.length !== 3)
    throw new ShapeError(`${where}: expected images (C, H, W), got ${shapeText(input)}`);
  return [input[0], input[1], input[2]];
}

/** How many windows there are along both axes. */
function outputSides(
  where: string,
  sides: readonly [number, number],
  kernel: Pair,
  { stride = 1, padding = 0, dilation = 1, ceil }: WindowOptions & { ceil?: boolean },
): [number, number] {
  const all = Object.entries({ kernel, stride, padding, dilation }).map(
    ([name, value]) => [name, pairOf(where, name, value, name === "padding" ? 0 : 1)] as const,
  );
  const along = (i: 0 | 1): number => {
    const options = Object.fromEntries(all.map(([name, pair]) => [name, pair[i]]));
    return convOutputSize(sides[i], { kernel: 1, ...options, ceil }, where);
  };
  return [along(0), along(1)];
}

export type ConvShape = WindowOptions & {
  /** How many filters: the channels of the output. */
  filters: number;
  /** The size of a filter. */
  kernel: Pair;
  /** Groups of channels that do not see each other; 1 by default. */
  groups?: number;
  /** Whether each filter has a bias; true by default. */
  bias?: boolean;
};

/** Parameters (F²·D₁/groups + 1)·D₂; multiply-adds F²·D₁/groups·D₂·H₂·W₂. */
export const convFacts =
  ({ filters, kernel, groups = 1, bias = true, ...window }: ConvShape): Describe =>
  (input, where = "modules.conv2d") => {
    const [C, H, W] = imageShape(where, input);
    const [kH, kW] = pairOf(where, "kernel", kernel, 1);
    if (C % groups !== 0 || filters % groups !== 0)
      throw new ShapeError(
        `${where}: groups must divide the ${C} channels and the ${filters} filters, got ${groups}`,
      );
    const output = [filters, ...outputSides(where, [H, W], kernel, window)];
    const shape = [filters, C / groups, kH, kW];
    const groupText = groups === 1 ? "" : groups === C ? ", depthwise" : `, ${groups} groups`;
    return {
      label: `conv ${kH}×${kW}, ${filters}${windowText(window)}${groupText}`,
      output,
      params: { W: shape, ...(bias && { b: [filters] }) },
      macs: (sizeOf(shape) / filters) * sizeOf(output),
      activations: sizeOf(output),
    };
  };

export const linearFacts =
  ({ outputs, bias = true }: { outputs: number; bias?: boolean }): Describe =>
  (input, where = "modules.linear") => {
    if (input.length === 0)
      throw new ShapeError(`${where}: expected (…, D), got ${shapeText(input)}`);
    const D = input[input.length - 1];
    const output = [...input.slice(0, -1), outputs];
    const W = [D, outputs];
    return {
      label: `linear ${outputs}`,
      output,
      params: { W, ...(bias && { b: [outputs] }) },
      macs: sizeOf(output) * D,
      activations: sizeOf(output),
    };
  };

/** A layer that keeps the shape; `params` gives what it learns. */
export const samePlaceFacts =
  (label: string, params: (input: Shape) => Record<string, Shape> = () => ({})): Describe =>
  (input) => ({
    label,
    output: input,
    params: params(input),
    macs: 0,
    activations: sizeOf(input),
  });

export const batchNormFacts: Describe = samePlaceFacts("batch norm", ([features]) => ({
  gamma: [features],
  beta: [features],
}));

export const poolFacts =
  (name: "max pool" | "average pool", options: PoolOptions): Describe =>
  (input, where = name === "max pool" ? "modules.maxPool" : "modules.averagePool") => {
    const { kernel = 2, stride = kernel, ...rest } = options;
    const [C, H, W] = imageShape(where, input);
    const output = [C, ...outputSides(where, [H, W], kernel, { ...rest, stride })];
    const size = pairOf(where, "kernel", kernel, 1);
    const label = `${name} ${size.join("×")}${windowText({ ...rest, stride }, kernel)}`;
    return { label, output, params: {}, macs: 0, activations: sizeOf(output) };
  };

export const globalAveragePoolFacts: Describe = (input, where = "modules.globalAveragePool") => {
  const [C] = imageShape(where, input);
  return { label: "global average pool", output: [C], params: {}, macs: 0, activations: C };
};

/** The same numbers in another shape: nothing new is made. */
export const flattenFacts: Describe = (input) => ({
  label: "flatten",
  output: [sizeOf(input)],
  params: {},
  macs: 0,
  activations: 0,
});

/** Names for things by their kind: conv2d1, relu1, conv2d2, … */
export function numberedNames(kinds: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return kinds.map((kind) => {
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return `${kind}${count}`;
  });
}

/** Layers one after another, each with its name. */
export function chainFacts(
  layers: readonly { kind: string; describe: Describe }[],
  input: Shape,
  where: string,
): NamedFacts[] {
  const names = numberedNames(layers.map(({ kind }) => kind));
  let shape = input;
  return layers.map((layer, i) => {
    const facts = layer.describe(shape, `${where}.${names[i]}`);
    shape = facts.output;
    return { name: names[i], facts };
  });
}

/** What parts say together: parameters by their full names, and sums. */
export function sumFacts(label: string, output: Shape, parts: readonly NamedFacts[]): LayerFacts {
  const params: Record<string, Shape> = {};
  for (const { name, facts } of parts)
    for (const [key, shape] of Object.entries(facts.params)) params[`${name}.${key}`] = shape;
  return {
    label,
    output,
    params,
    macs: parts.reduce((sum, { facts }) => sum + facts.macs, 0),
    activations: parts.reduce((sum, { facts }) => sum + facts.activations, 0),
    parts,
  };
}
