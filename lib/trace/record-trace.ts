import { ValueError } from "../errors.js";
import type { Checkable } from "../check/grad-check.js";
import type { Mode, Module } from "../models/module.js";
import { Random } from "../random.js";
import type { Step } from "../step.js";
import { ones, randn } from "../tensor/create.js";
import { requireShape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { Recorder } from "./recorder.js";
import { Trace } from "./trace.js";

/** Options that say nothing about the layer, but about its trace. */
export type TraceSettings = {
  /** Stands above the trace; "trace" by default. */
  title?: string;
  /** Go back as well; true by default. */
  backward?: boolean;
  /** The gradient of the loss by the output: by default 1 for a scalar, random (seed 0) for all else. */
  dY?: Tensor;
};

/** A layer or loss; one without a way back can be traced forward. */
export type Traceable<Inputs extends Record<string, unknown>, Options, Cache> = Pick<
  Checkable<Inputs, Options, Cache>,
  "forward"
> &
  Partial<Pick<Checkable<Inputs, Options, Cache>, "backward">>;

/** `value` with every tensor in it, also in objects and lists, handed to `mark` under its path: `state.v`. */
function markTensors<T>(value: T, path: string, mark: (name: string, value: Tensor) => Tensor): T {
  const below = (key: string): string => (path === "" ? key : `${path}.${key}`);
  if (value instanceof Tensor) return mark(path, value) as T;
  if (Array.isArray(value))
    return value.map((part: unknown, i) => markTensors(part, below(String(i)), mark)) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, markTensors(part, below(key), mark)]),
  ) as T;
}

/** The gradient to go back with, checked or made. */
function upstreamOf(where: string, y: Tensor, dY: Tensor | undefined): Tensor {
  if (dY) requireShape(where, "dY", dY.shape, y.shape);
  return dY ?? (y.rank === 0 ? ones([], y) : randn(y.shape, new Random(0), y));
}

/**
 * The trace of a layer or a loss: every named equation of its forward and backward pass with its value, and which
 * values it reads. The numbers are those of a plain call, to the last bit.
 *
 * A layer in another mode is given by its functions: `{ forward: batchNorm.forwardEval, backward:
 * batchNorm.backwardEval }`. `options` are the layer's own.
 *
 * @throws ShapeError if dY has not the shape of the output; ValueError if it is to go back and cannot; and what the
 * layer throws.
 *
 * @example
 * const rng = new Random(1);
 * const inputs = { x: randn([4, 3], rng), gamma: ones([3]), beta: zeros([3]) };
 * const steps = traceLayer(batchNorm, inputs, { eps: 1e-3 });
 * steps.entry("variance").reads.join(); // "centered"
 */
export function traceLayer<Inputs extends Record<string, unknown>, Options, Cache>(
  layer: Traceable<Inputs, Options, Cache>,
  inputs: Inputs,
  options: Options = {} as Options,
  { title = "trace", backward = true, dY }: TraceSettings = {},
): Trace {
  const recorder = new Recorder();
  const mark = (name: string, value: Tensor): Tensor => recorder.given(name, value);
  const out = layer.forward(
    markTensors(inputs, "", mark),
    markTensors(options, "", mark),
    recorder.step,
  );
  if (!backward) return new Trace(title, recorder.all());
  if (!layer.backward)
    throw new ValueError(
      "traceLayer: layer must have a function backward, got none; pass { backward: false }",
    );
  const [name, y] = "y" in out ? ["dY", out.y] : ["dLoss", out.loss];
  const end = upstreamOf("traceLayer", recorder.plain(y), dY);
  layer.backward(recorder.upstream(name, end, y), out.cache, recorder.step);
  return new Trace(title, recorder.all());
}

/**
 * The trace of a module, also one made of others such as a whole network: steps are named by their part,
 * `linear1.y`. The module is left as it was: running averages and the like do not move.
 *
 * `mode` is "train" by default.
 *
 * @throws ShapeError if dY has not the shape of the output; and what the module throws.
 *
 * @example
 * const net = new Sequential([modules.linear({ inputs: 3, outputs: 5 }, new Random(1)), modules.relu()]);
 * traceModule(net, ones([2, 3])).entry("relu1.dX").of; // "linear1.y"
 */
export function traceModule(
  module: Module,
  x: Tensor,
  { title = "trace", backward = true, dY, mode = "train" }: TraceSettings & { mode?: Mode } = {},
): Trace {
  const { params, buffers } = module;
  const recorder = new Recorder();
  const mark = (name: string, value: Tensor): Tensor => recorder.given(name, value);
  try {
    const input = recorder.given("x", x);
    module.params = markTensors(params, "", mark);
    module.buffers = markTensors(buffers, "", mark);
    const out = module.forward(input, mode, recorder.step);
    if (backward) {
      const end = upstreamOf("traceModule", recorder.plain(out.y), dY);
      out.backward(recorder.upstream("dY", end, out.y));
    }
    return new Trace(title, recorder.all());
  } finally {
    module.params = params;
    module.buffers = buffers;
  }
}

/**
 * The trace of any function made of steps: an optimizer's update, a penalty, equations of one's own. `given` holds
 * the tensors it works on, also inside objects and lists; the function gets them back, and a step to work with. A
 * later value of a name that was given gets a prime.
 *
 * @throws ValueError if no step was evaluated; and what the function throws.
 *
 * @example
 * const theta = tensor([1, 2]);
 * const given = { theta, g: tensor([0.5, 1]), state: momentum.init(theta) };
 * const update = traceSteps(given, ({ theta, g, state }, step) =>
 *   momentum.update(theta, g, state, { lr: 0.1 }, step));
 * update.entry("theta′").reads.join(); // "theta,v"
 */
export function traceSteps<Given extends Record<string, unknown>>(
  given: Given,
  compute: (given: Given, step: Step) => unknown,
  { title = "trace" }: Pick<TraceSettings, "title"> = {},
): Trace {
  const recorder = new Recorder();
  compute(
    markTensors(given, "", (name, value) => recorder.given(name, value)),
    recorder.step,
  );
  const entries = recorder.all();
  if (!entries.some(({ pass }) => pass === "forward"))
    throw new ValueError("traceSteps: expected a function that evaluates steps, got none");
  return new Trace(title, entries);
}
