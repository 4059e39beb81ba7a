import type { Tensor } from "../../../tensor/tensor.js";
import type { MistakeSource } from "../../exercise.js";
import type { ErrorCall, GradientCall } from "./inputs.js";
import { everywhere, moved } from "./reference.js";

/** x with its entries 0 to i all moved: what comes of writing into one array and never putting an entry back. */
function movedUpTo(x: Tensor, i: number, by: number): Tensor {
  return i < 0 ? x : moved(movedUpTo(x, i - 1, by), i, by);
}

export const gradientMistakes: MistakeSource<GradientCall>[] = [
  {
    step: "right",
    cause: "you moved all entries at once",
    next: "Move entry i alone: moved(x, i, h). Each entry has a slope of its own.",
    instead: ([f, x, { h }]) => everywhere(x, () => f(x.add(h))),
  },
  {
    step: "right",
    cause: "the entries before it were still moved: you did not put them back",
    next: "Start from x itself for every i; moved(x, i, h) leaves x as it is.",
    instead: ([f, x, { h }]) => everywhere(x, (i) => f(movedUpTo(x, i, h))),
  },
  {
    step: "right",
    cause: "you did not move the entry: this is f(x) everywhere",
    next: "Hand f the moved tensor: f(moved(x, i, h)).",
    instead: ([f, x]) => everywhere(x, () => f(x)),
  },
  {
    step: "right",
    cause: "you moved the entry to the left",
    next: "To the right is + h.",
    instead: ([f, x, { h }]) => everywhere(x, (i) => f(moved(x, i, -h))),
  },
  {
    step: "left",
    cause: "you stayed at x: that makes a difference to one side only, which is far less exact",
    next: "Move entry i by −h, as far as you moved it to the right.",
    instead: ([f, x]) => everywhere(x, () => f(x)),
  },
  {
    step: "left",
    cause: "you moved all entries at once",
    next: "Move entry i alone: moved(x, i, -h).",
    instead: ([f, x, { h }]) => everywhere(x, () => f(x.sub(h))),
  },
  {
    step: "left",
    cause: "you moved the entry to the right again",
    next: "To the left is − h.",
    instead: ([f, x, { h }]) => everywhere(x, (i) => f(moved(x, i, h))),
  },
  {
    step: "dX",
    cause: "you divided by h; the two points are 2h apart",
    next: "Divide by the distance between the two points: 2h.",
    instead: ([, , { h }], { right, left }) => right.sub(left).div(h),
  },
  {
    step: "dX",
    cause: "you divided by 2 but not by h",
    next: "Divide by 2h. In code: .div(2 * h).",
    instead: (_args, { right, left }) => right.sub(left).div(2),
  },
  {
    step: "dX",
    cause: "you divided by 2 and then multiplied by h: .div(2).mul(h) is not division by 2h",
    next: "Put the product in brackets: .div(2 * h).",
    instead: ([, , { h }], { right, left }) => right.sub(left).div(2).mul(h),
  },
  {
    step: "dX",
    cause: "the sign is lost: you subtracted right from left",
    next: "Where f grows to the right, the slope is positive: right minus left.",
    instead: ([, , { h }], { right, left }) => left.sub(right).div(2 * h),
  },
  {
    step: "dX",
    cause: "you used h = 1e-5; the caller may choose another",
    next: "Use the argument h.",
    instead: (_args, { right, left }) => right.sub(left).div(2e-5),
  },
];

export const errorMistakes: MistakeSource<ErrorCall>[] = [
  {
    step: "gap",
    cause: "you forgot the absolute value: a gap to one side would cancel one to the other",
    next: "Take .abs() of the difference.",
    instead: ([a, n]) => a.sub(n),
  },
  {
    step: "gap",
    cause: "you took the difference of the absolute values: a wrong sign would go unseen",
    next: "Subtract first, then take the absolute value.",
    instead: ([a, n]) => a.abs().sub(n.abs()).abs(),
  },
  {
    step: "scale",
    cause: "you left out the 1: tiny gradients would be blamed for mere rounding",
    next: "Take the larger of 1 and |a| + |n|: .maximum(1).",
    instead: ([a, n]) => a.abs().add(n.abs()),
  },
  {
    step: "scale",
    cause: "you added before you took the absolute values: a and −a would cancel",
    next: "Take .abs() of each of the two, then add.",
    instead: ([a, n]) => a.add(n).abs().maximum(1),
  },
  {
    step: "scale",
    cause: "you added 1 where the larger of the two belongs",
    next: "max(1, …) is .maximum(1).",
    instead: ([a, n]) => a.abs().add(n.abs()).add(1),
  },
  {
    step: "worst",
    cause: "you took the mean: one wrong entry among thousands would hide in it",
    next: "Report the worst entry: .max().",
    instead: (_args, { gap, scale }) => gap.div(scale).mean(),
  },
  {
    step: "worst",
    cause: "you divided the largest gap by the largest scale, which belong to different entries",
    next: "Divide entry by entry first, then take the largest.",
    instead: (_args, { gap, scale }) => gap.max().div(scale.max()),
  },
  {
    step: "worst",
    cause: "you did not divide by the scale: this is the largest gap itself",
    next: "Divide gap by scale, then take the largest entry.",
    instead: (_args, { gap }) => gap.max(),
  },
];

export const kinkMistakes: MistakeSource<GradientCall>[] = [
  {
    step: "onRight",
    cause: "you used central differences, which average the two sides and hide a kink",
    next: "Compare f(x + h eᵢ) with f(x), which is h away.",
    instead: ([f, x, { h }]) =>
      everywhere(x, (i) => (f(moved(x, i, h)) - f(moved(x, i, -h))) / (2 * h)),
  },
  {
    step: "onRight",
    cause: "you divided by 2h; to one side the two points are h apart",
    next: "Divide by h.",
    instead: ([f, x, { h }]) => everywhere(x, (i) => (f(moved(x, i, h)) - f(x)) / (2 * h)),
  },
  {
    step: "onLeft",
    cause: "the sign is lost: f(x − h eᵢ) is the one to subtract",
    next: "The slope is what is on the right minus what is on the left: f(x) − f(x − h eᵢ).",
    instead: ([f, x, { h }]) => everywhere(x, (i) => (f(moved(x, i, -h)) - f(x)) / h),
  },
  {
    step: "kink",
    cause: "you forgot the absolute value: a slope that falls is a kink too",
    next: "Take .abs() of the difference before you compare it.",
    instead: ([, , { h }], { onRight, onLeft }) => onLeft.sub(onRight).greater(Math.sqrt(h)),
  },
  {
    step: "kink",
    cause: "it is 1 where the function is smooth and 0 at the kinks",
    next: "A kink is where the slopes differ by more than √h: .greater(…).",
    instead: ([, , { h }], { onRight, onLeft }) => onRight.sub(onLeft).abs().less(Math.sqrt(h)),
  },
  {
    step: "kink",
    cause: "you asked whether the slopes differ at all; they always do a little, by curvature",
    next: "Ask for a difference above √h.",
    instead: (_args, { onRight, onLeft }) => onRight.sub(onLeft).abs().greater(0),
  },
];
