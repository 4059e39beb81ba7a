import { convFacts, batchNormFacts, linearFacts, paramCount } from "../../../lib/models/facts.js";
import { tensor } from "../../../lib/tensor/create.js";
import type { Op } from "../op.js";

type Row =
  | readonly ["conv", number, number, number, number?, number?]
  | readonly ["fc", number, number, number?]
  | readonly ["bn", number];

/** A row is ["conv", in, out, k, (bias = 1), (groups = 1)], ["fc", in, out] or ["bn", C]. */
function countOf(row: Row): number {
  if (row[0] === "bn") return paramCount(batchNormFacts([row[1]]));
  if (row[0] === "fc") {
    const [, inputs, outputs, bias = 1] = row;
    return paramCount(linearFacts({ outputs, bias: bias === 1 })([inputs]));
  }
  const [, channels, filters, kernel, bias = 1, groups = 1] = row;
  return paramCount(
    convFacts({ filters, kernel, groups, bias: bias === 1 })([channels, kernel, kernel]),
  );
}

/** Parameters layer by layer. */
export const paramCounts: Op = {
  run: (c) => {
    const counts = (c.params.layers as Row[]).map(countOf);
    return { per_layer: tensor(counts), total: counts.reduce((sum, n) => sum + n, 0) };
  },
};
