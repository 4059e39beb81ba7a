import { ValueError } from "../errors.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * A function that is handed to a student's one, such as the f of a numeric gradient. It has a name in the library
 * below, and data, so that it can be made anew in another process: what crosses is never code.
 */
export type TestFunction = (x: Tensor) => number;

/** The numbers that a test function is made of, by name. */
export type TestData = Readonly<Record<string, Tensor>>;

/** How a test function is written down, and how it is made of its data. */
interface Recipe {
  /** Its formula for a small example, with the names of its data. */
  readonly text: string;
  readonly make: (data: TestData) => TestFunction;
}

const LIBRARY: Readonly<Record<string, Recipe>> = {
  cubic: {
    text: "Σ aᵢ xᵢ³",
    make:
      ({ a }) =>
      (x) =>
        x.pow(3).mul(a).sum().item(),
  },
  quadratic: {
    text: "½ Σ aᵢ xᵢ² + Σ bᵢ xᵢ",
    make:
      ({ a, b }) =>
      (x) =>
        x.pow(2).mul(a).div(2).add(x.mul(b)).sum().item(),
  },
  hinge: {
    text: "Σ aᵢ max(0, xᵢ − bᵢ) + ½ Σ xᵢ²",
    make:
      ({ a, b }) =>
      (x) =>
        x.sub(b).maximum(0).mul(a).add(x.pow(2).div(2)).sum().item(),
  },
  logSumExp: {
    text: "ln Σ aᵢ e^xᵢ",
    make:
      ({ a }) =>
      (x) =>
        x.exp().mul(a).sum().log().item(),
  },
};

interface Spec {
  name: string;
  data: TestData;
}

const specs = new WeakMap<object, Spec>();

/**
 * The library's function of this name, with this data.
 *
 * @throws ValueError if there is none.
 */
export function testFunction(name: string, data: TestData): TestFunction {
  if (!Object.hasOwn(LIBRARY, name))
    throw new ValueError(
      `testFunction: expected one of ${Object.keys(LIBRARY).join(", ")}, got ${name}`,
    );
  const made = LIBRARY[name].make(data);
  specs.set(made, { name, data });
  return made;
}

export const isTestFunction = (name: unknown): name is string =>
  typeof name === "string" && Object.hasOwn(LIBRARY, name);

/** The name and data that a function was made of; undefined for any other value. */
export const specOf = (value: unknown): Spec | undefined =>
  typeof value === "function" ? specs.get(value) : undefined;

/** A test function's formula. */
export const formulaOf = (fn: TestFunction): string => LIBRARY[specs.get(fn)?.name ?? ""].text;
