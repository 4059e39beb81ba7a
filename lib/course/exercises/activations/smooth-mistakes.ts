import { full } from "../../../tensor/create.js";
import type { MistakeSource } from "../../exercise.js";
import type { ForwardCall, SmoothBackwardCall } from "./inputs.js";

export const sigmoidMistakes: MistakeSource<ForwardCall>[] = [
  {
    step: "y",
    cause: "the sign of the exponent is lost: it falls where a sigmoid rises",
    next: "1 / (1 + e^(−x)), with a minus.",
    instead: ([{ x }]) => full([], 1).div(x.exp().add(1)),
  },
  {
    step: "y",
    cause: "you computed tanh, which goes from −1 to 1",
    next: "A sigmoid goes from 0 to 1: 1 / (1 + e^(−x)).",
    instead: ([{ x }]) => x.tanh(),
  },
  {
    step: "y",
    cause: "you forgot to add 1 at the bottom: this is e^x",
    next: "1 / (1 + e^(−x)).",
    instead: ([{ x }]) => x.exp(),
  },
];

export const sigmoidBackwardMistakes: MistakeSource<SmoothBackwardCall>[] = [
  {
    step: "dX",
    cause: "you left dY out: this is the slope alone",
    next: "Multiply the slope by dY, by the chain rule.",
    instead: ([, { y }]) => y.mul(y.neg().add(1)),
  },
  {
    step: "dX",
    cause: "you used the slope of tanh, 1 − y²",
    next: "The slope of a sigmoid is y (1 − y).",
    instead: ([dY, { y }]) => dY.mul(y.pow(2).neg().add(1)),
  },
  {
    step: "dX",
    cause: "one factor is missing: the slope is y (1 − y), not 1 − y",
    next: "Multiply by y as well.",
    instead: ([dY, { y }]) => dY.mul(y.neg().add(1)),
  },
  {
    step: "dX",
    cause: "one factor is missing: the slope is y (1 − y), not y",
    next: "Multiply by 1 − y as well.",
    instead: ([dY, { y }]) => dY.mul(y),
  },
  {
    step: "dX",
    cause: "the sign is lost: you used y (y − 1)",
    next: "A sigmoid rises everywhere: y (1 − y) is positive.",
    instead: ([dY, { y }]) => dY.mul(y).mul(y.sub(1)),
  },
  {
    step: "dX",
    cause: "you took y for x and applied the sigmoid once more",
    next: "y is the sigmoid's value already: the slope is y (1 − y).",
    instead: ([dY, { y }]) => {
      const twice = full([], 1).div(y.neg().exp().add(1));
      return dY.mul(twice).mul(twice.neg().add(1));
    },
  },
];

export const tanhBackwardMistakes: MistakeSource<SmoothBackwardCall>[] = [
  {
    step: "dX",
    cause: "you used the slope of a sigmoid, y (1 − y)",
    next: "The slope of tanh is 1 − y².",
    instead: ([dY, { y }]) => dY.mul(y).mul(y.neg().add(1)),
  },
  {
    step: "dX",
    cause: "you forgot the square: the slope is 1 − y², not 1 − y",
    next: "Square y before you subtract it from 1.",
    instead: ([dY, { y }]) => dY.mul(y.neg().add(1)),
  },
  {
    step: "dX",
    cause: "you left dY out: this is the slope alone",
    next: "Multiply the slope by dY, by the chain rule.",
    instead: ([, { y }]) => y.pow(2).neg().add(1),
  },
];
