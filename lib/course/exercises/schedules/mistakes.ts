import { cosine, warmRestarts } from "../../../optim/schedules/index.js";
import type { MistakeSource } from "../../exercise.js";
import type {
  CosineCall,
  ExponentialCall,
  InverseCall,
  RestartsCall,
  SquareRootCall,
  StepCall,
  StoppingCall,
  WarmupCall,
} from "./inputs.js";

const LATE = {
  cause: "you used the epoch itself, which counts from 1: everything comes one epoch early",
  next: "Use t = epoch − 1, the epochs that are done.",
};

export const stepMistakes: MistakeSource<StepCall>[] = [
  {
    step: "stepDecay",
    ...LATE,
    instead: ([epoch, { lr, every, factor }]) => lr * factor ** Math.floor(epoch / every),
  },
  {
    step: "stepDecay",
    cause: "you did not round down, so that the rate glides where it should fall in steps",
    next: "Count whole steps: Math.floor(t / every).",
    instead: ([epoch, { lr, every, factor }]) => lr * factor ** ((epoch - 1) / every),
  },
  {
    step: "stepDecay",
    cause: "you rounded to the nearest whole number; a step counts only when it is complete",
    next: "Round down: Math.floor(t / every).",
    instead: ([epoch, { lr, every, factor }]) => lr * factor ** Math.round((epoch - 1) / every),
  },
  {
    step: "stepDecay",
    cause: "the rate falls once and never again",
    next: "Raise the factor to the number of steps that are complete.",
    instead: ([epoch, { lr, every, factor }]) => (epoch - 1 < every ? lr : lr * factor),
  },
];

export const exponentialMistakes: MistakeSource<ExponentialCall>[] = [
  {
    step: "exponential",
    ...LATE,
    instead: ([epoch, { lr, factor }]) => lr * factor ** epoch,
  },
  {
    step: "exponential",
    cause: "you multiplied by t where you should raise to the power t",
    next: "The rate is multiplied by the factor once for each epoch done: factorᵗ.",
    instead: ([epoch, { lr, factor }]) => lr * factor * (epoch - 1),
  },
  {
    step: "exponential",
    cause: "you took the factor for the k of e^(−kt)",
    next: "The factor is what is left after one epoch: factorᵗ.",
    instead: ([epoch, { lr, factor }]) => lr * Math.exp(-factor * (epoch - 1)),
  },
];

export const inverseMistakes: MistakeSource<InverseCall>[] = [
  { step: "inverse", ...LATE, instead: ([epoch, { lr, k }]) => lr / (1 + k * epoch) },
  {
    step: "inverse",
    cause: "the 1 is missing below the line: the first rate is infinite",
    next: "Divide by 1 + kt.",
    instead: ([epoch, { lr, k }]) => lr / (k * (epoch - 1)),
  },
  {
    step: "inverse",
    cause: "you left k out",
    next: "Divide by 1 + kt.",
    instead: ([epoch, { lr }]) => lr / epoch,
  },
];

export const squareRootMistakes: MistakeSource<SquareRootCall>[] = [
  {
    step: "squareRoot",
    ...LATE,
    instead: ([epoch, { lr, epochs }]) => lr * Math.sqrt(1 - epoch / epochs),
  },
  {
    step: "squareRoot",
    cause: "you forgot the root: this is a line",
    next: "Take the root of 1 − t/T.",
    instead: ([epoch, { lr, epochs }]) => lr * (1 - (epoch - 1) / epochs),
  },
  {
    step: "squareRoot",
    cause: "the root is around t/T alone",
    next: "Take the root of the whole of 1 − t/T.",
    instead: ([epoch, { lr, epochs }]) => lr * (1 - Math.sqrt((epoch - 1) / epochs)),
  },
];

/** The cosine schedule at a time that may be wrong. */
const wave = (t: number, { lr, epochs, lowest }: CosineCall[1]): number =>
  lowest + ((lr - lowest) * (1 + Math.cos((Math.PI * t) / epochs))) / 2;

export const cosineMistakes: MistakeSource<CosineCall>[] = [
  { step: "cosine", ...LATE, instead: ([epoch, options]) => wave(epoch, options) },
  {
    step: "cosine",
    cause: "you forgot to halve: 1 + cos goes from 2 to 0",
    next: "Multiply by ½, so that the wave goes from 1 to 0.",
    instead: ([epoch, options]) => 2 * wave(epoch - 1, options) - options.lowest,
  },
  {
    step: "cosine",
    cause: "you left the lowest rate out",
    next: "The wave goes between lr and lowest: lowest + ½ (lr − lowest)(1 + cos …).",
    instead: ([epoch, options]) => wave(epoch - 1, { ...options, lowest: 0 }),
  },
  {
    step: "cosine",
    cause: "you added lowest to the whole wave, so that the first rate is too high",
    next: "The wave has the height lr − lowest, not lr.",
    instead: ([epoch, options]) => options.lowest + wave(epoch - 1, { ...options, lowest: 0 }),
  },
  {
    step: "cosine",
    cause: "you went through a whole wave: down and up again",
    next: "Half a wave is πt/T, not 2πt/T.",
    instead: ([epoch, options]) => wave(2 * (epoch - 1), options),
  },
];

