import { tex, type Step } from "../../../step.js";
import { fromData, tensor } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { definePart, type Exercise } from "../../exercise.js";
import { integer } from "../../numbers.js";
import { testFunction } from "../../test-functions.js";
import { whole } from "../../whole.js";
import {
  drawDirection,
  drawPair,
  drawSearch,
  drawStep,
  drawTrials,
  rightDirection,
  type DirectionCall,
  type KeepCall,
  type PairCall,
  type SearchCall,
  type WolfeCall,
} from "./inputs.js";
import {
  directionMistakes,
  keepMistakes,
  pairMistakes,
  searchMistakes,
  wolfeMistakes,
} from "./mistakes.js";

/** What counts as curved upwards at all: as in the library. */
export const LEAST_CURVATURE = 1e-10;

function curvaturePair([before, after]: PairCall, step: Step) {
  const s = step("s", tex`s = \theta' - \theta`, () => after.theta.sub(before.theta));
  const y = step("y", tex`y = g' - g`, () => after.g.sub(before.g));
  return { s, y };
}

/** The two-loop recursion in the order in which it is taught; its end is the library's. */
function direction(call: DirectionCall, step: Step) {
  const [g, pairs] = call;
  const shares = step("shares", tex`a_i = s_i^\top q \,/\, y_i^\top s_i`, () => {
    const a = new Array<number>(pairs.length);
    let q = g;
    for (let i = pairs.length - 1; i >= 0; i--) {
      const { s, y } = pairs[i];
      a[i] = s.dot(q) / y.dot(s);
      q = q.sub(y.mul(a[i]));
    }
    return fromData(a, [a.length]);
  });
  const q = step("q", tex`q = g - \sum_i a_i y_i`, () =>
    pairs.reduce((left, { y }, i) => left.sub(y.mul(shares.at(i))), g),
  );
  const r = step("r", tex`r = \gamma q, \quad \gamma = s_k^\top y_k \,/\, y_k^\top y_k`, () => {
    const newest = pairs.at(-1);
    return newest ? q.mul(newest.s.dot(newest.y) / newest.y.dot(newest.y)) : q;
  });
  const d = step("d", tex`d = -r`, () => rightDirection(call));
  return { shares, q, r, d };
}

const wolfe = ([start, trial, { c1, c2 }]: WolfeCall) => ({
  falls: trial.value <= start.value + c1 * trial.alpha * start.slope,
  flat: Math.abs(trial.slope) <= c2 * Math.abs(start.slope),
});

function lineSearch([{ f, theta, g, d }, { c1, shrink }]: SearchCall, step: Step) {
  const slope = step("slope", tex`\varphi'(0) = g^\top d`, () => tensor(g.dot(d)));
  const alpha = step(
    "alpha",
    tex`f(\theta + \alpha d) \le f(\theta) + c_1 \alpha\, \varphi'(0)`,
    () => {
      const start = f(theta);
      let length = 1;
      while (f(theta.add(d.mul(length))) > start + c1 * length * slope.item()) length *= shrink;
      return tensor(length);
    },
  );
  const next = step("next", tex`\theta + \alpha d`, () => theta.add(d.mul(alpha.item())));
  return { alpha, next };
}

const pairPart = definePart<PairCall>({
  name: "curvaturePair",
  points: { s: 1, y: 1 },
  hints: {
    curvaturePair: [
      "A pair is two differences: how far you came, and how much the gradient changed on the way.",
      "Both are after minus before: `s` of theta, `y` of g.",
      "`after.theta.sub(before.theta)`, and the same for g.",
    ],
  },
  parameters: ["before", "after"],
  reference: curvaturePair,
  small: (rng, { rows }) => {
    const place = () => ({ theta: whole(rng, [rows], -2, 2), g: whole(rng, [rows], -2, 2) });
    return [place(), place()];
  },
  mistakes: pairMistakes,
});

const keepPart = definePart<KeepCall>({
  name: "keepPair",
  points: { keepPair: 1 },
  hints: {
    keepPair: [
      "On a parabola, how does the slope change along a step? What would it mean if it did not grow?",
      "Along the step the slope grew if the dot product of s and y is above 0. Rounding asks for a little more than 0.",
      "`return s.dot(y) > 1e-10;`",
    ],
  },
  parameters: [""],
  reference: ([{ s, y }]) => s.dot(y) > LEAST_CURVATURE,
  small: (rng, { rows }) => [{ s: whole(rng, [rows], -2, 2), y: whole(rng, [rows], -2, 2) }],
  mistakes: keepMistakes,
});

