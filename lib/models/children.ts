import { ShapeError, ValueError } from "../errors.js";
import { sameShape, shapeText } from "../tensor/shape.js";
import type { Children, Named } from "./module.js";

/** What all children know, under names such as `linear1.W`. */
export function gather(children: Children, part: "params" | "buffers"): Named {
  const all: Named = {};
  for (const child in children) addPrefixed(all, child, children[child][part]);
  return all;
}

/**
 * Gives the children new values by name; what is not named stays. Every name and shape is checked before the
 * first is put in place.
 */
export function scatter(
  where: string,
  children: Children,
  part: "params" | "buffers",
  values: Named,
): void {
  const current = gather(children, part);
  for (const name in values) {
    const value = values[name];
    if (!Object.hasOwn(current, name))
      throw new ValueError(
        `${where}: ${part} ${name} is not known, expected one of ${Object.keys(current).join(", ")}`,
      );
    if (!sameShape(value.shape, current[name].shape))
      throw new ShapeError(
        `${where}: ${name} must have shape ${shapeText(current[name].shape)}, got ${shapeText(value.shape)}`,
      );
  }
  for (const child in children) {
    const module = children[child];
    const own: Named = {};
    for (const name in module[part]) {
      const full = `${child}.${name}`;
      own[name] = values[full] ?? current[full];
    }
    module[part] = own;
  }
}

/** Adds what a child knows, or its gradients, to others under its name. */
export function addPrefixed(all: Named, child: string, own: Named): void {
  for (const name in own) all[`${child}.${name}`] = own[name];
}

/** Gradients of a child under its name. */
export function prefixed(child: string, grads: Named): Named {
  const all: Named = {};
  addPrefixed(all, child, grads);
  return all;
}
