import { requireNumber, ValueError } from "../errors.js";
import type { Mode, Module, Named } from "../models/module.js";
import { Sequential } from "../models/sequential.js";
import type { Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { modulesOf } from "./modules-of.js";

/**
 * A view of a model in which parts do not learn. It shares its modules with the model: train the view, use either.
 *
 * `names` are names of layers (`linear1`) or of parameters (`linear1.W`). Frozen parameters get no gradient, so no
 * optimizer, weight decay or penalty moves them: they stay the same to the last bit, and so do the running averages of
 * frozen layers. A layer of the model that is frozen as a whole runs in evaluation mode.
 *
 * @throws ValueError if a name is none of the model.
 *
 * @example
 * const before = model.params["linear1.W"];
 * await fit(freeze(model, ["linear1"]), examples, { lr: 0.1, progress: false });
 * model.params["linear1.W"] === before; // true
 */
export function freeze(model: Sequential, names: readonly string[]): Sequential {
  const known = Object.keys({ ...model.params, ...model.buffers });
  for (const name of names)
    if (!known.some((full) => covers(name, full)))
      throw new ValueError(
        `freeze: ${name} is not known, expected the name or the beginning of one of ${known.join(", ")}`,
      );
  const isFrozen = (full: string): boolean => names.some((name) => covers(name, full));
  return new Sequential(
    modulesOf(model).map(([layer, module]) => {
      const params = Object.keys(module.params);
      const own = (name: string): boolean => isFrozen(`${layer}.${name}`);
      if (!params.some(own)) return module;
      return frozenModule(module, own, params.every(own));
    }),
  );
}

/** Whether a name says this parameter: by its full name, or by that of a layer it is in. */
const covers = (name: string, full: string): boolean =>
  full === name || full.startsWith(`${name}.`);

function frozenModule(module: Module, isFrozen: (name: string) => boolean, whole: boolean): Module {
  const only = (values: Named, keep: (name: string) => boolean): Named =>
    Object.fromEntries(Object.entries(values).filter(([name]) => keep(name)));
  return {
    kind: module.kind,
    children: module.children,
    describe: module.describe,
    get params() {
      return module.params;
    },
    set params(params) {
      module.params = params;
    },
    get buffers() {
      return module.buffers;
    },
    set buffers(buffers) {
      module.buffers = buffers;
    },
    forward(x: Tensor, mode: Mode, step?: Step) {
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
    },
  };
}

/**
 * A model with another last layer, for other classes; all layers before it are shared.
 *
 * @throws ValueError if the model has one layer only.
 *
 * @example
 * const head = modules.linear({ inputs: 5, outputs: 3, init: init.he() }, rng);
 * replaceHead(model, head).forward(ones([2, 4])).y.shape; // [2, 3]
 */
export function replaceHead(model: Sequential, head: Module): Sequential {
  const body = model.modules.slice(0, -1);
  if (body.length === 0)
    throw new ValueError("replaceHead: model must have a layer before its head, got one layer");
  return new Sequential([...body, head]);
}

/**
 * A view of a model in which only the last `depth` layers that have parameters learn: 1 trains the head alone, as
 * for little data like the old; more layers for more data, or for data of another kind. See `freeze`.
 *
 * @throws ValueError if depth is no integer from 1 to the number of such layers.
 *
 * @example
 * const view = fineTune(model, 1);
 * await fit(view, examples, { lr: 0.01, progress: false });
 */
export function fineTune(model: Sequential, depth: number): Sequential {
  const learning = modulesOf(model)
    .filter(([, { params }]) => Object.keys(params).length > 0)
    .map(([name]) => name);
  requireNumber("fineTune", "depth", depth, { min: 1, max: learning.length, integer: true });
  return freeze(model, learning.slice(0, learning.length - depth));
}
