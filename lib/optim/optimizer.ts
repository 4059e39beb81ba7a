import type { Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";

/** A rule that moves a parameter against its gradient. The state is what it remembers of the way so far. */
export interface Optimizer<State, Options extends { lr?: number }> {
  /** The state before the first update of a parameter `theta`. */
  init(theta: Tensor, options?: Options): State;
  /** One update; theta and the gradient g have the same shape. Nothing passed in is changed. */
  update(
    theta: Tensor,
    g: Tensor,
    state: State,
    options?: Options,
    step?: Step,
  ): { theta: Tensor; state: State };
}
