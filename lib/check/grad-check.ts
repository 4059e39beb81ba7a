import { requireNumber, ShapeError, ValueError } from "../errors.js";
import { Random, requireSeed } from "../random.js";
import { nudge, record, run, type Entry, type Step } from "../step.js";
import { fromData, randn } from "../tensor/create.js";
import { sameShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { GradCheckReport, type GradCheckEntry, type GradCheckRow } from "./grad-check-report.js";

type Output<Cache> = { cache: Cache } & ({ y: Tensor } | { loss: Tensor });

/** What can be checked: a layer or loss with a forward and a backward made of named steps. */
export type Checkable<Inputs extends Record<string, unknown>, Options, Cache> = {
  forward(inputs: Inputs, options: Options, step?: Step): Output<Cache>;
  backward(dY: Tensor, cache: Cache, step?: Step): Record<string, Tensor | undefined>;
};

export type GradCheckOptions<Options> = {
  /** Passed to forward. */
  options?: Options;
  /**
   * The upstream gradient, of the shape of the output. Random by default: a gradient of ones would check
   * the sum of the outputs, which hides a wrong dX of a batch norm.
   */
  dY?: Tensor;
  /** How far an entry is moved each way; 1e-5 by default. */
  h?: number;
  /** The largest error that passes; 1e-7 by default. */
  tolerance?: number;
  /** Seeds the random upstream gradient; 0 by default. */
  seed?: number;
};

const outputOf = (out: Output<unknown>): Tensor => ("y" in out ? out.y : out.loss);

/** The value that a gradient belongs to: dXHat belongs to xHat, dW to W. */
function valueOf(gradient: string, values: ReadonlyMap<string, Tensor>): [string, Tensor] {
  const upper = gradient.slice(1);
  for (const name of [upper, upper.charAt(0).toLowerCase() + upper.slice(1)]) {
    const value = values.get(name);
    if (gradient.startsWith("d") && value) return [name, value];
  }
  throw new ValueError(
    `gradCheck: gradient ${gradient} has no forward value, expected d followed by one of ${[...values.keys()].join(", ")}`,
  );
}

/** `value` with entry `index` (in row-major order) moved by `by`. */
function bump(value: Tensor, index: number, by: number): Tensor {
  const data = Float64Array.from(value.data);
  data[index] += by;
  return fromData(data, value.shape, { dtype: value.dtype, backend: value.backend });
}

/**
 * Holds a backward pass against central differences, for every input and every named step in between:
 * entry by entry, the value is moved by ±h, the forward pass is run on from there, and the slope of
 * L = Σ dY·y is compared with the gradient. The error is |a − n| / max(1, |a| + |n|).
 *
 * An entry at a kink (a ReLU within h of 0), where the slopes to the left and to the right differ, has no
 * derivative; it is counted and reported, not judged.
 *
 * Give float64 tensors: float32 leaves no digits for differences.
 *
 * @throws ValueError if a gradient has no forward value or a dtype is float32; ShapeError if a gradient
 * has not the shape of its value.
 *
 * @example
 * const rng = new Random(1);
 * const inputs = { x: randn([4, 3], rng), gamma: randn([3], rng), beta: randn([3], rng) };
 * gradCheck(batchNorm, inputs).ok; // true
 */
export function gradCheck<Inputs extends Record<string, unknown>, Options, Cache>(
  layer: Checkable<Inputs, Options, Cache>,
  inputs: Inputs,
  settings: GradCheckOptions<Options> = {},
): GradCheckReport {
  const { options = {} as Options, h = 1e-5, tolerance = 1e-7, seed = 0 } = settings;
  requireNumber("gradCheck", "h", h, { min: Number.MIN_VALUE });
  requireSeed("gradCheck", seed);
  const tensors = Object.entries(inputs).filter(isTensorEntry);
  for (const [name, { dtype }] of tensors)
    if (dtype !== "float64")
      throw new ValueError(`gradCheck: ${name} must be float64, got ${dtype}; use .to("float64")`);

  const steps: Entry[] = [];
  const gradients: Entry[] = [];
  const out = layer.forward(inputs, options, record(steps));
  const dY = settings.dY ?? randn(outputOf(out).shape, new Random(seed), outputOf(out));
  layer.backward(dY, out.cache, record(gradients));

  const values = new Map([...tensors, ...steps.map((s) => [s.name, s.value] as const)]);
  const loss = (name: string, move: (value: Tensor) => Tensor): number => {
    const given = name in inputs ? { ...inputs, [name]: move(inputs[name] as Tensor) } : inputs;
    const step = name in inputs ? run : nudge(name, move);
    return outputOf(layer.forward(given, options, step)).dot(dY);
  };
  const center = outputOf(out).dot(dY);
  /** The slopes of L on the right and on the left of an entry. */
  const slopes = (name: string, index: number, by: number): [number, number] => [
    (loss(name, (v) => bump(v, index, by)) - center) / by,
    (center - loss(name, (v) => bump(v, index, -by))) / by,
  ];

  const rows = gradients.map(({ name: gradient, formula, value: analytic }): GradCheckRow => {
    const [name, value] = valueOf(gradient, values);
    if (!sameShape(analytic.shape, value.shape))
      throw new ShapeError(
        `gradCheck: ${gradient} must have the shape of ${name}, ${shapeText(value.shape)}, got ${shapeText(analytic.shape)}`,
      );
    const { data } = analytic;
    const entries = Array.from({ length: value.size }, (_, index): GradCheckEntry => {
      const a = data[index];
      let [right, left] = slopes(name, index, h);
      if (isJump(left, right, h)) [right, left] = slopes(name, index, h / 100);
      const numeric = (right + left) / 2;
      const [off, size] = [Math.abs(a - numeric), Math.abs(a) + Math.abs(numeric)];
      const [error, relative] = [off / Math.max(1, size), off / Math.max(1e-8, size)];
      const kink = error > tolerance && isJump(left, right, h);
      return { index, analytic: a, numeric, error, relative, kink };
    });
    let worst = { error: 0, index: 0, analytic: 0, numeric: 0 };
    for (const { index, analytic, numeric, error, kink } of entries)
      if (!kink && (!(error <= worst.error) || index === 0))
        worst = { error, index, analytic, numeric };
    const kinks = entries.filter(({ kink }) => kink).length;
    return { name, gradient, formula, shape: value.shape, kinks, ...worst, entries };
  });
  return new GradCheckReport(rows, tolerance, h);
}

const isTensorEntry = (entry: [string, unknown]): entry is [string, Tensor] =>
  typeof entry[1] === "object" && entry[1] !== null && "view" in entry[1];

/**
 * At a smooth point the two slopes differ by h·L″, at a kink by a jump that stays however small h gets: so a
 * jump is looked at again more closely, which also steps clear of a kink that is only near.
 */
const isJump = (left: number, right: number, h: number): boolean =>
  Math.abs(left - right) > Math.sqrt(h) * Math.max(1, Math.abs(left) + Math.abs(right));
