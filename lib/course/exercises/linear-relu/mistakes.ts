import type { MistakeSource } from "../../exercise.js";
import type { LinearBackwardCall, LinearCall, ReluBackwardCall, ReluCall } from "./inputs.js";

export const linearMistakes: MistakeSource<LinearCall>[] = [
  {
    step: "y",
    cause: "you left the bias out",
    next: "Add b at the end: each row gets the same M numbers.",
    instead: ([{ x, W }]) => x.matmul(W),
  },
  {
    step: "y",
    cause: "you multiplied by the bias",
    next: "b is added to the product xW.",
    instead: ([{ x, W, b }]) => x.matmul(W).mul(b),
  },
  {
    step: "y",
    cause: "you divided by the number of inputs: this is a mean, not a sum",
    next: "An output is the plain weighted sum of the inputs: x.matmul(W).",
    instead: ([{ x, W, b }]) => x.matmul(W).div(x.shape[1]).add(b),
  },
];

export const linearBackwardMistakes: MistakeSource<LinearBackwardCall>[] = [
  {
    step: "dX",
    cause: "you divided by the number of rows; if the loss is a mean, dY knows that already",
    next: "dX is the product of dY and the transposed W, as it is.",
    instead: ([dY, { W }]) => dY.matmul(W.T).div(dY.shape[0]),
  },
  {
    step: "dX",
    cause: "you multiplied by x as well",
    next: "x was multiplied by W alone: dX = dY Wᵀ.",
    instead: ([dY, { x, W }]) => dY.matmul(W.T).mul(x),
  },
  {
    step: "dX",
    cause: "the result is transposed: you computed W dYᵀ",
    next: "dX has the shape of x, (N, D). Put dY, (N, M), first and Wᵀ, (M, D), after it.",
    instead: ([dY, { W }]) => W.matmul(dY.T),
  },
  {
    step: "dW",
    cause: "the result is transposed: you computed dYᵀ x",
    next: "dW has the shape of W, (D, M). Put xᵀ, (D, N), first and dY, (N, M), after it.",
    instead: ([dY, { x }]) => dY.T.matmul(x),
  },
  {
    step: "dW",
    cause: "you took the mean over the rows instead of the sum",
    next: "W is used for every row, so its gradient is the sum over the rows: that is what xᵀ dY does.",
    instead: ([dY, { x }]) => x.T.matmul(dY).div(dY.shape[0]),
  },
  {
    step: "dW",
    cause: "you added the rows up before you multiplied: (Σ x)ᵀ (Σ dY)",
    next: "Multiply row by row and add up then: xᵀ dY does both.",
    instead: ([dY, { x }]) => x.sum(0, true).T.matmul(dY.sum(0, true)),
  },
  {
    step: "dB",
    cause: "you took the mean over the rows instead of the sum",
    next: "b is added to every row, so its gradient is the sum over the rows.",
    instead: ([dY]) => dY.mean(0),
  },
  {
    step: "dB",
    cause: "you summed along the wrong axis: one number for each row",
    next: "b has M entries, one for each output: sum over the rows, axis 0.",
    instead: ([dY]) => dY.sum(1),
  },
  {
    step: "dB",
    cause: "you did not add the rows up: the gradient of b has the shape of b",
    next: "b was used in every row; add up what comes back from all of them: dY.sum(0).",
    instead: ([dY]) => dY,
  },
];

export const reluMistakes: MistakeSource<ReluCall>[] = [
  {
    step: "y",
    cause: "you kept the negative part",
    next: "The larger of 0 and x: x.maximum(0).",
    instead: ([{ x }]) => x.minimum(0),
  },
  {
    step: "y",
    cause: "you took the absolute value: negative inputs must become 0",
    next: "The larger of 0 and x: x.maximum(0).",
    instead: ([{ x }]) => x.abs(),
  },
  {
    step: "y",
    cause: "this says where x is positive, as 0 and 1, and not how large it is",
    next: "Positive inputs pass unchanged: x.maximum(0).",
    instead: ([{ x }]) => x.greater(0),
  },
];

export const reluBackwardMistakes: MistakeSource<ReluBackwardCall>[] = [
  {
    step: "dX",
    cause: "you let the gradient pass everywhere",
    next: "It passes only where x > 0: multiply dY by x.greater(0).",
    instead: ([dY]) => dY,
  },
  {
    step: "dX",
    cause: "you looked at the sign of dY; what counts is where x was positive",
    next: "The mask is x.greater(0). dY may have any sign.",
    instead: ([dY]) => dY.maximum(0),
  },
  {
    step: "dX",
    cause: "the mask is the wrong way round: the gradient passes where x was negative",
    next: "Where x > 0 the slope is 1, elsewhere 0.",
    instead: ([dY, { x }]) => dY.mul(x.less(0)),
  },
  {
    step: "dX",
    cause: "you multiplied by y itself; its slope is 1 where x is positive",
    next: "Multiply dY by 0 and 1: x.greater(0).",
    instead: ([dY, { x }]) => dY.mul(x.maximum(0)),
  },
  {
    step: "dX",
    cause: "you let the gradient pass at x = 0 too; there our slope is 0",
    next: "Use x > 0, not x ≥ 0.",
    instead: ([dY, { x }]) => dY.mul(x.less(0).neg().add(1)),
  },
  {
    step: "dX",
    cause: "you returned the slope alone and left dY out",
    next: "By the chain rule the slope is multiplied by what comes from behind: dY.",
    instead: ([, { x }]) => x.greater(0),
  },
];
