import { ValueError } from "../errors.js";
import { run, within, type Step } from "../step.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { addPrefixed } from "./children.js";
import { chainFacts, describable, numberedNames, sumFacts, type LayerFacts } from "./facts.js";
import { Model } from "./model.js";
import type { Backward, Children, Mode, Module, Named } from "./module.js";

/**
 * A model whose modules follow one another. It is a module itself, so models can be parts of models.
 *
 * @throws ValueError without modules.
 *
 * @example
 * const rng = new Random(1);
 * const model = new Sequential([modules.linear({ inputs: 3, outputs: 5 }, rng), modules.relu()]);
 * model.forward(ones([2, 3])).y.shape; // [2, 5]
 */
export class Sequential extends Model {
  readonly kind = "sequential";
  readonly children: Children;

  constructor(readonly modules: readonly Module[]) {
    super();
    if (modules.length === 0)
      throw new ValueError("Sequential: expected at least one module, got none");
    const names = numberedNames(modules.map(({ kind }) => kind));
    this.children = Object.fromEntries(names.map((name, i) => [name, modules[i]]));
  }

  forward(x: Tensor, mode: Mode = "eval", step: Step = run): { y: Tensor; backward: Backward } {
    const backwards: [string, Backward][] = [];
    let y = x;
    for (const name in this.children) {
      const out = this.children[name].forward(y, mode, within(step, name, y));
      y = out.y;
      backwards.push([name, out.backward]);
    }
    backwards.reverse();
    const backward: Backward = (dY) => {
      let dX = dY;
      const grads: Named = {};
      for (const [name, back] of backwards) {
        const before = back(dX);
        dX = before.dX;
        addPrefixed(grads, name, before.grads);
      }
      return { dX, grads };
    };
    return { y, backward };
  }

  rebuild(parts: Children): Sequential {
    return new Sequential(
      Object.entries(this.children).map(([name, module]) => parts[name] ?? module),
    );
  }

  describe(input: Shape, where = "Sequential"): LayerFacts {
    const layers = Object.entries(this.children).map(([name, module]) => ({
      kind: module.kind,
      describe: describable(name, module),
    }));
    const parts = chainFacts(layers, input, where);
    return sumFacts("path", parts[parts.length - 1].facts.output, parts);
  }
}
