import { requireNumber, requireOneOf, ShapeError } from "../errors.js";
import { fusedOf, resultOf } from "../layers/fused.js";
import { run, tex, type Step } from "../step.js";
import { fromData, oneHot } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { requireLabels, requireScores } from "./labels.js";

export type SoftmaxCrossEntropyOptions = {
  /** The right class of each row, integers from 0 to C − 1; (N). */
  labels: ArrayLike<number>;
  /** "mean" over the batch by default, or "sum". */
  reduction?: "mean" | "sum";
  /** From 0 (default) to 1: this share of each target is spread evenly over all classes. */
  labelSmoothing?: number;
  /** A weight of each class, (C); the mean is then weighted too. All 1 by default. */
  classWeights?: ArrayLike<number>;
};

export type SoftmaxCrossEntropyCache = {
  readonly shifted: Tensor;
  readonly sumExp: Tensor;
  readonly probs: Tensor;
  readonly target: Tensor;
  readonly norm: number;
};

/** The labels behind probabilities that a kernel worked out, which another one takes back: no part of the equations. */
const labelsBehind = new WeakMap<Tensor, Int32Array>();

/** What the rows should be, weighted, and what the sum of their losses is divided by. */
function targets(scores: Tensor, options: SoftmaxCrossEntropyOptions) {
  const where = "softmaxCrossEntropy.forward";
  const { labels, reduction = "mean", labelSmoothing = 0, classWeights } = options;
  requireScores(where, scores);
  requireLabels(where, labels, scores.shape);
  const C = scores.shape[1];
  requireOneOf(where, "reduction", reduction, ["mean", "sum"]);
  requireNumber(where, "labelSmoothing", labelSmoothing, { min: 0, max: 1 });
  if (classWeights && classWeights.length !== C)
    throw new ShapeError(
      `${where}: classWeights must have shape (${C}), got (${classWeights.length})`,
    );
  const { dtype, backend } = scores;
  const weightOfRows = classWeights
    ? Array.from(labels).reduce((sum, label) => sum + classWeights[label], 0)
    : labels.length;
  const make = (): Tensor => {
    const right = oneHot(labels, C, { dtype, backend });
    const smooth = right.mul(1 - labelSmoothing).add(labelSmoothing / C);
    return classWeights ? smooth.mul(fromData(classWeights, [C], { dtype, backend })) : smooth;
  };
  let made: Tensor | undefined;
  return {
    norm: reduction === "mean" ? weightOfRows : 1,
    oneHot: labelSmoothing === 0 && !classWeights ? new Int32Array(labels) : undefined,
    target: () => (made ??= make()),
  };
}

type Targets = ReturnType<typeof targets>;

/** What a kernel worked out; the rest is made only for who reads it. */
class FusedCache implements SoftmaxCrossEntropyCache {
  constructor(
    private readonly scores: Tensor,
    private readonly largest: Tensor,
    readonly sumExp: Tensor,
    readonly probs: Tensor,
    private readonly wanted: Targets,
  ) {}

  get norm(): number {
    return this.wanted.norm;
  }
  get shifted(): Tensor {
    return this.scores.sub(this.largest);
  }
  get target(): Tensor {
    return this.wanted.target();
  }
}

/** What one kernel works out of scores and labels. */
function fusedForward(step: Step, scores: Tensor, wanted: Targets) {
  const { norm, oneHot: labels } = wanted;
  const found = labels && fusedOf(step, scores).crossEntropy?.(scores.view, labels);
  if (!found) return undefined;
  const [N] = scores.shape;
  const probs = resultOf(scores, found.probs, scores.shape);
  const lossEach = resultOf(scores, found.lossEach, [N]);
  labelsBehind.set(probs, labels);
  const largest = resultOf(scores, found.largest, [N, 1]);
  const sumExp = resultOf(scores, found.sumExp, [N, 1]);
  const cache = new FusedCache(scores, largest, sumExp, probs, wanted);
  return { loss: meanOf(lossEach, norm), lossEach, probs, cache };
}

const meanOf = (lossEach: Tensor, norm: number): Tensor => lossEach.sum().div(norm);

function fusedBack(
  step: Step,
  dLoss: Tensor,
  { probs, norm }: SoftmaxCrossEntropyCache,
): Tensor | undefined {
  const labels = labelsBehind.get(probs);
  const kernel = fusedOf(step, probs, dLoss).crossEntropyBack;
  const found = labels && kernel?.(probs.view, labels, dLoss.item() / norm);
  return found && resultOf(probs, found, probs.shape);
}

