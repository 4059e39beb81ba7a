import { ShapeError, ValueError } from "../errors.js";
import { sameShape, shapeText } from "../tensor/shape.js";
import type { Children, Named } from "./module.js";

/** What all children know, under names such as `linear1.W`. */
export function gather(children: Children, part: "params" | "buffers"): Named {
  const all: Named = {};
  for (const [child, module] of Object.entries(children))
    for (const [name, value] of Object.entries(module[part])) all[`${child}.${name}`] = value;
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
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(current, name))
      throw new ValueError(
        `${where}: ${part} ${name} is not known, expected one of ${Object.keys(current).join(", ")}`,
      );
    if (!sameShape(value.shape, current[name].shape))
      throw new ShapeError(
        `${where}: ${name} must have shape ${shapeText(current[name].shape)}, got ${shapeText(value.shape)}`,
      );
  }
  for (const [child, module] of Object.entries(children)) {
    const own = Object.keys(module[part]).map((name) => {
      const full = `${child}.${name}`;
      return [name, values[full] ?? current[full]] as const;
    });
    module[part] = Object.fromEntries(own);
  }
}

/** Gradients of a child under its name. */
export const prefixed = (child: string, grads: Named): Named =>
  Object.fromEntries(Object.entries(grads).map(([name, g]) => [`${child}.${name}`, g]));
