import type { Tensor } from "../../lib/tensor/tensor.js";
import type { Case } from "./case.js";

/** What an operation gives back, by the keys that a case expects. A number stands for a scalar. */
export type Results = Record<string, Tensor | number>;

/** Help that an operation may need from outside the case. */
export type Tools = {
  /** The bytes of a CIFAR-10 file; throws `Unavailable` where it is not to be had. */
  cifarFile: (name: string) => Uint8Array;
};

/** One value of `params.op`. */
export type Op = {
  /** What this case needs that the library does not have, if anything: the case is skipped by that name. */
  lacks?: (c: Case) => string | undefined;
  run: (c: Case, tools: Tools) => Results;
};

/** Something outside the project, such as a data file, is not there: the case is skipped. */
export class Unavailable extends Error {
  override name = "Unavailable";
}

/** A parameter of the case that must be a number; `otherwise` where it is not given. */
export function numberOf({ params }: Case, key: string, otherwise?: number): number {
  const value = params[key] ?? otherwise;
  if (typeof value !== "number")
    throw new TypeError(`params.${key} must be a number, got ${JSON.stringify(value)}`);
  return value;
}

/** A tensor by name, from inputs or parameters of the case. */
export function tensorOf({ inputs }: Case, key: string): Tensor {
  if (!Object.hasOwn(inputs, key))
    throw new TypeError(`inputs.${key} must be there, got ${Object.keys(inputs).join(", ")}`);
  return inputs[key];
}
