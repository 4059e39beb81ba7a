import { gather, scatter, type Children } from "../children.js";
import type { Module } from "../module.js";

/** A module made of others: what it knows is what its children know, under their names. */
export function composite(
  kind: string,
  children: Children,
  own: Pick<Module, "forward" | "describe">,
): Module {
  return {
    kind,
    get params() {
      return gather(children, "params");
    },
    set params(values) {
      scatter(kind, children, "params", values);
    },
    get buffers() {
      return gather(children, "buffers");
    },
    set buffers(values) {
      scatter(kind, children, "buffers", values);
    },
    ...own,
  };
}
