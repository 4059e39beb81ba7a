import { clipNorm, clipValue } from "../../../lib/optim/clip.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, type Op, type Results } from "../op.js";

/** g0, g1, … come back as clipped0, clipped1, … */
const named = (gradients: Readonly<Record<string, Tensor>>): Results =>
  Object.fromEntries(
    Object.entries(gradients).map(([name, g]) => [name.replace(/^g/, "clipped"), g]),
  );

const orderOf = (c: Case): number =>
  c.params.norm_type === "inf" ? Infinity : numberOf(c, "norm_type", 2);

export const clipGradNorm: Op = {
  run: (c) => {
    const options = { max: numberOf(c, "max_norm"), p: orderOf(c) };
    const { norm, gradients } = clipNorm(c.inputs, options);
    return { total_norm: norm, ...named(gradients) };
  },
};

export const clipGradValue: Op = {
  run: (c) => named(clipValue(c.inputs, { max: numberOf(c, "clip_value") })),
};
