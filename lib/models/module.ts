import type { Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Describe } from "./facts.js";

/** Training uses batch statistics and random masks; evaluation does not. */
export type Mode = "train" | "eval";

/** Tensors by name, such as { W, b }. */
export type Named = Record<string, Tensor>;

/** The way back through a forward pass that was made: from dL/dy to the gradients before it. */
export type Backward = (dY: Tensor) => { dX: Tensor; grads: Named };

/** The modules inside another, by name. */
export type Children = Readonly<Record<string, Module>>;

/**
 * A layer with what it has learned. The layers themselves are pure functions; parameters, running statistics
 * and the like live here.
 */
export interface Module {
  /** What it is, for names such as `linear1.W`. */
  readonly kind: string;
  /** What is learned. Updates put new tensors in place of old ones. */
  params: Named;
  /** What is remembered but not learned, such as running averages. */
  buffers: Named;
  /**
   * The output, and the way back. `step` says what evaluating an equation means, on both ways; `run`, which only
   * computes, by default. A module of your own may leave it out: its inside is then not seen in a trace.
   */
  forward(x: Tensor, mode: Mode, step?: Step): { y: Tensor; backward: Backward };
  /** The modules it is made of, by the names that their parameters begin with; none in a layer. */
  readonly children?: Children;
  /**
   * The same made of other parts, by their names; what is not named stays. A module of your own with children may leave
   * it out: it is then frozen and watched as one layer.
   */
  rebuild?(parts: Children): Module;
  /**
   * Whether it keeps nothing of what passes through it but params and buffers: the trainer then lets go of everything
   * else at the end of a step. A module of your own may leave it out: its tensors stay as long as anybody holds them.
   */
  readonly forgets?: true;
  /** Its output's shape, its parameters and its cost, for `summary`; a module of your own may leave it out. */
  readonly describe?: Describe;
}
