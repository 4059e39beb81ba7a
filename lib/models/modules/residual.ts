import { ShapeError } from "../../errors.js";
import { run, tex, within } from "../../step.js";
import { sameShape, shapeText, sizeOf, type Shape } from "../../tensor/shape.js";
import { prefixed } from "../children.js";
import { describable, sumFacts, type Describe, type NamedFacts } from "../facts.js";
import type { Children, Module } from "../module.js";
import { Sequential } from "../sequential.js";
import { composite } from "./composite.js";

/** Facts of y = main(x) + shortcut(x). */
export const residualFacts =
  (main: Describe, shortcut?: Describe): Describe =>
  (input, where = "modules.residual") => {
    const parts: NamedFacts[] = [{ name: "main", facts: main(input, `${where}.main`) }];
    if (shortcut) parts.push({ name: "shortcut", facts: shortcut(input, `${where}.shortcut`) });
    const { output } = parts[0].facts;
    requireSum(where, output, shortcut ? parts[1].facts.output : input);
    const facts = sumFacts(shortcut ? "residual, projected" : "residual", output, parts);
    return { ...facts, activations: facts.activations + sizeOf(output) };
  };

function requireSum(where: string, main: Shape, shortcut: Shape): void {
  if (!sameShape(main, shortcut))
    throw new ShapeError(
      `${where}: the shortcut must have the shape of the main path, ${shapeText(main)}, got ${shapeText(shortcut)}`,
    );
}

/**
 * A residual block (He et al. 2015, https://arxiv.org/abs/1512.03385): y = main(x) + x, or + shortcut(x) where the
 * shape changes. The gradient always has a way around the main path.
 *
 * @throws ShapeError, in forward, if the two paths end on different shapes.
 *
 * @example
 * const block = modules.residual([modules.relu()]);
 * block.forward(tensor([[-1, 2]]), "eval").y.toArray(); // [[-1, 4]]
 */
export function residual(main: readonly Module[], shortcut?: readonly Module[]): Module {
  return residualOf({
    main: new Sequential(main),
    ...(shortcut && { shortcut: new Sequential(shortcut) }),
  });
}

function residualOf(children: Children & { main: Module; shortcut?: Module }): Module {
  const { main: path, shortcut: around } = children;
  return composite("residual", children, {
    rebuild: (parts) => residualOf({ ...children, ...parts }),
    describe: residualFacts(
      (input, where) => describable("main", path)(input, where),
      around && ((input, where) => describable("shortcut", around)(input, where)),
    ),
    forward(x, mode, step = run) {
      const first = path.forward(x, mode, within(step, "main", x));
      const second = around?.forward(x, mode, within(step, "shortcut", x));
      requireSum("modules.residual", first.y.shape, (second?.y ?? x).shape);
      const formula = second ? tex`y = f(x) + g(x)` : tex`y = f(x) + x`;
      const y = step("y", formula, () => first.y.add(second?.y ?? x));
      return {
        y,
        backward: (dY) => {
          const { dX: before, grads } = first.backward(dY);
          const back = second?.backward(dY);
          const formulaBack = second ? tex`dx = dx_f + dx_g` : tex`dx = dx_f + dy`;
          return {
            dX: step("dX", formulaBack, () => before.add(back?.dX ?? dY)),
            grads: { ...prefixed("main", grads), ...prefixed("shortcut", back?.grads ?? {}) },
          };
        },
      };
    },
  });
}
