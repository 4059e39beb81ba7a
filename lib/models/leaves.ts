import { visit } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Mode, Module } from "./module.js";
import { partAt } from "./parts.js";

/** A module that is made of no others, where it stands in a model, and the input it gets there. */
export type Leaf = { name: string; module: Module; x: Tensor };

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
    const module = partAt(model, name);
    if (module && !module.children) leaves.push({ name, module, x: input });
  };
  model.forward(x, mode, visit(tell));
  return leaves;
}
