import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import * as embedding from "../../../lib/layers/embedding.js";
import { Random } from "../../../lib/random.js";
import { ones, randn, tensor } from "../../../lib/tensor/create.js";

describe("embedding", () => {
  test.each([
    [
      [2, 3],
      [4, 3],
    ],
    [[1], [2, 1]],
    [
      [2, 1, 2],
      [3, 5],
    ],
  ])("of tokens %j by W %j has the gradient of central differences", (shape, size) => {
    const rng = new Random(shape.length);
    const count = shape.reduce((product, n) => product * n, 1);
    const numbers = Array.from({ length: count }, () => rng.integer(size[0]));
    const tokens = tensor(numbers).reshape(...shape);
    const W = randn([...size].reverse(), rng).T;
    expect(embedding.forward({ W }, { tokens }).y.shape).toEqual([...shape, size[1]]);
    expect(gradCheck(embedding, { W }, { options: { tokens } }).worst).toBeLessThan(1e-9);
  });

  test("adds up the gradients of a token that stands twice, in the dtype of W", () => {
    const W = ones([3, 2], { dtype: "float32" });
    const { y, cache } = embedding.forward({ W }, { tokens: tensor([2, 0, 2]) });
    const { dW } = embedding.backward(y, cache);
    expect([dW.toArray(), dW.dtype]).toEqual([[[1, 1], [0, 0], [2, 2]], "float32"]); // prettier-ignore
  });

  test("refuses what is no token and what does not fit", () => {
    const W = ones([3, 2]);
    expect(() => embedding.forward({ W }, { tokens: tensor([0, 3]) })).toThrow(
      "embedding.forward: token 1 must be an integer from 0 to 2, got 3",
    );
    expect(() => embedding.forward({ W }, { tokens: tensor([NaN]) })).toThrow(
      "embedding.forward: token 0 must be an integer from 0 to 2, got NaN",
    );
    expect(() => embedding.forward({ W: ones([3]) }, { tokens: tensor([0]) })).toThrow(
      "embedding.forward: W must have shape (V, D), got (3)",
    );
    const { cache } = embedding.forward({ W }, { tokens: tensor([0]) });
    expect(() => embedding.backward(ones([2]), cache)).toThrow(
      "embedding.backward: dY must have shape (1, 2), got (2)",
    );
  });
});
