import type { Tensor } from "../../../tensor/tensor.js";
import type { MistakeSource } from "../../exercise.js";
import type { GroupCall, NormCall } from "./inputs.js";

export const spatialMistakes: MistakeSource<NormCall>[] = [
  {
    step: "rows",
    cause:
      "you reshaped without moving the channels to the end: the rows mix channels and positions",
    next: "First x.permute(0, 2, 3, 1), then reshape to (−1, C).",
    instead: ([{ x }]) => x.reshape(-1, x.shape[1]),
  },
  {
    step: "rows",
    cause: "height and width changed places on the way",
    next: "Keep their order: x.permute(0, 2, 3, 1).",
    instead: ([{ x }]) => x.permute(0, 3, 2, 1).reshape(-1, x.shape[1]),
  },
  {
    step: "rows",
    cause: "this is the transpose: a row for each channel",
    next: "Each position of each image is a row; the channels are the columns.",
    instead: ([{ x }]) => x.permute(1, 0, 2, 3).reshape(x.shape[1], -1),
  },
  {
    step: "mean",
    cause: "you averaged over the channels of each position",
    next: "Average over the rows: axis 0.",
    instead: (_args, { rows }) => rows.mean(1),
  },
  {
    step: "mean",
    cause: "you took one mean for everything; each channel has its own",
    next: "Average over the rows alone: rows.mean(0).",
    instead: (_args, { rows }) => rows.mean(),
  },
  {
    step: "variance",
    cause: "you divided by one less than the number of rows",
    next: "The variance is the biased one: divide by N·H·W.",
    instead: (_args, { centered }) =>
      centered
        .pow(2)
        .sum(0)
        .div(centered.shape[0] - 1),
  },
  {
    step: "variance",
    cause: "you divided by N, the number of images; each has H·W positions",
    next: "Take the mean over all rows: .mean(0).",
    instead: ([{ x }], { centered }) => centered.pow(2).sum(0).div(x.shape[0]),
  },
  {
    step: "y",
    cause: "you reshaped without moving the channels back: the numbers stand in the wrong places",
    next: "First reshape to (N, H, W, C), then permute(0, 3, 1, 2).",
    instead: ([{ x }], { yRows }) => yRows.reshape(...x.shape),
  },
  {
    step: "y",
    cause: "the channels are still the last axis: this is (N, H, W, C)",
    next: "Move them back to place 1 with .permute(0, 3, 1, 2).",
    instead: ([{ x }], { yRows }) => {
      const [N, C, H, W] = x.shape;
      return yRows.reshape(N, H, W, C);
    },
  },
];

/** (C) as it stands beside (N, C, H, W). */
const beside = (channels: Tensor): Tensor => channels.reshape(-1, 1, 1);

export const instanceMistakes: MistakeSource<NormCall>[] = [
  {
    step: "mean",
    cause: "you averaged over the images too: that is batch norm",
    next: "Average over height and width alone: axes 2 and 3.",
    instead: ([{ x }]) => x.mean([0, 2, 3], true),
  },
  {
    step: "mean",
    cause: "you averaged over the channels too: that is layer norm",
    next: "Average over height and width alone: axes 2 and 3.",
    instead: ([{ x }]) => x.mean([1, 2, 3], true),
  },
  {
    step: "mean",
    cause: "the mean lost its axes: (N, C) cannot stand beside (N, C, H, W)",
    next: "Keep them: .mean([2, 3], true).",
    instead: ([{ x }]) => x.mean([2, 3]),
  },
  {
    step: "variance",
    cause: "you averaged over the images too: that is batch norm",
    next: "Average the squares over axes 2 and 3.",
    instead: (_args, { centered }) => centered.pow(2).mean([0, 2, 3], true),
  },
  {
    step: "variance",
    cause: "you divided by one less than the number of positions",
    next: "The variance is the biased one: divide by H·W.",
    instead: (_args, { centered }) => {
      const [, , H, W] = centered.shape;
      return centered
        .pow(2)
        .sum([2, 3], true)
        .div(H * W - 1);
    },
  },
  {
    step: "variance",
    cause: "you squared x itself, not the centered values",
    next: "Square centered.",
    instead: ([{ x }]) => x.pow(2).mean([2, 3], true),
  },
  {
    step: "y",
    cause: "you left beta out",
    next: "Shift by beta after scaling by gamma.",
    instead: ([{ gamma }], { xHat }) => xHat.mul(beside(gamma)),
  },
  {
    step: "y",
    cause: "you left gamma out",
    next: "Scale x̂ by gamma before you add beta.",
    instead: ([{ beta }], { xHat }) => xHat.add(beside(beta)),
  },
];

/** (C) as it stands beside (N, G, C/G, H, W). */
const inGroups = (channels: Tensor, groups: number): Tensor => channels.reshape(groups, -1, 1, 1);

export const groupMistakes: MistakeSource<GroupCall>[] = [
  {
    step: "mean",
    cause: "you averaged over height and width alone: that is instance norm",
    next: "A group has several channels: average over axis 2 as well.",
    instead: ([{ x }, { groups }]) => {
      const [N, C, H, W] = x.shape;
      return x.reshape(N, groups, C / groups, H, W).mean([3, 4], true);
    },
  },
  {
    step: "mean",
    cause: "you averaged over all groups at once: that is layer norm",
    next: "Each group has a mean of its own: average over axes 2, 3 and 4.",
    instead: ([{ x }, { groups }]) => {
      const [N, C, H, W] = x.shape;
      return x.reshape(N, groups, C / groups, H, W).mean([1, 2, 3, 4], true);
    },
  },
  {
    step: "mean",
    cause: "you averaged over the images too; group norm looks at one image at a time",
    next: "Average over axes 2, 3 and 4; axis 0 is the batch.",
    instead: ([{ x }, { groups }]) => {
      const [N, C, H, W] = x.shape;
      return x.reshape(N, groups, C / groups, H, W).mean([0, 2, 3, 4], true);
    },
  },
  {
    step: "variance",
    cause: "you averaged the squares over height and width alone",
    next: "The same axes as for the mean: 2, 3 and 4.",
    instead: (_args, { centered }) => centered.pow(2).mean([3, 4], true),
  },
  {
    step: "variance",
    cause: "you added the squares up but did not divide",
    next: "Take the mean of the squares over axes 2, 3 and 4.",
    instead: (_args, { centered }) => centered.pow(2).sum([2, 3, 4], true),
  },
  {
    step: "y",
    cause: "the groups are still there: y must have the shape of x, (N, C, H, W)",
    next: "Reshape the result to x.shape in the end.",
    instead: ([{ gamma, beta }, { groups }], { xHat }) =>
      xHat.mul(inGroups(gamma, groups)).add(inGroups(beta, groups)),
  },
  {
    step: "y",
    cause: "you left beta out",
    next: "Shift by beta after scaling by gamma.",
    instead: ([{ x, gamma }, { groups }], { xHat }) =>
      xHat.mul(inGroups(gamma, groups)).reshape(...x.shape),
  },
  {
    step: "y",
    cause: "you left gamma out",
    next: "Scale x̂ by gamma before you add beta.",
    instead: ([{ x, beta }, { groups }], { xHat }) =>
      xHat.add(inGroups(beta, groups)).reshape(...x.shape),
  },
];
