import { visit } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Mode, Module } from "./module.js";

/** A module that is made of no others, where it stands in a model, and the input it gets there. */
export type Leaf = { name: string; module: Module; x: Tensor };

/** The module at this path, such as `residual1.main.conv2d1`. */
const at = (model: Pick<Module, "children">, path: string): Module | undefined =>
  path
    .split(".")
    .reduce<Module | undefined>((inside, name) => inside?.children?.[name], model as Module);

/**
 * Every module inside a model that is made of no others, in the order in which a forward pass comes to them. The pass
 * moves running averages as any other does.
 */
export function leavesOf(
  model: Pick<Module, "children" | "forward">,
  x: Tensor,
  mode: Mode,
): Leaf[] {
  const leaves: Leaf[] = [];
  const tell = (name: string, input: Tensor): void => {
    const module = at(model, name);
    if (module && !module.children) leaves.push({ name, module, x: input });
  };
  model.forward(x, mode, visit(tell));
  return leaves;
}
