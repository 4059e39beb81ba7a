import * as schedules from "../../../optim/schedules/index.js";
import type { Schedule } from "../../../optim/schedules/schedule.js";
import { definePart, type Exercise, type MistakeSource } from "../../exercise.js";
import { between, integer } from "../../numbers.js";
import {
  drawLosses,
  everyEpoch,
  warmupTo,
  type CosineCall,
  type ExponentialCall,
  type InverseCall,
  type RestartsCall,
  type SquareRootCall,
  type StepCall,
  type StoppingCall,
  type WarmupCall,
} from "./inputs.js";
import {
  cosineMistakes,
  exponentialMistakes,
  inverseMistakes,
  restartsMistakes,
  squareRootMistakes,
  stepMistakes,
  stoppingMistakes,
  warmupMistakes,
} from "./mistakes.js";

/** One schedule: a function from the epoch, counted from 1, and its options to a rate. */
const schedulePart = <Options>(
  name: string,
  points: number,
  {
    schedule,
    options,
    last,
    hints,
    mistakes,
  }: {
    schedule: (options: Options) => Schedule;
    /** Of the small examples, whose epochs go up to `last`. */
    options: Options;
    last: number;
    hints: readonly [string, string, string];
    mistakes: MistakeSource<readonly [number, Options]>[];
  },
) =>
  definePart<readonly [number, Options]>({
    name,
    points: { [name]: points },
    hints: { [name]: hints },
    parameters: ["epoch", ""],
    reference: ([epoch, given]) => schedule(given)(epoch),
    small: (rng) => [integer(rng, 1, last), options],
    mistakes,
  });

/** Where the best validation loss so far is `patience` epochs old, training ends. */
function earlyStopping([losses, { patience }]: StoppingCall): { best: number; stopped: number } {
  let best = 1;
  for (const [i, loss] of losses.entries()) {
    const epoch = i + 1;
    if (loss < losses[best - 1]) best = epoch;
    if (epoch - best >= patience) return { best, stopped: epoch };
  }
  return { best, stopped: losses.length };
}

const stoppingPart = definePart<StoppingCall>({
  name: "earlyStopping",
  points: { best: 2, stopped: 2 },
  hints: {
    earlyStopping: [
      "Go through the losses as training would, one epoch after the other, and never look ahead. What two numbers must you remember?",
      "Remember the best epoch so far. After each epoch, first see whether it is better, then whether the best is too old.",
      "`if (losses[epoch - 1] < losses[best - 1]) best = epoch;` and then `if (epoch - best >= patience) return { best, stopped: epoch };`. After the loop nobody has stopped it: `stopped` is the last epoch.",
    ],
  },
  parameters: ["losses", ""],
  reference: earlyStopping,
  small: (rng) => {
    const patience = integer(rng, 1, 2);
    const losses = Array.from({ length: 3 + patience }, () => integer(rng, 1, 6));
    return [losses, { patience }];
  },
  mistakes: stoppingMistakes,
});

