import { gather, scatter } from "../children.js";
import type { Children, Module } from "../module.js";

/** A module made of others: what it knows is what its children know, under their names. */
export function composite(
  kind: string,
  children: Children,
  own: Pick<Module, "forward" | "describe" | "rebuild">,
): Module {
  return {
    kind,
    children,
    forgets: true,
    get params() {
      return gather(children, "params");
    },
    set params(values) {
      scatter(`modules.${kind}`, children, "params", values);
    },
    get buffers() {
      return gather(children, "buffers");
    },
    set buffers(values) {
      scatter(`modules.${kind}`, children, "buffers", values);
    },
    ...own,
  };
}
