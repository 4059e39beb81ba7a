import { definePart, type Check, type Exercise } from "../../exercise.js";
import { whole } from "../../whole.js";
import {
  drawFans,
  drawLayer,
  drawNet,
  drawShapes,
  type FansCall,
  type RescaleCall,
  type ShapeCall,
  type SpreadsCall,
  type StdCall,
} from "./inputs.js";
import {
  boundMistakes,
  fansMistakes,
  heMistakes,
  rescaleMistakes,
  spreadMistakes,
  xavierMistakes,
} from "./mistakes.js";
import { fansOf, heStd, layerSpreads, rescale, uniformBound, xavierStd } from "./reference.js";

const parts = [
  definePart<ShapeCall>({
    name: "fansOf",
    points: { fanIn: 1, fanOut: 1 },
    hints: {
      fansOf: [
        "Take one output. How many numbers is it a sum of? Take one input. Into how many outputs does it go?",
        "A matrix is (D, M): D and M. A filter looks at a window of kH · kW pixels in each of C channels.",
        "Filters (F, C, kH, kW): in C · kH · kW, out F · kH · kW.",
      ],
    },
    parameters: ["shape"],
    reference: ([shape]) => fansOf(shape),
    small: (rng, { rows, columns }) => [
      rows === 1 ? [4, 3 + rng.integer(3)] : [4 + rng.integer(3), 3, 2, columns],
    ],
    mistakes: fansMistakes,
  }),
  definePart<FansCall>({
    name: "xavierStd",
    points: { xavierStd: 1 },
    hints: {
      xavierStd: [
        "Activations want a variance of 1/fan in, gradients one of 1/fan out.",
        "Xavier's compromise is one over the mean of both fans.",
        "`return Math.sqrt(2 / (…));`, with the sum of both.",
      ],
    },
    parameters: [""],
    reference: ([fans]) => xavierStd(fans),
    small: (rng, { rows, columns }) => [{ fanIn: rows, fanOut: columns + 3 + rng.integer(3) }],
    mistakes: xavierMistakes,
  }),
  definePart<FansCall>({
    name: "heStd",
    points: { heStd: 1 },
    hints: {
      heStd: [
        "A sum of n terms, each with variance v, has the variance n·v. What does a ReLU do to it?",
        "It throws half of the mean square away. So the weights need twice the variance 1/fan in.",
        "`return Math.sqrt(2 / …);`",
      ],
    },
    parameters: [""],
    reference: ([fans]) => heStd(fans),
    small: (rng, { rows, columns }) => [{ fanIn: rows + 1, fanOut: columns + 3 + rng.integer(3) }],
    mistakes: heMistakes,
  }),
  definePart<StdCall>({
    name: "uniformBound",
    points: { uniformBound: 1 },
    hints: {
      uniformBound: [
        "What is the variance of a uniform distribution from −b to b?",
        "It is b²/3. Set it equal to std² and solve for b.",
        "`return Math.sqrt(3) * …;`",
      ],
    },
    parameters: ["std"],
    reference: ([std]) => uniformBound(std),
    small: (rng, { rows }) => [rows + rng.integer(2)],
    mistakes: boundMistakes,
  }),
  definePart<SpreadsCall>({
    name: "layerSpreads",
    points: { layerSpreads: 3 },
    hints: {
      layerSpreads: [
        "Start with h = x and let it go through one layer after the other, writing down one number each time.",
        "A layer is `h = h.matmul(W).maximum(0)`. The spread is the root of the mean of `h.sub(h.mean()).pow(2)`.",
        "In a loop over Ws: `h = …; spreads.push(Math.sqrt(….mean().item()));`, and `return spreads;` in the end.",
      ],
    },
    parameters: ["x", "Ws"],
    reference: ([x, Ws]) => layerSpreads(x, Ws),
    small: (rng, { rows, columns }) => [
      whole(rng, [rows, columns], 0, 3),
      [whole(rng, [columns, 2], -1, 2), whole(rng, [2, 2], -1, 2)],
    ],
    mistakes: spreadMistakes,
  }),
  definePart<RescaleCall>({
    name: "rescale",
    points: { mean: 1, std: 1, newW: 1, newB: 2 },
    hints: {
      mean: [
        "One number for each output of the layer.",
        "Outputs are columns: average over the rows.",
        "`return y.mean(…);`",
      ],
      std: [
        "The root of a mean of squares.",
        "Subtract the mean, square, average over the rows, take the root.",
        "`return y.sub(mean).pow(2).mean(…).sqrt();`",
      ],
      newW: [
        "The outputs are σ times too wide. What makes a sum of products smaller by that?",
        "Dividing every weight of the output, a column of W, by its σ: (D, M) by (M).",
        "`return W.div(…);`",
      ],
      newB: [
        "You want (y − μ)/σ. Write y as xW + b and look which part does not depend on x.",
        "(xW + b − μ)/σ = x (W/σ) + (b − μ)/σ.",
        "`return b.sub(…).div(…);`",
      ],
    },
    parameters: [""],
    returns: { W: "newW", b: "newB" },
    reference: ([inputs], step) => rescale(inputs, step),
    small: (rng, { rows, columns }) => [
      {
        x: whole(rng, [rows + 1, columns], 0, 3),
        W: whole(rng, [columns, 2], 1, 3),
        b: whole(rng, [2], 1, 3),
      },
    ],
    mistakes: rescaleMistakes,
  }),
];

const checks: Check[] = [
  {
    title: "a matrix and filters",
    part: "fansOf",
    ordinary: true,
    draw: (rng) => drawShapes(rng),
  },
  {
    title: "two different fans",
    part: "xavierStd",
    ordinary: true,
    draw: (rng) => [drawFans(rng)],
  },
  {
    title: "two different fans",
    part: "heStd",
    ordinary: true,
    draw: (rng) => [drawFans(rng)],
  },
  {
    title: "a spread between 0 and 1",
    part: "uniformBound",
    ordinary: true,
    draw: (rng) => [[rng.uniform() + 0.1]],
  },
  {
    title: "20 rows through three layers",
    part: "layerSpreads",
    ordinary: true,
    draw: (rng) => [drawNet(rng, 20, [6, 8, 5, 7], 0.5)],
  },
  {
    title: "10 rows, 3 inputs, 4 outputs",
    part: "rescale",
    ordinary: true,
    draw: (rng) => [drawLayer(rng, 10, 3, 4)],
  },
];

/** First weights: how large they must be, by rule and by measurement. */
export const exercise: Exercise = {
  id: "05-initialization",
  title: "Initialization",
  minutes: 60,
  prerequisites: ["02", "04"],
  parts,
  checks,
  reflections: [{ id: "too-large", points: 2 }],
};