/** Learning rates over time, and when to stop. */
export const exercise: Exercise = {
  id: "14-schedules",
  title: "Schedules and early stopping",
  minutes: 60,
  prerequisites: ["12"],
  parts: [
    schedulePart<StepCall[1]>("stepDecay", 1, {
      schedule: schedules.step,
      options: { lr: 8, every: 4, factor: 0.5 },
      last: 12,
      hints: [
        "How many epochs are done before epoch 1? And how many falls are behind you in epoch 5, if the rate falls every 4 epochs?",
        "With `t = epoch - 1`, the number of falls is $\\lfloor t / every \\rfloor$.",
        "`lr * factor ** Math.floor(t / every)`.",
      ],
      mistakes: stepMistakes,
    }),
    schedulePart<ExponentialCall[1]>("exponential", 1, {
      schedule: schedules.exponential,
      options: { lr: 8, factor: 0.5 },
      last: 4,
      hints: [
        "Each epoch multiplies the rate by the factor. How often has that happened before epoch 1?",
        "t = epoch − 1 times.",
        "`lr * factor ** (epoch - 1)`.",
      ],
      mistakes: exponentialMistakes,
    }),
    schedulePart<InverseCall[1]>("inverse", 1, {
      schedule: schedules.inverse,
      options: { lr: 12, k: 0.5 },
      last: 5,
      hints: [
        "The first rate must be `lr` itself. What is t then?",
        "$\\alpha_0 / (1 + k t)$ with $t = epoch - 1$.",
        "`lr / (1 + k * (epoch - 1))`.",
      ],
      mistakes: inverseMistakes,
    }),
    schedulePart<SquareRootCall[1]>("squareRoot", 1, {
      schedule: schedules.squareRoot,
      options: { lr: 4, epochs: 4 },
      last: 4,
      hints: [
        "The root is around the share of the way that is still to go.",
        "$1 - t/T$ is that share. After T epochs it would be negative: let it stay 0.",
        "`lr * Math.sqrt(Math.max(0, 1 - t / epochs))` with `t = epoch - 1`.",
      ],
      mistakes: squareRootMistakes,
    }),
    schedulePart<CosineCall[1]>("cosine", 2, {
      schedule: schedules.cosine,
      options: { lr: 5, epochs: 4, lowest: 1 },
      last: 5,
      hints: [
        "Half a cosine wave starts at 1 and ends at −1. What must you add, and by what divide, to make it go from 1 to 0?",
        "$\\tfrac12(1 + \\cos(\\pi t / T))$ goes from 1 to 0. Now stretch it to go from `lr` to `lowest`.",
        "`lowest + ((lr - lowest) * (1 + Math.cos((Math.PI * t) / epochs))) / 2`.",
      ],
      mistakes: cosineMistakes,
    }),
    schedulePart<WarmupCall[1]>("warmup", 2, {
      schedule: ({ warm, rates }) =>
        schedules.warmup((epoch) => rates[epoch - 1], { epochs: warm }),
      options: { warm: 3, rates: [6, 5, 4, 3, 2, 1, 0] },
      last: 7,
      hints: [
        "Two cases. In which epoch is the first one over?",
        "Up to epoch `warm` the rate is `epoch / warm` of the first rate; after that the rates come one by one. Which one belongs to epoch `warm + 1`?",
        "`epoch <= warm ? (rates[0] * epoch) / warm : rates[epoch - warm - 1]`.",
      ],
      mistakes: warmupMistakes,
    }),
    schedulePart<RestartsCall[1]>("warmRestarts", 3, {
      schedule: schedules.warmRestarts,
      options: { lr: 8, epochs: 2, growth: 2 },
      last: 10,
      hints: [
        "Find out which cycle t is in: take away one cycle after the other while t is not smaller than its length.",
        "`let t = epoch - 1; let length = epochs; while (t >= length) { … }`: in the loop, take `length` from t and make it `growth` times as long.",
        "After the loop, `lr * (1 + Math.cos((Math.PI * t) / length)) / 2`.",
      ],
      mistakes: restartsMistakes,
    }),
    stoppingPart,
  ],
  checks: [
    {
      title: "epochs 1 to 12, a fall every 4",
      part: "stepDecay",
      ordinary: true,
      draw: (rng) => everyEpoch(12, { lr: between(rng, 0.1, 1), every: 4, factor: 0.3 }),
    },
    {
      title: "epochs 1 to 6, × 0.97 an epoch",
      part: "exponential",
      ordinary: true,
      draw: (rng) => everyEpoch(6, { lr: between(rng, 0.1, 1), factor: 0.97 }),
    },
    {
      title: "epochs 1 to 6, k = 0.3",
      part: "inverse",
      ordinary: true,
      draw: (rng) => everyEpoch(6, { lr: between(rng, 0.1, 1), k: 0.3 }),
    },
    {
      title: "epochs 1 to 10 of 10",
      part: "squareRoot",
      ordinary: true,
      draw: (rng) => everyEpoch(10, { lr: between(rng, 0.1, 1), epochs: 10 }),
    },
    {
      title: "epochs 1 to 11 of 10",
      part: "cosine",
      ordinary: true,
      draw: (rng) => everyEpoch(11, { lr: between(rng, 0.1, 1), epochs: 10, lowest: 0.01 }),
    },
    {
      title: "4 epochs of warm-up and 6 of cosine",
      part: "warmup",
      ordinary: true,
      draw: (rng) => everyEpoch(10, warmupTo({ lr: between(rng, 0.1, 1), epochs: 6 }, 4)),
    },
    {
      title: "cycles of 3, 6 and 12 epochs",
      part: "warmRestarts",
      ordinary: true,
      draw: (rng) => everyEpoch(14, { lr: between(rng, 0.1, 1), epochs: 3, growth: 2 }),
    },
    {
      title: "losses that fall, wait for too long, and fall again",
      part: "earlyStopping",
      ordinary: true,
      draw: (rng) => [[drawLosses(rng, 3), { patience: 3 }]],
    },
  ],
  reflections: [{ id: "restarts", points: 2 }],
};
