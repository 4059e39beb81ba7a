import { ShapeError, ValueError } from "../errors.js";
import { sameShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Backward, Mode, Module, Named } from "./module.js";

/** All that a model knows at one moment. Tensors do not change, so keeping one costs nothing. */
export type Snapshot = { params: Named; buffers: Named };

/**
 * A model whose modules follow one another.
 *
 * @throws ValueError without modules.
 *
 * @example
 * const rng = new Random(1);
 * const model = new Sequential([modules.linear({ inputs: 3, outputs: 5 }, rng), modules.relu()]);
 * model.forward(ones([2, 3])).y.shape; // [2, 5]
 */
export class Sequential {
  private readonly names: readonly string[];

  constructor(readonly modules: readonly Module[]) {
    if (modules.length === 0)
      throw new ValueError("Sequential: expected at least one module, got none");
    const seen = new Map<string, number>();
    this.names = modules.map(({ kind }) => {
      const count = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, count);
      return `${kind}${count}`;
    });
  }

  /** Every parameter by name, such as `linear1.W`. */
  get params(): Named {
    return this.gather((module) => module.params);
  }

  /** Puts new parameters in place of those with the same names. */
  setParams(params: Named): void {
    this.scatter("params", params);
  }

  /** The parameters and running statistics as they are now. */
  snapshot(): Snapshot {
    return { params: this.params, buffers: this.gather((module) => module.buffers) };
  }

  /** Back to how things were when the snapshot was taken. */
  restore({ params, buffers }: Snapshot): void {
    this.scatter("params", params);
    this.scatter("buffers", buffers);
  }

  /** The scores of a batch, and the way back to the gradient of every parameter. */
  forward(x: Tensor, mode: Mode = "eval"): { y: Tensor; backward: Backward } {
    const backwards: Backward[] = [];
    let y = x;
    for (const module of this.modules) {
      const out = module.forward(y, mode);
      y = out.y;
      backwards.push(out.backward);
    }
    const backward: Backward = (dY) => {
      let dX = dY;
      const grads: Named = {};
      for (let i = backwards.length - 1; i >= 0; i--) {
        const back = backwards[i](dX);
        dX = back.dX;
        for (const [name, g] of Object.entries(back.grads)) grads[`${this.names[i]}.${name}`] = g;
      }
      return { dX, grads };
    };
    return { y, backward };
  }

  /** The class with the largest score, for each row. */
  predict(x: Tensor): Int32Array {
    return Int32Array.from(this.forward(x).y.argmax(1).data);
  }

  private gather(part: (module: Module) => Named): Named {
    const all: Named = {};
    this.modules.forEach((module, i) => {
      for (const [name, value] of Object.entries(part(module)))
        all[`${this.names[i]}.${name}`] = value;
    });
    return all;
  }

  /** Checks every name and shape before the first is put in place. */
  private scatter(part: "params" | "buffers", values: Named): void {
    const current = this.gather((module) => module[part]);
    for (const [name, value] of Object.entries(values)) {
      if (!(name in current))
        throw new ValueError(
          `Sequential: ${part} ${name} is not known, expected one of ${Object.keys(current).join(", ")}`,
        );
      if (!sameShape(value.shape, current[name].shape))
        throw new ShapeError(
          `Sequential: ${name} must have shape ${shapeText(current[name].shape)}, got ${shapeText(value.shape)}`,
        );
    }
    this.modules.forEach((module, i) => {
      const own = Object.keys(module[part]).map((name) => {
        const full = `${this.names[i]}.${name}`;
        return [name, values[full] ?? current[full]] as const;
      });
      module[part] = Object.fromEntries(own);
    });
  }
}
