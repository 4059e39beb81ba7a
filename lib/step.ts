import { ValueError } from "./errors.js";
import type { Tensor } from "./tensor/tensor.js";

/**
 * One equation of a derivation: its name, its formula in LaTeX, and how to compute it. A layer is ordinary
 * code made of steps; the `Step` it is handed decides what evaluating an equation means: `run` computes,
 * `record` keeps a trace, `nudge` moves one entry for the gradient check, `grade` judges it.
 *
 * The const's name is the step's name, and the gradient of the loss by `v` is called `dV`.
 */
export type Step = {
  (name: string, formula: string, compute: () => Tensor): Tensor;
  /** What evaluating means inside a part of a model that works on `x`. Without it, see `within`. */
  within?: (part: string, x: Tensor) => Step;
};

/** A step that was evaluated. */
export type Entry = { name: string; formula: string; value: Tensor };

/**
 * LaTeX without doubled backslashes: tex`\mu = \tfrac1m \sum_i x_i`.
 *
 * @example
 * tex`\tfrac12 x`; // "\\tfrac12 x"
 */
export function tex({ raw }: TemplateStringsArray, ...values: readonly unknown[]): string {
  // String.raw does the same, at ten times the time: a training step has dozens of formulas that nobody reads.
  let text = raw[0];
  for (let i = 0; i < values.length; i++) text += `${String(values[i])}${raw[i + 1]}`;
  return text;
}

/**
 * Fast use: only compute.
 *
 * @example
 * run("y", "y = x^2", () => tensor(3).pow(2)).item(); // 9
 */
export const run: Step = (_name, _formula, compute) => compute();

/**
 * The steps of one part of a model, such as `linear1`, which works on `x`: their names begin with the part's,
 * `linear1.y`.
 *
 * @example
 * const names = [];
 * const step = (name, formula, compute) => { names.push(name); return compute(); };
 * relu.forward({ x: tensor([1]) }, {}, within(step, "relu1", tensor([1])));
 * names.join(); // "relu1.y"
 */
export function within(step: Step, part: string, x: Tensor): Step {
  if (step === run) return run;
  if (step.within) return step.within(part, x);
  return (name, formula, compute) => step(`${part}.${name}`, formula, compute);
}

/** Only compute, and tell of each part of a model by its path, `residual1.main.conv2d1`, when its turn comes. */
export function visit(tell: (path: string, x: Tensor) => void, before = ""): Step {
  const step: Step = (_name, _formula, compute) => compute();
  step.within = (part, x) => {
    const path = `${before}${part}`;
    tell(path, x);
    return visit(tell, `${path}.`);
  };
  return step;
}

/**
 * Teaching trace: compute, and keep every step in order.
 *
 * @example
 * const trace = [];
 * relu.forward({ x: tensor([-1, 2]) }, {}, record(trace));
 * trace[0].name; // "y"
 */
export const record =
  (trace: Entry[]): Step =>
  (name, formula, compute) => {
    const value = compute();
    trace.push({ name, formula, value });
    return value;
  };

/**
 * Gradient check: the step called `target` goes on from `move` of its value.
 *
 * @example
 * const step = nudge("y", (y) => y.add(1));
 * relu.forward({ x: tensor([-1, 2]) }, {}, step).y.toArray(); // [1, 3]
 */
export const nudge =
  (target: string, move: (value: Tensor) => Tensor): Step =>
  (name, _formula, compute) =>
    name === target ? move(compute()) : compute();

/**
 * Exercise: judge each step alone, then go on from the reference, so that an error never cascades.
 *
 * @throws ValueError if a step is not among those of the reference.
 *
 * @example
 * const right = new Map([["y", tensor([0, 2])]]);
 * const found = [];
 * const step = grade(right, (name, got, want) => found.push(`${name} ${got.at(0)} for ${want.at(0)}`));
 * relu.forward({ x: tensor([1, 2]) }, {}, step).y.toArray(); // [0, 2]
 * found.join(); // "y 1 for 0"
 */
export const grade =
  (
    reference: ReadonlyMap<string, Tensor>,
    judge: (name: string, got: Tensor, want: Tensor) => void,
  ): Step =>
  (name, _formula, compute) => {
    const want = reference.get(name);
    if (want === undefined)
      throw new ValueError(
        `grade: step ${name} is not known, expected one of ${[...reference.keys()].join(", ")}`,
      );
    judge(name, compute(), want);
    return want;
  };
