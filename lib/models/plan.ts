import { requireNumber } from "../errors.js";
import type { Initializer } from "../init/initializer.js";
import type { AveragePoolOptions } from "../layers/average-pool.js";
import type { MaxPoolOptions } from "../layers/max-pool.js";
import type { Pair } from "../layers/windows.js";
import type { Random } from "../random.js";
import type { TensorOptions } from "../tensor/create.js";
import type { Shape } from "../tensor/shape.js";
import {
  batchNormFacts,
  chainFacts,
  convFacts,
  describable,
  linearFacts,
  sumFacts,
  type ConvShape,
  type Describe,
} from "./facts.js";
import type { Module } from "./module.js";
import * as modules from "./modules.js";
import { branchesFacts } from "./modules/branches.js";
import { residualFacts } from "./modules/residual.js";

/** What a plan needs to become a module. */
export type BuildContext = {
  rng: Random;
  /** Draws the weights. */
  init: Initializer;
  options: TensorOptions;
};

/** A layer before it has weights: a row in the table of an architecture. */
export interface Plan {
  readonly kind: string;
  readonly describe: Describe;
  /** The module for examples of shape `input`. */
  build(input: Shape, context: BuildContext): Module;
}

/**
 * Modules for plans one after another. `where` begins the message of an error.
 *
 * @throws ShapeError if the layers do not fit together.
 *
 * @example
 * const context = { rng: new Random(1), init: init.he(), options: {} };
 * const [conv] = plan.buildChain([plan.conv(8, 3), plan.relu()], [3, 32, 32], context);
 * conv.params.W.shape; // [8, 3, 3, 3]
 */
export function buildChain(
  plans: readonly Plan[],
  input: Shape,
  context: BuildContext,
  where = "plan.buildChain",
): Module[] {
  const facts = chainFacts(plans, input, where);
  return plans.map((plan, i) => plan.build(i === 0 ? input : facts[i - 1].facts.output, context));
}

/** Facts whose errors name a function of `plan`, unless the layer's place in a net is known. */
const named =
  (name: string, describe: Describe): Describe =>
  (input, where = `plan.${name}`) =>
    describe(input, where);

/**
 * A convolution with `filters` filters of size `kernel`; for its options see `modules.conv2d`.
 *
 * @example
 * plan.conv(8, 3, { padding: 1 }).describe([3, 32, 32]).output; // [8, 32, 32]
 */
export function conv(
  filters: number,
  kernel: Pair,
  options: Omit<ConvShape, "filters" | "kernel"> = {},
): Plan {
  requireNumber("plan.conv", "filters", filters, { min: 1, integer: true });
  const shape = { filters, kernel, ...options };
  return {
    kind: "conv2d",
    describe: named("conv", convFacts(shape)),
    build: ([channels], { rng, init, options: tensors }) =>
      modules.conv2d({ channels, ...shape, init }, rng, tensors),
  };
}

/**
 * One filter of size `kernel` for each channel.
 *
 * @example
 * plan.depthwise(3, { padding: 1 }).describe([16, 8, 8]).output; // [16, 8, 8]
 */
export const depthwise = (
  kernel: Pair,
  options: Omit<ConvShape, "filters" | "kernel" | "groups"> = {},
): Plan => {
  const of = (channels: number): Plan => conv(channels, kernel, { ...options, groups: channels });
  return {
    kind: "conv2d",
    describe: named("depthwise", (input, where) => of(input[0]).describe(input, where)),
    build: (input, context) => of(input[0]).build(input, context),
  };
};

/**
 * A linear layer with `outputs` outputs.
 *
 * @throws ValueError if there is none.
 *
 * @example
 * plan.linear(10).describe([50]).output; // [10]
 */
export function linear(outputs: number): Plan {
  requireNumber("plan.linear", "outputs", outputs, { min: 1, integer: true });
  return {
    kind: "linear",
    describe: named("linear", linearFacts({ outputs })),
    build: (input, { rng, init, options }) =>
      modules.linear({ inputs: input[input.length - 1], outputs, init }, rng, options),
  };
}

