import { tex, type Step } from "../../../step.js";
import { tensor } from "../../../tensor/create.js";
import { definePart, type Exercise } from "../../exercise.js";
import { integer } from "../../numbers.js";
import { whole } from "../../whole.js";
import {
  drawAt,
  drawGood,
  drawRun,
  drawTrials,
  drawUniform,
  type BorderCall,
  type ChooseCall,
  type DrawCall,
  type NarrowCall,
  type QuitCall,
} from "./inputs.js";
import {
  borderMistakes,
  chooseMistakes,
  drawMistakes,
  narrowMistakes,
  quitMistakes,
} from "./mistakes.js";
import { borderOf, chosen, narrowed, quitAt } from "./search.js";

function drawRates([u, { low, high }]: DrawCall, step: Step) {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const exponent = step("exponent", tex`e = \log_{10} l + u \,(\log_{10} h - \log_{10} l)`, () =>
    u.mul(to - from).add(from),
  );
  const rate = step("rate", tex`\alpha = 10^{e}`, () => tensor(10).pow(exponent));
  return { exponent, rate };
}

const drawPart = definePart<DrawCall>({
  name: "drawRates",
  points: { exponent: 2, rate: 1 },
  hints: {
    drawRates: [
      "Which numbers should be equally likely: 0.001 and 0.002, or 0.001 and 0.01?",
      "Draw the exponent evenly: u = 0 gives log10(low), u = 1 gives log10(high).",
      "`u.mul(Math.log10(high) - Math.log10(low)).add(Math.log10(low))`, and then `tensor(10).pow(exponent)`.",
    ],
  },
  parameters: ["u", ""],
  reference: drawRates,
  small: (rng, { rows }) => [whole(rng, [rows], 0, 4).div(4), { low: 1e-5, high: 0.1 }],
  mistakes: drawMistakes,
});

const quitPart = definePart<QuitCall>({
  name: "quitEarly",
  points: { quit: 1, spent: 2 },
  hints: {
    quitEarly: [
      "Go through the losses in order. What is the limit, and what does a comparison with NaN give?",
      "`losses.findIndex(…)` gives where something is true for the first time, or −1.",
      "`const at = losses.findIndex((loss) => !(loss <= factor * losses[0]));` is right for NaN too. Spent are `at + 1` updates, or all of them if it is −1.",
    ],
  },
  parameters: ["losses", ""],
  reference: ([losses, { factor }]) => quitAt(losses, factor),
  small: (rng) => [
    [integer(rng, 1, 2), ...Array.from({ length: 3 }, () => integer(rng, 1, 9))].map((loss) =>
      loss === 9 ? NaN : loss,
    ),
    { factor: 3 },
  ],
  mistakes: quitMistakes,
});

const choosePart = definePart<ChooseCall>({
  name: "choose",
  points: { lr: 1, reg: 1 },
  hints: {
    choose: [
      "A run that diverged has the score NaN. Is any number greater than NaN?",
      "First throw out the trials whose score is NaN, then look for the highest.",
      "`const numbers = tried.filter(({ score }) => !Number.isNaN(score));` and then `numbers.reduce((best, each) => (each.score > best.score ? each : best))`.",
    ],
  },
  parameters: ["tried"],
  reference: ([tried]) => chosen(tried),
  small: (rng) => [
    [NaN, integer(rng, 1, 3), integer(rng, 4, 6), integer(rng, 1, 3), NaN].map((score) => ({
      lr: integer(rng, 1, 5),
      reg: integer(rng, 1, 5),
      score,
    })),
  ],
  mistakes: chooseMistakes,
});

const borderPart = definePart<BorderCall>({
  name: "border",
  points: { share: 2, at: 1 },
  hints: {
    border: [
      "The search was even in the exponent. So in what unit is the distance to the ends measured?",
      "The share is $(\\log v - \\log l) / (\\log h - \\log l)$: 0 at the low end, 1 at the high end.",
      '`at` is "low" for a share below 0.05, "high" for one above 0.95, else "inside".',
    ],
  },
  parameters: ["value", ""],
  reference: ([value, range]) => borderOf(value, range),
  small: (rng) => [10 ** integer(rng, -5, -1), { low: 1e-5, high: 0.1 }],
  mistakes: borderMistakes,
});

const narrowPart = definePart<NarrowCall>({
  name: "narrow",
  points: { low: 1, high: 1 },
  hints: {
    narrow: [
      "The good values span a part of the range. What if the best is just outside of it?",
      "In the logarithm: from the smallest good value minus a tenth of the old width to the largest plus a tenth.",
      "`const room = 0.1 * (Math.log10(high) - Math.log10(low));` and `10 ** (Math.log10(Math.min(...good)) - room)`; the same upwards.",
    ],
  },
  parameters: ["good", ""],
  reference: ([good, range]) => narrowed(good, range),
  small: (rng) => [
    Array.from({ length: 2 }, () => 10 ** integer(rng, -4, -2)),
    { low: 1e-5, high: 0.1 },
  ],
  mistakes: narrowMistakes,
});

/** A random search for the learning rate: draws, quitting early, choosing, the border, the next round. */
export const exercise: Exercise = {
  id: "17-learning-rate",
  title: "Searching for a learning rate",
  minutes: 60,
  prerequisites: ["16"],
  parts: [drawPart, quitPart, choosePart, borderPart, narrowPart],
  checks: [
    {
      title: "20 draws",
      part: "drawRates",
      ordinary: true,
      draw: (rng) => [drawUniform(rng, 20)],
    },
    {
      title: "a run that blows up, one that becomes NaN, one that is calm",
      part: "quitEarly",
      ordinary: true,
      draw: (rng) => [drawRun(rng, "high"), drawRun(rng, "nan"), drawRun(rng, "never")],
    },
    {
      title: "8 trials, some of which diverged",
      part: "choose",
      ordinary: true,
      draw: (rng) => [drawTrials(rng, 6)],
    },
    {
      title: "values in the middle and at both ends",
      part: "border",
      ordinary: true,
      draw: (rng) => [drawAt(rng, "low"), drawAt(rng, "inside"), drawAt(rng, "high")],
    },
    {
      title: "4 good values",
      part: "narrow",
      ordinary: true,
      draw: (rng) => [drawGood(rng, 4)],
    },
  ],
  reflections: [{ id: "grid", points: 2 }],
};
