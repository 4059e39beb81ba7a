import { requireNumber, ValueError } from "../errors.js";
import { Graph } from "../models/graph.js";
import type { Model } from "../models/model.js";
import type { Module, Named } from "../models/module.js";
import { changeModel, changeParts, partAt, pathsOf, withForward } from "../models/parts.js";

/** Whether a name says this one: as its full name, or as that of a block or layer it is in. */
const covers = (name: string, full: string): boolean =>
  full === name || full.startsWith(`${name}.`);

/**
 * A view of a model in which parts do not learn. It shares its modules with the model: train the view, use either.
 *
 * `names` are names of blocks (`residual1`), of layers (`linear1`, `residual1.main.conv2d1`) or of parameters
 * (`linear1.W`). Frozen parameters get no gradient, so no optimizer, weight decay or penalty moves them: they stay the
 * same to the last bit, and so do the running averages of frozen layers. A layer or block that is frozen as a whole runs
 * in evaluation mode.
 *
 * @throws ValueError if a name is none of the model.
 *
 * @example
 * const before = model.params["linear1.W"];
 * await fit(freeze(model, ["linear1"]), examples, { lr: 0.1, progress: false });
 * model.params["linear1.W"] === before; // true
 */
export function freeze<M extends Model>(model: M, names: readonly string[]): M {
  const known = Object.keys({ ...model.params, ...model.buffers });
  for (const name of names)
    if (!known.some((full) => covers(name, full)))
      throw new ValueError(
        `freeze: ${name} is not known, expected the name or the beginning of one of ${known.join(", ")}`,
      );
  const isFrozen = (full: string): boolean => names.some((name) => covers(name, full));
  const frozen = (path: string, module: Module): Module => {
    const params = Object.keys(module.params);
    const own = (name: string): boolean => isFrozen(`${path}.${name}`);
    if (!params.some(own)) return module;
    const whole = params.every(own);
    return !whole && module.rebuild
      ? changeParts(module, frozen, path)
      : frozenModule(module, own, whole);
  };
  return changeModel(model, frozen);
}

/** A module of which some parameters do not learn, or, if it is the whole, none. */
function frozenModule(module: Module, isFrozen: (name: string) => boolean, whole: boolean): Module {
  const only = (values: Named, keep: (name: string) => boolean): Named =>
    Object.fromEntries(Object.entries(values).filter(([name]) => keep(name)));
  return withForward(module, (x, mode, step) => {
    const held = only(module.buffers, isFrozen);
    const { y, backward } = module.forward(x, whole ? "eval" : mode, step);
    module.buffers = { ...module.buffers, ...held };
    return {
      y,
      backward: (dY) => {
        const { dX, grads } = backward(dY);
        return { dX, grads: only(grads, (name) => !isFrozen(name)) };
      },
    };
  });
}

/**
 * A model with another last layer, for other classes; all layers before it are shared. Of a graph it is the layer whose
 * value is the output.
 *
 * @throws ValueError if the model has one layer only, or is a graph that ends on a sum or concat.
 *
 * @example
 * const head = modules.linear({ inputs: 5, outputs: 3, init: init.he() }, rng);
 * replaceHead(model, head).forward(ones([2, 4])).y.shape; // [2, 3]
 */
export function replaceHead<M extends Model>(model: M, head: Module): M {
  const layers = Object.keys(model.children);
  if (layers.length < 2)
    throw new ValueError("replaceHead: model must have a layer before its head, got one layer");
  const last = model instanceof Graph ? model.output : layers[layers.length - 1];
  if (!layers.includes(last))
    throw new ValueError(
      `replaceHead: model must end on a layer, got the sum or concat ${last} at its end`,
    );
  return changeModel(model, (name, layer) => (name === last ? head : layer));
}

/**
 * A view of a model in which only its end learns: the last `depth` layers that have parameters, counted in the order of
 * `params`, also inside blocks; or all from the layer or block of that name on. 1 trains the head alone, as for little
 * data like the old; more layers for more data, or for data of another kind. See `freeze`.
 *
 * @throws ValueError if depth is no integer from 1 to the number of such layers, or no name of one.
 *
 * @example
 * await fit(fineTune(model, 1), examples, { lr: 0.01, progress: false });
 * const view = fineTune(model, "linear2"); // the same
 */
export function fineTune<M extends Model>(model: M, depth: number | string): M {
  const learning = pathsOf(model).filter((path) => {
    const part = partAt(model, path);
    return part && !part.children && Object.keys(part.params).length > 0;
  });
  if (typeof depth === "string") {
    const first = learning.findIndex((path) => covers(depth, path));
    if (first < 0)
      throw new ValueError(
        `fineTune: depth must be a number, or the name or the beginning of one of ${learning.join(", ")}, got ${depth}`,
      );
    return freeze(model, learning.slice(0, first));
  }
  requireNumber("fineTune", "depth", depth, { min: 1, max: learning.length, integer: true });
  return freeze(model, learning.slice(0, learning.length - depth));
}