/**
 * A batch norm over the channels.
 *
 * @example
 * plan.batchNorm().describe([16, 8, 8]).output; // [16, 8, 8]
 */
export const batchNorm = (): Plan => ({
  kind: "batchNorm",
  describe: named("batchNorm", batchNormFacts),
  build: ([features], { options }) => modules.batchNorm({ features }, options),
});

/** A layer without weights is the same in the plan and in the model. */
const weightless = (name: string, make: () => Module): Plan => {
  const module = make();
  return { kind: module.kind, describe: named(name, describable(name, module)), build: make };
};

/**
 * A ReLU.
 *
 * @example
 * plan.relu().describe([16, 8, 8]).output; // [16, 8, 8]
 */
export const relu = (): Plan => weightless("relu", modules.relu);
/**
 * A ReLU that stops at 6.
 *
 * @example
 * plan.relu6().describe([16, 8, 8]).output; // [16, 8, 8]
 */
export const relu6 = (): Plan => weightless("relu6", modules.relu6);
/**
 * Each example as one row.
 *
 * @example
 * plan.flatten().describe([16, 8, 8]).output; // [1024]
 */
export const flatten = (): Plan => weightless("flatten", modules.flatten);
/**
 * The mean of each channel over all positions.
 *
 * @example
 * plan.globalAveragePool().describe([16, 8, 8]).output; // [16]
 */
export const globalAveragePool = (): Plan =>
  weightless("globalAveragePool", modules.globalAveragePool);

/**
 * Max pooling over windows of size `kernel`.
 *
 * @example
 * plan.maxPool(2).describe([16, 8, 8]).output; // [16, 4, 4]
 */
export const maxPool = (kernel: Pair, options: Omit<MaxPoolOptions, "kernel"> = {}): Plan =>
  weightless("maxPool", () => modules.maxPool({ kernel, ...options }));

/**
 * Average pooling over windows of size `kernel`.
 *
 * @example
 * plan.averagePool(2).describe([16, 8, 8]).output; // [16, 4, 4]
 */
export const averagePool = (kernel: Pair, options: Omit<AveragePoolOptions, "kernel"> = {}): Plan =>
  weightless("averagePool", () => modules.averagePool({ kernel, ...options }));

/**
 * Dropout that drops with probability `p`.
 *
 * @throws ValueError unless p is from 0 to 1.
 *
 * @example
 * plan.dropout(0.5).describe([50]).output; // [50]
 */
export function dropout(p = 0.5): Plan {
  requireNumber("plan.dropout", "p", p, { min: 0, max: 1 });
  return {
    ...weightless("dropout", () => modules.dropout({ p })),
    build: (_input, { rng }) => modules.dropout({ p, seed: rng.word() }),
  };
}

/** Layers one after another, as facts of one. */
const pathFacts =
  (path: readonly Plan[]): Describe =>
  (input, where = "plan") => {
    const parts = chainFacts(path, input, where);
    return sumFacts("path", parts.length ? parts[parts.length - 1].facts.output : input, parts);
  };

/**
 * main(x) + x, or + shortcut(x) where the shape changes.
 *
 * @example
 * plan.residual([plan.conv(16, 3, { padding: 1 })]).describe([16, 8, 8]).output; // [16, 8, 8]
 */
export const residual = (main: readonly Plan[], shortcut?: readonly Plan[]): Plan => ({
  kind: "residual",
  describe: named("residual", residualFacts(pathFacts(main), shortcut && pathFacts(shortcut))),
  build: (input, context) =>
    modules.residual(
      buildChain(main, input, context),
      shortcut && buildChain(shortcut, input, context),
    ),
});

/**
 * Paths that all see the input, their outputs joined along the channels.
 *
 * @example
 * plan.branches([[plan.conv(8, 1)], [plan.maxPool(1)]]).describe([16, 8, 8]).output; // [24, 8, 8]
 */
export const branches = (paths: readonly (readonly Plan[])[]): Plan => ({
  kind: "branches",
  describe: named("branches", branchesFacts(paths.map(pathFacts))),
  build: (input, context) =>
    modules.branches(paths.map((path) => buildChain(path, input, context))),
});
