import { ShapeError } from "../errors.js";
import { tex } from "../step.js";
import { concat } from "../tensor/concat.js";
import { sameShape, shapeText, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** How several values become one, and how its gradient is shared among them. */
export type Join = {
  formula(names: readonly string[]): string;
  forward(values: readonly Tensor[]): Tensor;
  backward(dY: Tensor, shapes: readonly Shape[]): Tensor[];
  /** The shape of the result for examples of these shapes, without the batch axis; throws if they do not fit. */
  output(where: string, names: readonly string[], shapes: readonly Shape[]): Shape;
};

const text = (name: string): string => tex`\text{${name}}`;

/** Values of one shape, added up; each gets the whole gradient. */
export const sum: Join = {
  formula: (names) => names.map(text).join(" + "),
  forward: (values) => values.reduce((total, value) => total.add(value)),
  backward: (dY, shapes) => shapes.map(() => dY),
  output: (where, names, shapes) => {
    shapes.forEach((shape, i) => {
      if (!sameShape(shape, shapes[0]))
        throw new ShapeError(
          `${where}: ${names[i]} must have the shape of ${names[0]}, ${shapeText(shapes[0])}, got ${shapeText(shape)}`,
        );
    });
    return shapes[0];
  },
};

/** Values joined along the channels, axis 1; each gets its own part of the gradient. */
export const channels: Join = {
  formula: (names) => `[${names.map(text).join(", ")}]`,
  forward: (values) => concat(values, 1),
  backward: (dY, shapes) => {
    let start = 0;
    return shapes.map(([, count]) => channelsOf(dY, start, (start += count)));
  },
  output: (where, names, shapes) => {
    const [, ...sides] = shapes[0];
    shapes.forEach((shape, i) => {
      if (shape.length === 0 || !sameShape(shape.slice(1), sides))
        throw new ShapeError(
          `${where}: ${names[i]} must end on shape ${shapeText(["…", ...sides])}, got ${shapeText(shape)}`,
        );
    });
    return [shapes.reduce((total, [count]) => total + count, 0), ...sides];
  },
};

/** Channels `start` up to `end`. */
function channelsOf(x: Tensor, start: number, end: number): Tensor {
  const order = x.shape.map((_, axis) => (axis === 0 ? 1 : axis === 1 ? 0 : axis));
  return x
    .permute(...order)
    .slice(start, end)
    .permute(...order);
}