/**
 * The softmax cross-entropy loss: minus the log of the probability that the scores give to the right class.
 * Stable: the largest score of a row is subtracted first, which changes no probability and stops overflow.
 *
 * Shapes: scores (N, C); loss (); probs (N, C); lossEach (N).
 *
 * @throws ShapeError if the shapes do not fit; ValueError if a label is no class or an option out of range.
 *
 * @example
 * // Without knowledge every class gets 1/C, and the loss is ln C.
 * softmaxCrossEntropy.forward({ scores: zeros([5, 10]) }, { labels: [0, 1, 2, 3, 4] }).loss.item(); // 2.302585092994046
 */
// prettier-ignore
export function forward({ scores }: { scores: Tensor }, options: SoftmaxCrossEntropyOptions, step: Step = run): { loss: Tensor; lossEach: Tensor; probs: Tensor; cache: SoftmaxCrossEntropyCache } {
  const wanted = targets(scores, options);
  const fused = fusedForward(step, scores, wanted);
  if (fused) return fused;
  const { norm } = wanted;
  const shifted  = step("shifted",  tex`z_{ij} = s_{ij} - \max_k s_{ik}`,            () => scores.sub(scores.max(1, true)));
  const sumExp   = step("sumExp",   tex`Z_i = \sum_j e^{z_{ij}}`,                    () => shifted.exp().sum(1, true));
  const logP     = step("logP",     tex`\log p_{ij} = z_{ij} - \log Z_i`,            () => shifted.sub(sumExp.log()));
  const lossEach = step("lossEach", tex`\ell_i = -\sum_j t_{ij} \log p_{ij}`,        () => wanted.target().mul(logP).sum(1).neg());
  const loss     = step("loss",     tex`L = \tfrac1N \sum_i \ell_i`,                 () => meanOf(lossEach, norm));
  const probs = logP.exp();
  return { loss, lossEach, probs, cache: { shifted, sumExp, probs, norm, target: wanted.target() } };
}

/**
 * dScores (N, C), back through the graph. `dLoss` is a scalar, 1 where the loss is the end of the graph.
 *
 * @example
 * const { cache } = softmaxCrossEntropy.forward({ scores: zeros([1, 2]) }, { labels: [0] });
 * softmaxCrossEntropy.backward(tensor(1), cache).dScores.toArray(); // [[-0.5, 0.5]]
 */
// prettier-ignore
export function backward(dLoss: Tensor, cache: SoftmaxCrossEntropyCache, step: Step = run): { dScores: Tensor } {
  requireUpstream("softmaxCrossEntropy.backward", { dLoss }, [], { scores: cache.probs });
  const fused = fusedBack(step, dLoss, cache);
  if (fused) return { dScores: fused };
  const { shifted, sumExp, target, norm } = cache;
  const N = target.shape[0];
  const dLossEach = step("dLossEach", tex`d\ell_i = \tfrac1N dL`,                             () => dLoss.div(norm).broadcastTo(N));
  const dLogP     = step("dLogP",     tex`d\log p_{ij} = -t_{ij} \, d\ell_i`,                 () => target.mul(dLossEach.reshape(N, 1)).neg());
  const dSumExp   = step("dSumExp",   tex`dZ_i = -\tfrac{1}{Z_i} \sum_j d\log p_{ij}`,        () => dLogP.sum(1, true).div(sumExp).neg());
  const dShifted  = step("dShifted",  tex`dz_{ij} = d\log p_{ij} + e^{z_{ij}} dZ_i`,          () => dLogP.add(shifted.exp().mul(dSumExp)));
  const dScores   = step("dScores",   tex`ds_{ij} = dz_{ij} \quad (\textstyle\sum_j dz_{ij} = 0)`, () => dShifted);
  return { dScores };
}

/**
 * The same gradient in one line: what the scores say minus what they should say.
 *
 * @example
 * const { cache } = softmaxCrossEntropy.forward({ scores: zeros([1, 4]) }, { labels: [0] });
 * softmaxCrossEntropy.backwardSimplified(tensor(1), cache).dScores.toArray(); // [[-0.75, 0.25, 0.25, 0.25]]
 */
// prettier-ignore
export function backwardSimplified(dLoss: Tensor, cache: SoftmaxCrossEntropyCache, step: Step = run): { dScores: Tensor } {
  requireUpstream("softmaxCrossEntropy.backwardSimplified", { dLoss }, [], { scores: cache.probs });
  const fused = fusedBack(step, dLoss, cache);
  if (fused) return { dScores: fused };
  const { probs, target, norm } = cache;
  const dScores = step("dScores", tex`ds_{ij} = \tfrac1N \left(p_{ij} - t_{ij}\right) dL`,
    () => probs.mul(target.sum(1, true)).sub(target).mul(dLoss.div(norm)));
  return { dScores };
}
