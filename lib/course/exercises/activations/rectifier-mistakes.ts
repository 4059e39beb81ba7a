import type { MistakeSource } from "../../exercise.js";
import type {
  EluBackwardCall,
  EluCall,
  LeakyBackwardCall,
  LeakyCall,
  MaxoutCall,
  OutputsCall,
  PreluBackwardCall,
  SlopesCall,
} from "./inputs.js";
import { FLAT } from "./reference.js";

export const leakyMistakes: MistakeSource<LeakyCall>[] = [
  {
    step: "y",
    cause: "negative inputs became 0: this is a plain ReLU",
    next: "Negative inputs are multiplied by the slope: x.minimum(0).mul(slope).",
    instead: ([{ x }]) => x.maximum(0),
  },
  {
    step: "y",
    cause: "you used a slope of 0.01; the caller may choose another",
    next: "Use the argument slope.",
    instead: ([{ x }]) => x.maximum(0).add(x.minimum(0).mul(0.01)),
  },
  {
    step: "y",
    cause: "the sign of the negative part is lost: it must stay negative",
    next: "Add slope times the negative part.",
    instead: ([{ x }, { slope }]) => x.maximum(0).sub(x.minimum(0).mul(slope)),
  },
  {
    step: "y",
    cause: "you scaled positive inputs as well",
    next: "Positive inputs pass unchanged; only the negative part is scaled.",
    instead: ([{ x }, { slope }]) => x.mul(slope),
  },
];

export const leakyBackwardMistakes: MistakeSource<LeakyBackwardCall>[] = [
  {
    step: "dX",
    cause: "nothing comes through where x was negative: this is the gradient of a plain ReLU",
    next: "There the slope is `slope`, not 0.",
    instead: ([dY, { x }]) => dY.mul(x.greater(0)),
  },
  {
    step: "dX",
    cause: "the two slopes changed places",
    next: "The slope is 1 where x > 0, and `slope` elsewhere.",
    instead: ([dY, { x, slope }]) => dY.mul(x.greater(0).mul(slope).add(x.greater(0).neg().add(1))),
  },
  {
    step: "dX",
    cause: "you looked at the sign of dY; what counts is where x was positive",
    next: "Ask x.greater(0).",
    instead: ([dY, { slope }]) => dY.maximum(0).add(dY.minimum(0).mul(slope)),
  },
];

export const eluMistakes: MistakeSource<EluCall>[] = [
  {
    step: "y",
    cause: "you forgot to subtract 1: the two halves do not meet at 0",
    next: "For negative x it is α (e^x − 1).",
    instead: ([{ x }, { alpha }]) => x.maximum(0).add(x.minimum(0).exp().mul(alpha)),
  },
  {
    step: "y",
    cause: "you left α out",
    next: "For negative x it is α (e^x − 1).",
    instead: ([{ x }]) => x.maximum(0).add(x.minimum(0).exp().sub(1)),
  },
  {
    step: "y",
    cause: "the exponential was taken of positive inputs too",
    next: "Cut off first: x.minimum(0).exp().",
    instead: ([{ x }, { alpha }]) => x.maximum(0).add(x.exp().sub(1).mul(alpha)),
  },
  {
    step: "y",
    cause: "negative inputs became 0: this is a plain ReLU",
    next: "Add α (e^min(0, x) − 1).",
    instead: ([{ x }]) => x.maximum(0),
  },
];

export const eluBackwardMistakes: MistakeSource<EluBackwardCall>[] = [
  {
    step: "dX",
    cause: "you used the value α (e^x − 1) where its slope α e^x belongs",
    next: "The 1 is a constant: its derivative is 0.",
    instead: ([dY, { x, alpha }]) => {
      const positive = x.greater(0);
      const left = x.minimum(0).exp().sub(1).mul(alpha);
      return dY.mul(positive.add(left.mul(positive.neg().add(1))));
    },
  },
  {
    step: "dX",
    cause: "you left α out",
    next: "For negative x the slope is α e^x.",
    instead: ([dY, { x }]) => dY.mul(x.minimum(0).exp()),
  },
  {
    step: "dX",
    cause: "nothing comes through where x was negative: this is the gradient of a plain ReLU",
    next: "For negative x the slope is α e^x.",
    instead: ([dY, { x }]) => dY.mul(x.greater(0)),
  },
  {
    step: "dX",
    cause: "positive inputs get a slope of 1 + α: e to the power of min(0, x) is 1 there",
    next: "Use the left slope only where x is not positive.",
    instead: ([dY, { x, alpha }]) => dY.mul(x.greater(0).add(x.minimum(0).exp().mul(alpha))),
  },
];

