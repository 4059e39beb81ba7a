import { defaultBackend } from "../backend/choice.js";
import { requireNumber, requireOneOf, ValueError } from "../errors.js";
import { Random, requireSeed } from "../random.js";
import { fromData, type TensorOptions } from "../tensor/create.js";
import { requireShape, sizeOf, stridesOf, type Shape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";

/** Which mask to draw: the same seed and counter always give the same one. */
export type Draw = {
  /** An integer from 0 to 2⁵³ − 1. */
  seed: number;
  /** Which mask of this seed, an integer from 0 to 2³² − 1; 0 by default. Raise it with every use. */
  counter?: number;
};

/**
 * Where the noise is made up for. "inverted" (default): what is kept is divided by 1 − p in training, and at test
 * time nothing happens. "vanilla", as the lecture begins: nothing in training, times 1 − p at test time.
 */
export type DropForm = "inverted" | "vanilla";

export type DropEvalOptions = {
  /** The probability to DROP, from 0 to 1. The lecture's p is the probability to keep, 1 minus this. */
  p: number;
  form?: DropForm;
};

/** The mask is drawn, or given: 1 where something is kept, 0 where it is dropped. */
export type DropOptions = DropEvalOptions & (Draw | { mask: Tensor });

/**
 * A mask of independent draws: 1 with probability 1 − p, else 0.
 *
 * It is made by a counter-based generator (Philox), so it need not be stored: the backward pass draws it again.
 *
 * @throws ValueError if p lies outside 0 … 1, or seed or counter is no integer in its range.
 *
 * @example
 * keepMask([2, 3], 0, { seed: 1 }).toArray(); // [[1, 1, 1], [1, 1, 1]]
 */
export function keepMask(
  shape: Shape,
  p: number,
  { seed, counter = 0 }: Draw,
  options?: TensorOptions,
): Tensor {
  requireNumber("keepMask", "p", p, { min: 0, max: 1 });
  requireSeed("keepMask", seed);
  requireNumber("keepMask", "counter", counter, { min: 0, max: 0xffffffff, integer: true });
  const { dtype = "float64", backend = defaultBackend() } = options ?? {};
  const length = sizeOf(shape);
  const drawn = (): Float64Array => {
    const rng = new Random(seed, counter);
    return Float64Array.from({ length }, () => (rng.uniform() < p ? 0 : 1));
  };
  const storage = backend.fused?.keep?.({ p, seed, counter }, length, dtype, drawn);
  if (!storage) return fromData(drawn(), shape, { dtype, backend });
  return new Tensor(backend, { storage, shape, strides: stridesOf(shape), offset: 0 });
}

/** The mask that the options ask for, of the dtype and backend of `like`. */
export function maskOf(where: string, options: DropOptions, shape: Shape, like: Tensor): Tensor {
  requireDrop(where, options);
  if (!("mask" in options)) return keepMask(shape, options.p, options, like);
  const { mask } = options;
  requireShape(where, "mask", mask.shape, shape);
  mask.data.forEach((kept, i) => {
    if (kept !== 0 && kept !== 1)
      throw new ValueError(`${where}: entry ${i} of mask must be 0 or 1, got ${kept}`);
  });
  return mask.to(like.dtype);
}

/** Throws a `ValueError` unless p and form can mean something. */
export function requireDrop(where: string, { p, form = "inverted" }: DropEvalOptions): void {
  requireNumber(where, "p", p, { min: 0, max: 1 });
  requireOneOf(where, "form", form, ["inverted", "vanilla"]);
}

/** What is kept in training is multiplied by this. With p = 1 nothing is kept. */
export const trainScale = ({ p, form = "inverted" }: DropEvalOptions): number =>
  form === "vanilla" || p === 1 ? 1 : 1 / (1 - p);

/** At test time everything is multiplied by this. */
export const testScale = ({ p, form = "inverted" }: DropEvalOptions): number =>
  form === "vanilla" ? 1 - p : 1;
