import type { Step } from "../step.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { gather, scatter } from "./children.js";
import type { LayerFacts } from "./facts.js";
import type { Backward, Children, Mode, Module, Named } from "./module.js";

/** All that a model knows at one moment. Tensors do not change, so keeping one costs nothing. */
export type Snapshot = { params: Named; buffers: Named };

/**
 * What models have in common, however their modules are wired: what they know is what their modules know.
 *
 * @example
 * const net = twoLayerNet({ inputs: 4 });
 * const before = net.snapshot();
 * net.setParams({ "linear2.b": ones([10]) });
 * net.restore(before);
 * net.params["linear2.b"].max().item(); // 0
 */
export abstract class Model implements Module {
  abstract readonly kind: string;
  /** The modules it is made of, by the names that their parameters begin with. */
  abstract readonly children: Children;
  readonly forgets = true;

  /** The scores of a batch, and the way back to the gradient of every parameter. */
  abstract forward(x: Tensor, mode?: Mode, step?: Step): { y: Tensor; backward: Backward };

  /** The same model with other parts, by their names; what is not named is shared. */
  abstract rebuild(parts: Children): Model;

  /** Its output's shape, its parameters and its cost for an example of shape `input`; see `summary`. */
  abstract describe(input: Shape, where?: string): LayerFacts;

  /** Every parameter by name, such as `linear1.W`. */
  get params(): Named {
    return gather(this.children, "params");
  }
  set params(params: Named) {
    scatter(this.constructor.name, this.children, "params", params);
  }

  /** Every running average by name, such as `batchNorm1.runningMean`. */
  get buffers(): Named {
    return gather(this.children, "buffers");
  }
  set buffers(buffers: Named) {
    scatter(this.constructor.name, this.children, "buffers", buffers);
  }

  /** Puts new parameters in place of those with the same names. */
  setParams(params: Named): void {
    this.params = params;
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

  /** The class with the largest score, for each row. */
  predict(x: Tensor): Int32Array {
    return Int32Array.from(this.forward(x).y.argmax(1).data);
  }
}
