import type { MistakeSource } from "../../exercise.js";
import type {
  BorderCall,
  ChooseCall,
  DrawCall,
  LogRange,
  NarrowCall,
  QuitCall,
  Tried,
} from "./inputs.js";
import { borderOf, BORDER, chosen, narrowed, quitAt } from "./search.js";

export const drawMistakes: MistakeSource<DrawCall>[] = [
  {
    step: "exponent",
    cause: "you drew the rate itself and not its exponent",
    next: "Go from log10(low) to log10(high).",
    instead: ([u, { low, high }]) => u.mul(high - low).add(low),
  },
  {
    step: "exponent",
    cause: "you went from the high end to the low one",
    next: "u = 0 must give log10(low).",
    instead: ([u, { low, high }]) =>
      u.mul(Math.log10(low) - Math.log10(high)).add(Math.log10(high)),
  },
  {
    step: "exponent",
    cause: "you took the natural logarithm; the next step raises 10",
    next: "Use Math.log10.",
    instead: ([u, { low, high }]) => u.mul(Math.log(high) - Math.log(low)).add(Math.log(low)),
  },
  {
    step: "exponent",
    cause: "you did not stretch u over the whole range",
    next: "Multiply u by log10(high) − log10(low).",
    instead: ([u, { low }]) => u.add(Math.log10(low)),
  },
  {
    step: "rate",
    cause: "you raised e where 10 belongs",
    next: "tensor(10).pow(exponent).",
    instead: (_, { exponent }) => exponent.exp(),
  },
  {
    step: "rate",
    cause: "you raised the exponent to the power 10",
    next: "10 is the base: tensor(10).pow(exponent).",
    instead: (_, { exponent }) => exponent.pow(10),
  },
];

/** The first update at which `ends` says so; as many as there are if none does. */
const spentUntil = (losses: readonly number[], ends: (loss: number, i: number) => boolean) => {
  const at = losses.findIndex(ends);
  return at < 0 ? losses.length : at + 1;
};

export const quitMistakes: MistakeSource<QuitCall>[] = [
  {
    step: "quit",
    cause: "you did not notice NaN: every comparison with it is false",
    next: "Ask Number.isFinite(loss) too, or !(loss <= factor * first).",
    instead: ([losses, { factor }]) => losses.some((loss) => loss > factor * losses[0]),
  },
  {
    step: "quit",
    cause: "you never quit",
    next: "Quit when a loss is more than factor times the first, or no number.",
    instead: () => false,
  },
  {
    step: "quit",
    cause: "you compared with the factor alone and not with the first loss",
    next: "The limit is factor times the first loss.",
    instead: ([losses, { factor }]) => losses.some((loss) => !(loss <= factor)),
  },
  {
    step: "spent",
    cause: "you did not count the update at which the loss was too high",
    next: "Its loss has been computed: it counts.",
    instead: ([losses, { factor }]) => {
      const { quit, spent } = quitAt(losses, factor);
      return quit ? spent - 1 : spent;
    },
  },
  {
    step: "spent",
    cause: "you compared with the loss before and not with the first",
    next: "The limit is factor times the first loss, all along.",
    instead: ([losses, { factor }]) =>
      spentUntil(losses, (loss, i) => i > 0 && !(loss <= factor * losses[i - 1])),
  },
  {
    step: "spent",
    cause: "you quit as soon as the loss rose at all",
    next: "A loss may rise now and then: wait for factor times the first.",
    instead: ([losses]) => spentUntil(losses, (loss, i) => i > 0 && !(loss <= losses[0])),
  },
  {
    step: "spent",
    cause: "you went on to the end, although it was hopeless",
    next: "Stop at the first loss beyond the limit.",
    instead: ([losses]) => losses.length,
  },
];

const bestBy = (tried: readonly Tried[], better: (a: number, b: number) => boolean): Tried =>
  tried.reduce((best, each) => (better(each.score, best.score) ? each : best));

