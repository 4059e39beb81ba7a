import { ValueError } from "../../errors.js";
import { run, tex, within } from "../../step.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { addPrefixed } from "../children.js";
import { describable, sumFacts, type Describe } from "../facts.js";
import { channels } from "../join.js";
import type { Children, Module, Named } from "../module.js";
import { Sequential } from "../sequential.js";
import { composite } from "./composite.js";

const nameOf = (i: number): string => `branch${i + 1}`;

/** Facts of branches side by side, joined along the channels. */
export const branchesFacts =
  (branches: readonly Describe[]): Describe =>
  (input, where = "modules.branches") => {
    const parts = branches.map((describe, i) => ({
      name: nameOf(i),
      facts: describe(input, `${where}.${nameOf(i)}`),
    }));
    const names = parts.map(({ name }) => name);
    const output = channels.output(
      where,
      names,
      parts.map(({ facts }) => facts.output),
    );
    const facts = sumFacts(`${parts.length} branches`, output, parts);
    return { ...facts, activations: facts.activations + sizeOf(output) };
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
  return branchesOf(Object.fromEntries(paths.map((path, i) => [nameOf(i), new Sequential(path)])));
}

function branchesOf(children: Children): Module {
  const all = Object.values(children);
  return composite("branches", children, {
    rebuild: (parts) => branchesOf({ ...children, ...parts }),
    describe: branchesFacts(
      all.map((path, i) => (input, where) => describable(nameOf(i), path)(input, where)),
    ),
    forward(x, mode, step = run) {
      const outs = all.map((path, i) => path.forward(x, mode, within(step, nameOf(i), x)));
      const backward = (dY: Tensor): { dX: Tensor; grads: Named } => {
        const grads: Named = {};
        const shares = channels.backward(
          dY,
          outs.map(({ y }) => y.shape),
        );
        const parts = outs.map((out, i) => {
          const part = out.backward(shares[i]);
          addPrefixed(grads, nameOf(i), part.grads);
          return part.dX;
        });
        const dX = step("dX", tex`dx = \sum_b dx_b`, () =>
          parts.reduce((sum, part) => sum.add(part)),
        );
        return { dX, grads };
      };
      const y = step("y", tex`y = [f_1(x), f_2(x), \dots]`, () =>
        channels.forward(outs.map((out) => out.y)),
      );
      return { y, backward };
    },
  });
}
