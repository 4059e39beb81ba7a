import { requireNumber, ValueError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { tensor } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";

/** Gradients by the name of their parameter. */
export type Gradients = Readonly<Record<string, Tensor>>;

export type ClipNormOptions = {
  /** The largest norm that is left alone, c, at least 0. */
  max: number;
  /** Which norm: p of at least 1, or Infinity for the largest entry. 2 by default. */
  p?: number;
  /** ε, added to the norm that is divided by, at least 0; 1e-6 by default (PyTorch's). */
  eps?: number;
};

/**
 * Clips gradients by their norm, taken over all of them together: if it is above c, all are scaled down to c,
 * so that the direction stays (Pascanu, Mikolov & Bengio 2013, https://arxiv.org/abs/1211.5063).
 *
 * Shapes: any; each clipped gradient has that of its own. `norm` is the norm before, which is worth plotting.
 *
 * @throws ValueError if the norm is not finite (it cannot be scaled), if there is no gradient, or an option is
 * out of range.
 *
 * @example
 * const { norm, gradients } = clipNorm({ W: tensor([3, 4]) }, { max: 1, eps: 0 });
 * norm; // 5
 */
// prettier-ignore
export function clipNorm(gradients: Gradients, { max, p = 2, eps = 1e-6 }: ClipNormOptions, step: Step = run): { gradients: Record<string, Tensor>; norm: number } {
  requireNumber("clipNorm", "max", max, { min: 0 });
  requireNumber("clipNorm", "eps", eps, { min: 0 });
  if (!(p >= 1)) throw new ValueError(`clipNorm: p must be a number of at least 1, or Infinity, got ${String(p)}`);
  const entries = Object.entries(gradients);
  if (entries.length === 0) throw new ValueError("clipNorm: expected at least one gradient, got none");
  const each = step("each", tex`n_k = \lVert g_k \rVert_p`,           () => tensor(entries.map(([, g]) => normOf(g, p))));
  const total = step("norm", tex`n = \lVert (n_1, n_2, \dots) \rVert_p`, () => tensor(normOf(each, p)));
  const norm = total.item();
  if (!Number.isFinite(norm))
    throw new ValueError(`clipNorm: the gradients must have a finite norm, got ${norm} (${notFinite(entries, each)})`);
  const scale = step("scale", tex`s = \min(1, c / (n + \epsilon))`,   () => tensor(norm + eps === 0 ? 1 : Math.min(1, max / (norm + eps))));
  const clipped = entries.map(([name, g]) => [name, step(name, tex`g_k \leftarrow s \, g_k`, () => g.mul(scale.item()))] as const);
  return { gradients: Object.fromEntries(clipped), norm };
}

/** The p-norm of all entries; the largest is divided out first, so that no power overflows. */
function normOf(g: Tensor, p: number): number {
  if (g.size === 0) return 0;
  const sizes = g.abs();
  const largest = sizes.max().item();
  if (largest === 0 || p === Infinity || !Number.isFinite(largest)) return largest;
  return largest * sizes.div(largest).pow(p).sum().item() ** (1 / p);
}

const notFinite = (entries: readonly (readonly [string, Tensor])[], norms: Tensor): string =>
  entries
    .filter((_, k) => !Number.isFinite(norms.at(k)))
    .map(([name]) => name)
    .join(", ") || "all together";

/**
 * Clips every entry of every gradient to [−c, c]. Unlike `clipNorm` this turns the direction.
 *
 * `max`: c, at least 0.
 *
 * @throws ValueError if max is negative or no number.
 *
 * @example
 * clipValue({ W: tensor([3, -0.5, -4]) }, { max: 1 }).W.toArray(); // [1, -0.5, -1]
 */
export function clipValue(
  gradients: Gradients,
  { max }: { max: number },
  step: Step = run,
): Record<string, Tensor> {
  requireNumber("clipValue", "max", max, { min: 0 });
  const clipped = Object.entries(gradients).map(([name, g]) => {
    const formula = tex`g_k \leftarrow \min(\max(g_k, -c), c)`;
    return [name, step(name, formula, () => g.maximum(-max).minimum(max))] as const;
  });
  return Object.fromEntries(clipped);
}
