import { describe, expect, test } from "vitest";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as conv2d from "../../../lib/layers/conv2d.js";
import * as foldBatchNorm from "../../../lib/layers/fold-batch-norm.js";
import * as linear from "../../../lib/layers/linear.js";
import * as spatialBatchNorm from "../../../lib/layers/spatial-batch-norm.js";
import { Random } from "../../../lib/random.js";
import { record, type Entry } from "../../../lib/step.js";
import { ones, randn, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

function normOf(units: number, rng: Random) {
  const [gamma, beta, mean] = [1, 2, 3].map(() => randn([units], rng));
  return { gamma, beta, running: { mean, variance: randn([units], rng).pow(2) } };
}

const farFrom = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

describe("a folded batch norm", () => {
  test.each([true, false])("gives what the linear layer and it gave, with a bias: %s", (bias) => {
    const rng = new Random(1);
    const layer = { W: randn([4, 5], rng).T, b: bias ? randn([4], rng) : undefined };
    const [x, norm] = [randn([3, 5], rng), normOf(4, rng)];
    const before = batchNorm.forwardEval({ x: linear.forward({ x, ...layer }).y, ...norm });
    const folded = foldBatchNorm.intoLinear({ ...layer, ...norm });
    expect(farFrom(linear.forward({ x, ...folded }).y, before.y)).toBeLessThan(1e-12);
  });

  test.each([1, 2])("gives what the convolution and it gave, in %i groups", (groups) => {
    const rng = new Random(groups);
    const layer = { W: randn([4, 2 / groups, 3, 1], rng), b: undefined };
    const [x, norm] = [randn([2, 2, 5, 4], rng), normOf(4, rng)];
    const options = { groups, padding: 1, stride: 2 };
    const y = conv2d.forward({ x, ...layer }, options).y;
    const before = spatialBatchNorm.forwardEval({ x: y, ...norm }, { eps: 0.1 });
    const folded = foldBatchNorm.intoConv({ ...layer, ...norm }, { eps: 0.1 });
    expect(farFrom(conv2d.forward({ x, ...folded }, options).y, before.y)).toBeLessThan(1e-12);
  });

  test("is folded in named steps", () => {
    const trace: Entry[] = [];
    const rng = new Random(1);
    foldBatchNorm.intoLinear({ W: ones([2, 3]), ...normOf(3, rng) }, {}, record(trace));
    expect(trace.map(({ name }) => name)).toEqual(["scale", "foldedW", "foldedB"]);
  });

  test("is refused where it does not fit", () => {
    const norm = normOf(3, new Random(1));
    expect(() => foldBatchNorm.intoLinear({ W: ones([3, 2]), ...norm })).toThrow(
      "foldBatchNorm.intoLinear: gamma must have shape (2), got (3)",
    );
    expect(() => foldBatchNorm.intoLinear({ W: ones([3]), ...norm })).toThrow(
      "foldBatchNorm.intoLinear: W must have shape (D, M), got (3)",
    );
    expect(() => foldBatchNorm.intoConv({ W: ones([3, 2]), ...norm })).toThrow(
      "foldBatchNorm.intoConv: W must have shape (F, C, kH, kW), got (3, 2)",
    );
    const W = ones([3, 1, 1, 1]);
    expect(() => foldBatchNorm.intoConv({ W, b: zeros([1]), ...norm })).toThrow(
      "foldBatchNorm.intoConv: b must have shape (3), got (1)",
    );
    expect(() => foldBatchNorm.intoConv({ W, ...norm }, { eps: -1 })).toThrow(
      "foldBatchNorm.intoConv: eps must be a finite number of at least 0, got -1",
    );
  });
});