export const preluBackwardMistakes: MistakeSource<PreluBackwardCall>[] = [
  {
    step: "dA",
    cause: "you did not add the rows up: each slope is shared by all rows",
    next: "Sum over the rows: axis 0.",
    instead: ([dY, { x }]) => dY.mul(x.minimum(0)),
  },
  {
    step: "dA",
    cause: "positive inputs count too; the slope is not used there",
    next: "a was multiplied by min(0, x).",
    instead: ([dY, { x }]) => dY.mul(x).sum(0),
  },
  {
    step: "dA",
    cause: "you took the mean over the rows instead of the sum",
    next: "A value that was used in every row collects the sum.",
    instead: ([dY, { x }]) => dY.mul(x.minimum(0)).mean(0),
  },
  {
    step: "dX",
    cause: "nothing comes through where x was negative",
    next: "There the slope is a, not 0.",
    instead: ([dY, { x }]) => dY.mul(x.greater(0)),
  },
  {
    step: "dX",
    cause: "you multiplied by the slope everywhere",
    next: "Where x > 0 the slope is 1.",
    instead: ([dY, { a }]) => dY.mul(a),
  },
];

export const maxoutMistakes: MistakeSource<MaxoutCall>[] = [
  {
    step: "y",
    cause: "you added the candidates up; the largest one alone wins",
    next: "z is (N, k, M): take the maximum along axis 1.",
    instead: (_args, { z }) => z.sum(1),
  },
  {
    step: "y",
    cause: "you took the maximum along the wrong axis: over the units, not over the candidates",
    next: "z is (N, k, M): the candidates lie along axis 1.",
    instead: (_args, { z }) => z.max(2),
  },
  {
    step: "y",
    cause: "you cut off at 0; maxout has no fixed 0 to compete with",
    next: "The maximum of the candidates may be negative.",
    instead: (_args, { z }) => z.max(1).maximum(0),
  },
];

export const saturatedMistakes: MistakeSource<SlopesCall>[] = [
  {
    step: "saturatedShare",
    cause: "you counted the entries; a share goes from 0 to 1",
    next: "Take the mean of the zeros and ones, not their sum.",
    instead: ([slopes]) => slopes.abs().less(FLAT).sum().item(),
  },
  {
    step: "saturatedShare",
    cause: "you counted those that are not flat",
    next: "Count the slopes below 0.01.",
    instead: ([slopes]) => slopes.abs().less(FLAT).neg().add(1).mean().item(),
  },
  {
    step: "saturatedShare",
    cause: "you returned a tensor of one number",
    next: "Take the number out of it: .item().",
    instead: ([slopes]) => slopes.abs().less(FLAT).mean(),
  },
  {
    step: "saturatedShare",
    cause: "you counted only slopes of exactly 0; a sigmoid never gets there",
    next: "Compare with 0.01: .less(0.01).",
    instead: ([slopes]) => slopes.equal(0).mean().item(),
  },
];

export const deadMistakes: MistakeSource<OutputsCall>[] = [
  {
    step: "deadUnits",
    cause: "you listed units that are 0 in some rows; a dead one is 0 in all",
    next: "Ask of each unit whether its largest output over all rows is 0.",
    instead: ([y]) => {
      const smallest = y.min(0).toArray() as number[];
      return smallest.flatMap((value, unit) => (value === 0 ? [unit] : []));
    },
  },
  {
    step: "deadUnits",
    cause: "you listed the units that are alive",
    next: "List those whose largest output is 0.",
    instead: ([y]) => {
      const largest = y.max(0).toArray() as number[];
      return largest.flatMap((value, unit) => (value === 0 ? [] : [unit]));
    },
  },
  {
    step: "deadUnits",
    cause: "you counted from 1; units are counted from 0, as everywhere here",
    next: "The first unit is 0.",
    instead: ([y]) => {
      const largest = y.max(0).toArray() as number[];
      return largest.flatMap((value, unit) => (value === 0 ? [unit + 1] : []));
    },
  },
  {
    step: "deadUnits",
    cause: "you returned zeros and ones; the numbers of the dead units are asked for",
    next: "Collect the index of each unit that is dead in an array.",
    instead: ([y]) => y.max(0).equal(0).toArray(),
  },
];
