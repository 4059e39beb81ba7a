import type { Augmentation } from "../data/augment/augment.js";
import { requireNumber, requireOneOf, requirePositive, ValueError } from "../errors.js";
import type { Optimizer } from "../optim/optimizer.js";
import * as sgd from "../optim/sgd.js";
import { requireSeed } from "../random.js";
import type { Callback } from "./callbacks.js";
import type { CheckpointStore } from "./checkpoint.js";
import type { History, Judge } from "./history.js";
import { usualLoss, type Loss } from "./loss.js";
import { requireExamples, type Examples, type TargetExamples } from "./objective.js";
import { requireReg, type Reg } from "./penalty.js";

export type FitOptions<State, Options extends { lr?: number }> = {
  /** Passes over the examples; 10 by default. */
  epochs?: number;
  /** Examples in an update; 100 by default. As many as there are, or more: full batch. */
  batchSize?: number;
  /**
   * The learning rate, or a schedule that gives it for each epoch, counted from 1; 1e-3 by default. A schedule is
   * also shown the history, so that one that falls on a plateau need not remember anything.
   */
  lr?: number | ((epoch: number, history: History) => number);
  /** The update rule; plain SGD by default. */
  optimizer?: Optimizer<State, Options>;
  /** Its other options, such as `{ rho: 0.95 }`. */
  optimizerOptions?: Omit<Options, "lr">;
  /** What is minimized; softmax cross-entropy by default. A loss of the library, or one of your own; see `Loss`. */
  loss?: Loss;
  /** The strength of the penalty ½·reg·ΣW² over all weights, or another: `{ l1: 1e-4 }`, see `Penalty`; 0 by default. */
  reg?: Reg;
  /** The longest that the weights into one unit may be after an update; see `maxNorm.project`. Any by default. */
  maxNorm?: number;
  /** Which parameters the optimizer's `weightDecay` shrinks; "all" by default, as in PyTorch. */
  decayOf?: "all" | "weights";
  /** Clips the gradients: by the norm of all together, or each entry by its value. Not by default. */
  clip?: { norm: number } | { value: number };
  /** Examples to choose the best weights by. Without them the lowest training loss decides. */
  validation?: Examples | TargetExamples;
  /**
   * What the best weights are chosen by; "valAccuracy" by default, "valLoss" for examples without labels, or
   * "trainLoss" without a validation set.
   */
  judgeBy?: Judge;
  /**
   * Varies the examples of each update, such as `augmentations.flip()`; what is measured stays as it is. Draws from the
   * run's own random numbers, so that a run repeats with its seed and a resumed one goes on with the same.
   */
  augment?: Augmentation;
  /** Seeds the order of the examples; 0 by default. */
  seed?: number;
  /** At most so many training examples are measured after each epoch; 1,000 by default. */
  measureOn?: number;
  /** Called after each epoch, and once more at the end with `{ final: true }`. */
  onEpoch?: (history: History, end?: { final: boolean }) => void;
  /** Code of your own at the start, after each step and epoch, and at the end; see `Callback`. */
  callbacks?: readonly Callback[];
  /** Where the run is kept while it goes on; see `checkpoint`. */
  checkpoint?: CheckpointStore;
  /** Go on from the checkpoint, if there is one; false by default. */
  resume?: boolean;
  /** Show a progress bar; true by default. */
  progress?: boolean;
  /** Stops the run early and keeps the best weights, as Ctrl-C does. */
  signal?: AbortSignal;
};

type Defaulted =
  "loss" | "epochs" | "batchSize" | "lr" | "optimizer" | "reg" | "decayOf" | "seed" | "measureOn";

/** Options with their defaults filled in. */
export type Settled<State, Options extends { lr?: number }> = FitOptions<State, Options> &
  Required<Pick<FitOptions<State, Options>, Defaulted | "judgeBy" | "callbacks" | "progress">>;

function usualJudge(validation: Examples | TargetExamples | undefined): Judge {
  if (!validation) return "trainLoss";
  return "target" in validation ? "valLoss" : "valAccuracy";
}

function requireLoss(loss: Partial<Loss>): void {
  if (typeof loss.forward !== "function" || typeof loss.backward !== "function")
    throw new TypeError(
      `fit: loss must have functions forward and backward, got ${typeof loss === "object" ? Object.keys(loss).join(", ") || "none" : String(loss)}`,
    );
}

/** Fills in the defaults. Throws if an option is out of range, before anything is changed. */
export function settle<State, Options extends { lr?: number }>(
  examples: Examples | TargetExamples,
  settings: FitOptions<State, Options>,
): Settled<State, Options> {
  const given = Object.fromEntries(
    Object.entries<unknown>(settings).filter(([, value]) => value !== undefined),
  ) as FitOptions<State, Options>;
  const settled = {
    ...{ epochs: 10, batchSize: 100, lr: 1e-3, reg: 0, seed: 0, measureOn: 1000 },
    ...{ callbacks: [], progress: true, decayOf: "all" as const },
    loss: usualLoss,
    judgeBy: usualJudge(given.validation),
    optimizer: sgd as unknown as Optimizer<State, Options>,
    ...given,
  };
  const { validation, judgeBy, clip, callbacks } = settled;
  requireExamples("fit", examples);
  if (validation) requireExamples("fit, validation", validation);
  requireNumber("fit", "epochs", settled.epochs, { min: 0, integer: true });
  requireNumber("fit", "batchSize", settled.batchSize, { min: 1, integer: true });
  requireReg("fit", settled.reg);
  if (settled.maxNorm !== undefined) requirePositive("fit", "maxNorm", settled.maxNorm);
  requireOneOf("fit", "decayOf", settled.decayOf, ["all", "weights"]);
  requireNumber("fit", "measureOn", settled.measureOn, { min: 1, integer: true });
  requireSeed("fit", settled.seed);
  if (clip)
    for (const [name, max] of Object.entries(clip)) requirePositive("fit", `clip.${name}`, max);
  requireOneOf("fit", "judgeBy", judgeBy, ["valAccuracy", "valLoss", "trainAccuracy", "trainLoss"]);
  if (judgeBy.startsWith("val") && !validation)
    throw new ValueError(`fit: judgeBy "${judgeBy}" must come with a validation set, got none`);
  if (judgeBy.endsWith("Accuracy") && "target" in examples)
    throw new ValueError(`fit: judgeBy "${judgeBy}" must come with labels, got a target`);
  requireLoss(settled.loss);
  if (settled.resume && !settled.checkpoint)
    throw new ValueError("fit: resume must come with a checkpoint, got none");
  const names = callbacks.flatMap((callback) => {
    if (callback.save && callback.name === undefined)
      throw new ValueError("fit: a callback that can save must have a name, got none");
    return callback.save ? [callback.name] : [];
  });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new ValueError(`fit: callbacks that save must have different names, got ${twice} twice`);
  return settled;
}