/** The same mistake in the choice shows in both of the values chosen. */
const chooseMistakesOf = (field: "lr" | "reg"): MistakeSource<ChooseCall>[] => [
  {
    step: field,
    cause: "a score of NaN was first, and nothing is above NaN",
    next: "Leave trials without a number out before you compare.",
    instead: ([tried]) => bestBy(tried, (a, b) => a > b)[field],
  },
  {
    step: field,
    cause: "you chose the lowest score; here it is an accuracy",
    next: "Choose the highest score.",
    instead: ([tried]) => {
      const numbers = tried.filter(({ score }) => !Number.isNaN(score));
      return bestBy(numbers, (a, b) => a < b)[field];
    },
  },
  {
    step: field,
    cause: "you chose the last trial",
    next: "Choose the trial with the highest score.",
    instead: ([tried]) => tried[tried.length - 1][field],
  },
];

export const chooseMistakes: MistakeSource<ChooseCall>[] = [
  ...chooseMistakesOf("lr"),
  ...chooseMistakesOf("reg"),
  {
    step: "reg",
    cause: "you gave the largest reg and not that of the best trial",
    next: "lr and reg belong together: take both from the trial with the highest score.",
    instead: ([tried]) => Math.max(...tried.map(({ reg }) => reg)),
  },
  {
    step: "reg",
    cause: "you gave the learning rate once more",
    next: "Return the trial's reg.",
    instead: ([tried]) => chosen(tried).lr,
  },
];

const linearShare = (value: number, { low, high }: LogRange): number =>
  (value - low) / (high - low);

export const borderMistakes: MistakeSource<BorderCall>[] = [
  {
    step: "share",
    cause: "you measured on the value itself; the search was in its logarithm",
    next: "Take log10 of the value and of both ends.",
    instead: ([value, range]) => linearShare(value, range),
  },
  {
    step: "share",
    cause: "you measured from the high end",
    next: "The share is 0 at low and 1 at high.",
    instead: ([value, range]) => 1 - borderOf(value, range).share,
  },
  {
    step: "share",
    cause: "you did not divide by the width of the range",
    next: "Divide by log10(high) − log10(low).",
    instead: ([value, { low }]) => Math.log10(value) - Math.log10(low),
  },
  {
    step: "at",
    cause: "low and high changed places",
    next: "A share below 0.05 is at the low end, one above 0.95 at the high end.",
    instead: ([value, range]) => {
      const { at } = borderOf(value, range);
      return at === "inside" ? at : at === "low" ? "high" : "low";
    },
  },
  {
    step: "at",
    cause: "you saw no border",
    next: "A share below 0.05 is at the low end, one above 0.95 at the high end.",
    instead: () => "inside",
  },
  {
    step: "at",
    cause: "you looked at the share on the value itself; the search was in its logarithm",
    next: "Decide by the share above.",
    instead: ([value, range]) => {
      const share = linearShare(value, range);
      if (share < BORDER) return "low";
      return share > 1 - BORDER ? "high" : "inside";
    },
  },
];

export const narrowMistakes: MistakeSource<NarrowCall>[] = (["low", "high"] as const).flatMap(
  (end): MistakeSource<NarrowCall>[] => {
    const sign = end === "low" ? -1 : 1;
    const extreme = (good: readonly number[]): number =>
      end === "low" ? Math.min(...good) : Math.max(...good);
    return [
      {
        step: end,
        cause: "there is no room beyond the good values",
        next: "Go a tenth of the old width beyond them, in the logarithm.",
        instead: ([good]) => extreme(good),
      },
      {
        step: end,
        cause: "you made room on the value itself and not on its logarithm",
        next: "Add and subtract on log10, then raise 10 to the result.",
        instead: ([good, { low, high }]) => extreme(good) + sign * 0.1 * (high - low),
      },
      {
        step: end,
        cause: "the room is a tenth of a power of ten, whatever the range",
        next: "Take a tenth of the old width, log10(high) − log10(low).",
        instead: ([good]) => extreme(good) * 10 ** (sign * 0.1),
      },
      {
        step: end,
        cause: "the new range is the old one",
        next: "Go around the good values.",
        instead: ([, range]) => range[end],
      },
      {
        step: end,
        cause: "the room is on the wrong side: the range has become smaller than the good values",
        next: "Lower the low end, raise the high end.",
        instead: ([good, range]) => extreme(good) ** 2 / narrowed(good, range)[end],
      },
    ];
  },
);
