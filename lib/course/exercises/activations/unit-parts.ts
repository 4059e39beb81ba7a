import * as maxout from "../../../layers/maxout.js";
import { definePart } from "../../exercise.js";
import { whole } from "../../whole.js";
import type { MaxoutCall, OutputsCall, SlopesCall } from "./inputs.js";
import { deadMistakes, maxoutMistakes, saturatedMistakes } from "./rectifier-mistakes.js";
import { deadUnits, saturatedShare } from "./reference.js";

/** Maxout, and how many units of a layer are saturated or dead. */
export const unitParts = [
  definePart<MaxoutCall>({
    name: "maxoutForward",
    points: { y: 1 },
    hints: {
      maxoutForward: [
        "Every unit has k candidates. Which one is its output?",
        "`z` has shape (N, k, M), and y must have shape (N, M): one axis goes.",
        "`return z.max(…);` along the axis of the candidates.",
      ],
    },
    parameters: [""],
    reference: ([inputs], step) => {
      const { y } = maxout.forward(inputs, {}, step);
      return { y };
    },
    small: (rng, { rows, columns }) => [
      {
        x: whole(rng, [rows, columns], -2, 2),
        W: whole(rng, [2, columns, 2], -2, 2),
        b: whole(rng, [2, 2], -2, 2),
      },
    ],
    mistakes: maxoutMistakes,
  }),
  definePart<SlopesCall>({
    name: "saturatedShare",
    points: { saturatedShare: 1 },
    hints: {
      saturatedShare: [
        "Make a tensor of zeros and ones first.",
        "`t.less(0.01)` is 1 where t is below 0.01. The share of ones is a mean.",
        "`return slopes.less(0.01)` and then `.mean()`, and `.item()` to get a number out of it.",
      ],
    },
    parameters: ["slopes"],
    reference: ([slopes]) => saturatedShare(slopes),
    small: (rng, { rows, columns }) => [whole(rng, [rows, columns], 0, 3).div(300)],
    mistakes: saturatedMistakes,
  }),
  definePart<OutputsCall>({
    name: "deadUnits",
    points: { deadUnits: 2 },
    hints: {
      deadUnits: [
        "A column of y is one unit. When is a column all 0, if no entry is negative?",
        "When its largest entry is 0: `y.max(0)` has one number for each unit.",
        "Go through `y.max(0).toArray()` with its index, and keep the index where the value is 0.",
      ],
    },
    parameters: ["y"],
    reference: ([y]) => deadUnits(y),
    small: (rng, { rows, columns }) => [whole(rng, [rows, columns], -1, 1).maximum(0)],
    mistakes: deadMistakes,
  }),
];
