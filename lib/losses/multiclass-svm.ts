import { requireNumber, requireOneOf, ValueError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { oneHot } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { requireLabels, requireScores } from "./labels.js";
import type { Reduction } from "./reduction.js";

export type MulticlassSvmOptions = {
  /** The right class of each row, integers from 0 to C − 1; (N). */
  labels: ArrayLike<number>;
  /** By how much the right score should beat every other, at least 0; 1 by default. */
  margin?: number;
  /** 1 (default) for the hinge loss, 2 for the squared hinge, which punishes large violations more. */
  power?: 1 | 2;
  /** "sum" over the wrong classes by default, as in the lecture, or that sum divided by C, as in PyTorch. */
  classes?: "sum" | "mean";
  /** "mean" over the batch by default, or "sum". */
  reduction?: Reduction;
};
export type MulticlassSvmCache = {
  gaps: Tensor;
  margins: Tensor;
  right: Tensor;
  power: number;
  perRow: number;
  norm: number;
};

/**
 * The multiclass support vector machine loss, or hinge loss (Weston & Watkins 1999,
 * https://www.esann.org/sites/default/files/proceedings/legacy/es1999-461.pdf): every wrong class whose score is
 * not below the right one by at least a margin costs what it lacks.
 *
 * Shapes: scores (N, C); gaps and margins (N, C); lossEach (N); loss ().
 *
 * @throws ShapeError if the shapes do not fit; ValueError if a label is no class or an option out of range.
 *
 * @example
 * // The lecture's cat, car and frog: 2.9, 0 and 12.9.
 * const scores = tensor([[3.2, 5.1, -1.7], [1.3, 4.9, 2], [2.2, 2.5, -3.1]]);
 * multiclassSvm.forward({ scores: scores }, { labels: [0, 1, 2] }).loss.item().toFixed(2); // "5.27"
 */
// prettier-ignore
export function forward({ scores }: { scores: Tensor }, options: MulticlassSvmOptions, step: Step = run): { loss: Tensor; lossEach: Tensor; cache: MulticlassSvmCache } {
  const where = "multiclassSvm.forward";
  const { labels, margin = 1, power = 1, classes = "sum", reduction = "mean" } = options;
  requireScores(where, scores);
  requireLabels(where, labels, scores.shape);
  requireNumber(where, "margin", margin, { min: 0 });
  if (![1, 2].includes(power)) throw new ValueError(`${where}: power must be 1 or 2, got ${String(power)}`);
  requireOneOf(where, "classes", classes, ["sum", "mean"]);
  requireOneOf(where, "reduction", reduction, ["mean", "sum"]);
  const [N, C] = scores.shape;
  const right = oneHot(labels, C, scores);
  const wrong = right.neg().add(1);
  const perRow = classes === "sum" ? 1 : C;
  const norm = reduction === "mean" ? N : 1;
  const correct  = step("correct",  tex`c_i = s_{i y_i}`,                                    () => scores.mul(right).sum(1, true));
  const gaps     = step("gaps",     tex`g_{ij} = s_{ij} - c_i + \Delta`,                     () => scores.sub(correct).add(margin));
  const margins  = step("margins",  tex`m_{ij} = \max(0, g_{ij}) \, \mathbf 1[j \ne y_i]`,   () => gaps.maximum(0).mul(wrong));
  const lossEach = step("lossEach", eachFormula(power, classes),                             () => (power === 1 ? margins : margins.mul(margins)).sum(1).div(perRow));
  const loss     = step("loss",     reduction === "mean" ? tex`L = \tfrac1N \sum_i \ell_i` : tex`L = \sum_i \ell_i`, () => lossEach.sum().div(norm));
  return { loss, lossEach, cache: { gaps, margins, right, power, perRow, norm } };
}

function eachFormula(power: 1 | 2, classes: "sum" | "mean"): string {
  const term = power === 1 ? tex`m_{ij}` : tex`m_{ij}^2`;
  return classes === "sum" ? tex`\ell_i = \sum_j ${term}` : tex`\ell_i = \tfrac1C \sum_j ${term}`;
}

/**
 * dScores (N, C): each violation pushes its own score down and the right one up. `dLoss` is a scalar, 1 where the
 * loss is the end of the graph. At the kink, a gap of exactly 0, nothing is pushed.
 *
 * @example
 * const { cache } = multiclassSvm.forward({ scores: zeros([1, 3]) }, { labels: [0] });
 * multiclassSvm.backward(tensor(1), cache).dScores.toArray(); // [[-2, 1, 1]]
 */
// prettier-ignore
export function backward(dLoss: Tensor, { gaps, margins, right, power, perRow, norm }: MulticlassSvmCache, step: Step = run): { dScores: Tensor } {
  requireUpstream("multiclassSvm.backward", { dLoss }, [], { scores: gaps });
  const [N, C] = gaps.shape;
  const wrong = right.neg().add(1);
  const dLossEach = step("dLossEach", norm === 1 ? tex`d\ell_i = dL` : tex`d\ell_i = \tfrac1N dL`, () => dLoss.div(norm).broadcastTo(N));
  const dMargins  = step("dMargins",  power === 1 ? tex`dm_{ij} = d\ell_i` : tex`dm_{ij} = 2 m_{ij} \, d\ell_i`, () => {
    const each = dLossEach.div(perRow).reshape(N, 1);
    return power === 1 ? each.broadcastTo(N, C) : margins.mul(2).mul(each);
  });
  const dGaps     = step("dGaps",     tex`dg_{ij} = dm_{ij} \, \mathbf 1[g_{ij} > 0 \wedge j \ne y_i]`, () => dMargins.mul(gaps.greater(0)).mul(wrong));
  const dCorrect  = step("dCorrect",  tex`dc_i = -\sum_j dg_{ij}`,                         () => dGaps.sum(1, true).neg());
  const dScores   = step("dScores",   tex`ds_{ij} = dg_{ij} + dc_i \, \mathbf 1[j = y_i]`, () => dGaps.add(right.mul(dCorrect)));
  return { dScores };
}