export const warmupMistakes: MistakeSource<WarmupCall>[] = [
  {
    step: "warmup",
    cause: "the first rate is 0, so that the first epoch is wasted",
    next: "In epoch 1 of w the rate is already 1/w of the first one: epoch / warm.",
    instead: ([epoch, { warm, rates }]) =>
      epoch <= warm ? (rates[0] * (epoch - 1)) / warm : rates[epoch - warm - 1],
  },
  {
    step: "warmup",
    cause: "after the warm-up the schedule goes on as if it had begun at the start",
    next: "The schedule begins when the warm-up ends: it is in its epoch − warm.",
    instead: ([epoch, { warm, rates }]) =>
      epoch <= warm ? (rates[0] * epoch) / warm : rates[epoch - 1],
  },
  {
    step: "warmup",
    cause: "you left the schedule's first rate out: an array counts from 0",
    next: "Epoch warm + 1 has rates[0], so epoch − warm has to lose 1 more.",
    instead: ([epoch, { warm, rates }]) =>
      epoch <= warm ? (rates[0] * epoch) / warm : rates[epoch - warm],
  },
  {
    step: "warmup",
    cause: "there is no warm-up: this is the schedule alone",
    next: "For the first warm epochs the rate is epoch / warm of the first one.",
    instead: ([epoch, { rates }]) => rates[epoch - 1],
  },
  {
    step: "warmup",
    cause: "the rate stays up after the warm-up",
    next: "After the warm-up comes the schedule, from its own first epoch on.",
    instead: ([epoch, { warm, rates }]) => (rates[0] * Math.min(epoch, warm)) / warm,
  },
];

export const restartsMistakes: MistakeSource<RestartsCall>[] = [
  {
    step: "warmRestarts",
    ...LATE,
    instead: ([epoch, options]) => warmRestarts(options)(epoch + 1),
  },
  {
    step: "warmRestarts",
    cause: "all cycles are equally long; each must be growth times as long as the one before",
    next: "Multiply the length by growth whenever a cycle is over.",
    instead: ([epoch, options]) => warmRestarts({ ...options, growth: 1 })(epoch),
  },
  {
    step: "warmRestarts",
    cause: "it never restarts: this is one cosine that goes on and on",
    next: "Take away from t the cycles that are over before you ask for the wave.",
    instead: ([epoch, options]) => cosine(options)(epoch),
  },
  {
    step: "warmRestarts",
    cause: "you divided by the first cycle's length in every cycle",
    next: "Divide what is left of t by the length of the cycle it is in.",
    instead: ([epoch, { lr, epochs, growth }]) => {
      let [t, length] = [epoch - 1, epochs];
      while (t >= length) [t, length] = [t - length, length * growth];
      return (lr * (1 + Math.cos((Math.PI * t) / epochs))) / 2;
    },
  },
];

/** A returned number, which stands among the steps. */
const asNumber = (value: unknown): number => value as number;

/** The epoch, counted from 1, with the lowest of these losses. */
const lowest = (losses: readonly number[]): number =>
  losses.reduce((best, loss, i) => (loss < losses[best - 1] ? i + 1 : best), 1);

export const stoppingMistakes: MistakeSource<StoppingCall>[] = [
  {
    step: "best",
    cause: "you looked at losses from after the stop: nobody would have trained so far",
    next: "Take the best of the epochs up to the stop.",
    instead: ([losses]) => lowest(losses),
  },
  {
    step: "best",
    cause: "you gave the last epoch and not the best one",
    next: "Remember the epoch at which the loss was lowest.",
    instead: (_, { stopped }) => stopped,
  },
  {
    step: "best",
    cause: "you counted epochs from 0",
    next: "The first loss is that of epoch 1.",
    instead: (_, { best }) => asNumber(best) - 1,
  },
  {
    step: "stopped",
    cause: "you waited one epoch longer than the patience",
    next: "Stop as soon as the best is `patience` epochs old: epoch − best >= patience.",
    instead: ([losses], { stopped }) => Math.min(asNumber(stopped) + 1, losses.length),
  },
  {
    step: "stopped",
    cause: "you compared each loss with the one before it and not with the best so far",
    next: "A loss counts as better only if it is below the best so far.",
    instead: ([losses, { patience }]) => {
      let rises = 0;
      for (const [i, loss] of losses.entries()) {
        rises = i > 0 && loss >= losses[i - 1] ? rises + 1 : 0;
        if (rises >= patience) return i + 1;
      }
      return losses.length;
    },
  },
  {
    step: "stopped",
    cause: "you counted epochs from 0",
    next: "The first loss is that of epoch 1.",
    instead: (_, { stopped }) => asNumber(stopped) - 1,
  },
  {
    step: "stopped",
    cause: "you never stopped: this is the last epoch",
    next: "End as soon as the best is `patience` epochs old.",
    instead: ([losses]) => losses.length,
  },
];