const directionPart = definePart<DirectionCall>({
  name: "direction",
  points: { shares: 3, q: 1, r: 2, d: 2 },
  hints: {
    shares: [
      "Start with `let q = g` and go from the newest pair, the last one, to the oldest. What does q lose at each pair?",
      "At pair i: $a_i = s_i^\\top q / y_i^\\top s_i$, and then q loses $a_i y_i$ before the next pair looks at it.",
      "`for (let i = pairs.length - 1; i >= 0; i--) { a[i] = s.dot(q) / y.dot(s); q = q.sub(y.mul(a[i])); }` with `const { s, y } = pairs[i]`; then `fromData(a, [a.length])`.",
    ],
    q: [
      "It is what the loop above had in the end.",
      "Take every $a_i y_i$ away from g; `shares.at(i)` is the number $a_i$.",
      "`let q = g;` and for each pair `q = q.sub(pairs[i].y.mul(shares.at(i)))`.",
    ],
    r: [
      "One number for the curvature of everything that no pair has seen. Which pair knows best?",
      "$\\gamma = s^\\top y / y^\\top y$ of the newest pair. What if there are no pairs yet?",
      "`if (pairs.length === 0) return q;`, else `q.mul(s.dot(y) / y.dot(y))` with the last pair.",
    ],
    d: [
      "The second loop goes the other way: from the oldest pair to the newest.",
      "At pair i: $b_i = y_i^\\top r / y_i^\\top s_i$, and r gains $(a_i - b_i)\\, s_i$. At the end, turn r around.",
      "`let z = r;` and for i = 0, 1, …: `z = z.add(s.mul(shares.at(i) - y.dot(z) / y.dot(s)))`; then `z.neg()`.",
    ],
  },
  parameters: ["g", "pairs"],
  reference: direction,
  small: (rng, { rows }) => {
    const a = whole(rng, [rows], 1, 3);
    const pair = () => {
      const s = whole(rng, [rows], 1, 2);
      return { s, y: a.mul(s) };
    };
    return [whole(rng, [rows], -3, 3), [pair(), pair()]];
  },
  mistakes: directionMistakes,
});

const wolfePart = definePart<WolfeCall>({
  name: "wolfe",
  points: { falls: 1, flat: 1 },
  hints: {
    wolfe: [
      "Two questions about a trial step: did the value fall enough for its length, and has the slope become flat enough?",
      "The slope at the start is negative: the value must fall by at least $c_1 \\alpha$ times it. Flat is about the size of a slope, so take absolute values.",
      "`trial.value <= start.value + c1 * trial.alpha * start.slope` and `Math.abs(trial.slope) <= c2 * Math.abs(start.slope)`.",
    ],
  },
  parameters: ["start", "trial", ""],
  reference: wolfe,
  small: (rng) => [
    { value: 8, slope: -4 },
    { alpha: integer(rng, 1, 2), value: integer(rng, 4, 9), slope: integer(rng, -4, 4) },
    { c1: 0.25, c2: 0.5 },
  ],
  mistakes: wolfeMistakes,
});

const searchPart = definePart<SearchCall>({
  name: "lineSearch",
  points: { slope: 1, alpha: 2, next: 1 },
  hints: {
    lineSearch: [
      "Try α = 1 first: far away from the start it is often too bold, near the end just right. When it is too bold, be less so.",
      "The slope along d is g · d. Shrink α while $f(\\theta + \\alpha d)$ lies above the line $f(\\theta) + c_1 \\alpha \\cdot slope$.",
      "`let a = 1; while (f(theta.add(d.mul(a))) > f(theta) + c1 * a * slope.item()) a *= shrink;` and give `tensor(a)`.",
    ],
  },
  parameters: ["", ""],
  reference: lineSearch,
  small: (rng, { rows }) => {
    const a = whole(rng, [rows], 1, 2);
    const theta = whole(rng, [rows], 1, 3);
    const g: Tensor = a.mul(theta);
    const f = testFunction("quadratic", { a, b: theta.mul(0) });
    return [
      { f, theta, g, d: theta.mul(-integer(rng, 2, 6)) },
      { c1: 0.25, shrink: 0.25 },
    ];
  },
  mistakes: searchMistakes,
});

/** L-BFGS: pairs, the two-loop recursion, and a line search. */
export const exercise: Exercise = {
  id: "15-l-bfgs",
  title: "L-BFGS",
  minutes: 90,
  prerequisites: ["12"],
  parts: [pairPart, keepPart, directionPart, wolfePart, searchPart],
  checks: [
    {
      title: "a step in a bowl",
      part: "curvaturePair",
      ordinary: true,
      draw: (rng) => [drawStep(rng, 4, true)],
    },
    {
      title: "pairs from a bowl and from a hill",
      part: "keepPair",
      ordinary: true,
      draw: (rng) => [drawPair(rng, 4, true), drawPair(rng, 4, false)],
    },
    {
      title: "3 pairs of 5 entries",
      part: "direction",
      ordinary: true,
      draw: (rng) => [drawDirection(rng, 5, 3)],
    },
    {
      title: "trials of every kind",
      part: "wolfe",
      ordinary: true,
      draw: drawTrials,
    },
    {
      title: "a bowl in 3 directions, steps too long and just right",
      part: "lineSearch",
      ordinary: true,
      draw: (rng) => [4, 1, 0].map((times) => drawSearch(rng, 3, times)),
    },
  ],
  reflections: [{ id: "minibatches", points: 2 }],
};
