import type { Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { describable } from "./facts.js";
import type { Model } from "./model.js";
import type { Backward, Children, Mode, Module } from "./module.js";

/** What to put in place of a module, given its path in the model, such as `residual1.main.conv2d1`. */
export type Change = (path: string, module: Module) => Module;

/** The same module with its direct parts changed; a module that is made of none, or cannot be rebuilt, as it is. */
export const changeParts = (module: Module, change: Change, path: string): Module =>
  module.children && module.rebuild
    ? module.rebuild(changed(module.children, change, `${path}.`))
    : module;

/** The same model with its direct parts changed: a Sequential stays one, a Graph too. */
export const changeModel = <M extends Model>(model: M, change: Change): M =>
  model.rebuild(changed(model.children, change, "")) as M;

const changed = (children: Children, change: Change, before: string): Children =>
  Object.fromEntries(
    Object.entries(children).map(([name, part]) => [name, change(before + name, part)]),
  );

/** A module that shares all with another but goes forward in its own way. */
export const withForward = (
  module: Module,
  forward: (x: Tensor, mode: Mode, step?: Step) => { y: Tensor; backward: Backward },
): Module => ({
  kind: module.kind,
  children: module.children,
  describe: module.describe && describable(module.kind, module),
  rebuild: module.rebuild && ((parts) => module.rebuild?.(parts) ?? module),
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
  forward,
});

/** The module at this path. */
export const partAt = (model: Pick<Module, "children">, path: string): Module | undefined =>
  path
    .split(".")
    .reduce<Module | undefined>((inside, name) => inside?.children?.[name], model as Module);

/** Whether a module and all that it is made of keep nothing of what passes through them. */
export const forgetsAll = (module: Partial<Module>): boolean =>
  module.forgets === true && Object.values(module.children ?? {}).every(forgetsAll);

/** The paths of all modules in a model, each before those it is made of. */
export const pathsOf = (module: Pick<Module, "children">, before = ""): string[] =>
  Object.entries(module.children ?? {}).flatMap(([name, part]) => [
    `${before}${name}`,
    ...pathsOf(part, `${before}${name}.`),
  ]);
