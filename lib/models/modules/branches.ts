import { ShapeError, ValueError } from "../../errors.js";
import { run, tex, within } from "../../step.js";
import { concat } from "../../tensor/concat.js";
import { sameShape, shapeText, sizeOf } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { prefixed } from "../children.js";
import { sumFacts, type Describe } from "../facts.js";
import type { Module, Named } from "../module.js";
import { Sequential } from "../sequential.js";
import { composite } from "./composite.js";

const nameOf = (i: number): string => `branch${i + 1}`;

/** Facts of branches side by side, joined along the channels. */
export const branchesFacts =
  (branches: readonly Describe[]): Describe =>
  (input, where = "branches") => {
    const parts = branches.map((describe, i) => ({
      name: nameOf(i),
      facts: describe(input, `${where}.${nameOf(i)}`),
    }));
    const [, ...sides] = parts[0].facts.output;
    for (const { name, facts } of parts)
      if (!sameShape(facts.output.slice(1), sides))
        throw new ShapeError(
          `${where}: ${name} must end on shape (…, ${sides.join(", ")}), got ${shapeText(facts.output)}`,
        );
    const output = [parts.reduce((sum, { facts }) => sum + facts.output[0], 0), ...sides];
    const facts = sumFacts(`${parts.length} branches`, output, parts);
    return { ...facts, activations: facts.activations + sizeOf(output) };
  };

/** Channels `start` up to `end`. */
const channels = (x: Tensor, start: number, end: number): Tensor => {
  const order = x.shape.map((_, axis) => (axis === 0 ? 1 : axis === 1 ? 0 : axis));
  return x
    .permute(...order)
    .slice(start, end)
    .permute(...order);
};

/**
 * Branches that all see the input, their outputs joined along the channels: the inception block (Szegedy et al. 2014,
 * https://arxiv.org/abs/1409.4842) with its 1×1, 3×3, 5×5 and pooling branches.
 *
 * @throws ValueError without branches; ShapeError, in forward, if outputs differ in more than their channels.
 *
 * @example
 * const block = modules.branches([[modules.relu()], [modules.tanh(), modules.relu()]]);
 * block.forward(ones([2, 3, 4, 4]), "eval").y.shape; // [2, 6, 4, 4]
 */
export function branches(paths: readonly (readonly Module[])[]): Module {
  if (paths.length === 0)
    throw new ValueError("modules.branches: expected at least one branch, got none");
  const all = paths.map((path) => new Sequential(path));
  const children = Object.fromEntries(all.map((path, i) => [nameOf(i), path]));
  return composite("branches", children, {
    describe: branchesFacts(all.map((path) => (input, where) => path.describe(input, where))),
    forward(x, mode, step = run) {
      const outs = all.map((path, i) => path.forward(x, mode, within(step, nameOf(i), x)));
      const backward = (dY: Tensor): { dX: Tensor; grads: Named } => {
        const grads: Named = {};
        let start = 0;
        const parts = outs.map(({ y, backward: back }, i) => {
          const part = back(channels(dY, start, start + y.shape[1]));
          start += y.shape[1];
          Object.assign(grads, prefixed(nameOf(i), part.grads));
          return part.dX;
        });
        const dX = step("dX", tex`dx = \sum_b dx_b`, () =>
          parts.reduce((sum, part) => sum.add(part)),
        );
        return { dX, grads };
      };
      const y = step("y", tex`y = [f_1(x), f_2(x), \dots]`, () =>
        concat(
          outs.map((out) => out.y),
          1,
        ),
      );
      return { y, backward };
    },
  });
}
