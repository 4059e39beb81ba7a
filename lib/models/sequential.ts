import { ValueError } from "../errors.js";
import { run, within, type Step } from "../step.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { gather, prefixed, scatter, type Children } from "./children.js";
import { chainFacts, numberedNames, sumFacts, type LayerFacts } from "./facts.js";
import type { Backward, Mode, Module, Named } from "./module.js";

/** All that a model knows at one moment. Tensors do not change, so keeping one costs nothing. */
export type Snapshot = { params: Named; buffers: Named };

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
export class Sequential implements Module {
  readonly kind = "sequential";
  private readonly children: Children;

  constructor(readonly modules: readonly Module[]) {
    if (modules.length === 0)
      throw new ValueError("Sequential: expected at least one module, got none");
    const names = numberedNames(modules.map(({ kind }) => kind));
    this.children = Object.fromEntries(names.map((name, i) => [name, modules[i]]));
  }

  /** Every parameter by name, such as `linear1.W`. */
  get params(): Named {
    return gather(this.children, "params");
  }
  set params(params: Named) {
    this.setParams(params);
  }

  /** Every running average by name, such as `batchNorm1.runningMean`. */
  get buffers(): Named {
    return gather(this.children, "buffers");
  }
  set buffers(buffers: Named) {
    scatter("Sequential", this.children, "buffers", buffers);
  }

  /** Puts new parameters in place of those with the same names. */
  setParams(params: Named): void {
    scatter("Sequential", this.children, "params", params);
  }

  /** The parameters and running statistics as they are now. */
  snapshot(): Snapshot {
    return { params: this.params, buffers: this.buffers };
  }

  /** Back to how things were when the snapshot was taken. */
  restore({ params, buffers }: Snapshot): void {
    this.params = params;
    this.buffers = buffers;
  }

  /** The scores of a batch, and the way back to the gradient of every parameter. */
  forward(x: Tensor, mode: Mode = "eval", step: Step = run): { y: Tensor; backward: Backward } {
    const backwards: [string, Backward][] = [];
    let y = x;
    for (const [name, module] of Object.entries(this.children)) {
      const out = module.forward(y, mode, within(step, name, y));
      y = out.y;
      backwards.unshift([name, out.backward]);
    }
    const backward: Backward = (dY) => {
      let dX = dY;
      const grads: Named = {};
      for (const [name, back] of backwards) {
        const before = back(dX);
        dX = before.dX;
        Object.assign(grads, prefixed(name, before.grads));
      }
      return { dX, grads };
    };
    return { y, backward };
  }

  /** The class with the largest score, for each row. */
  predict(x: Tensor): Int32Array {
    return Int32Array.from(this.forward(x).y.argmax(1).data);
  }

  /** Its output's shape, its parameters and its cost for an example of shape `input`; see `summary`. */
  describe(input: Shape, where = ""): LayerFacts {
    const layers = Object.entries(this.children).map(([name, module]) => {
      if (!module.describe)
        throw new ValueError(
          `summary: ${name} must have a method describe(input), got none from this ${module.kind}`,
        );
      return module as Module & Required<Pick<Module, "describe">>;
    });
    const parts = chainFacts(layers, input, where);
    return sumFacts("path", parts[parts.length - 1].facts.output, parts);
  }
}
