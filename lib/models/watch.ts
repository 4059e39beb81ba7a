import type { Tensor } from "../tensor/tensor.js";
import type { Model } from "./model.js";
import { changeModel, changeParts, withForward, type Change } from "./parts.js";

/** What a module put out in a forward pass and, once the way back has been gone, the gradient by it. */
export type Watched = {
  /** Where it stands in the model, such as `residual1.main.conv2d1`. */
  name: string;
  /** What it is, such as `relu`. */
  kind: string;
  /** Whether it is made of others that are watched too. */
  block: boolean;
  y: Tensor;
  dY?: Tensor;
};

/**
 * A view of a model that puts down what each of its modules puts out, also those inside blocks and graphs, in the order
 * in which they are done; a block comes after its parts.
 */
export function watch<M extends Model>(model: M): { view: M; seen: Watched[] } {
  const seen: Watched[] = [];
  const watched: Change = (name, module) => {
    const inside = changeParts(module, watched, name);
    return withForward(inside, (x, mode, step) => {
      const { y, backward } = inside.forward(x, mode, step);
      const entry: Watched = { name, kind: module.kind, block: inside !== module, y };
      seen.push(entry);
      return {
        y,
        backward: (dY) => {
          entry.dY = dY;
          return backward(dY);
        },
      };
    });
  };
  return { view: changeModel(model, watched), seen };
}
