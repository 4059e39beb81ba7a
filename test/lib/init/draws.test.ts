import { describe, expect, test } from "vitest";
import {
  fansOf,
  he,
  normal,
  orthogonal,
  uniform,
  xavier,
  type Initializer,
} from "../../../lib/init/index.js";
import { Random } from "../../../lib/random.js";
import { rand, randn } from "../../../lib/tensor/create.js";

test("draws are the generator's own numbers, scaled and moved", () => {
  const drawn = (seed = 3): Random => new Random(seed);
  expect(normal({ std: 2 })([3, 4], drawn()).toArray()).toEqual(
    randn([3, 4], drawn()).mul(2).toArray(),
  );
  const U = uniform({ bound: 0.5 })([3, 4], drawn());
  expect(
    U.sub(rand([3, 4], drawn()).sub(0.5))
      .abs()
      .max()
      .item(),
  ).toBeLessThan(1e-15);
});

test("a normal draw is of 1e-4 by default", () => {
  const [drawn, plain] = [normal()([3, 4], new Random(3)), randn([3, 4], new Random(3))];
  expect(drawn.toArray()).toEqual(plain.mul(1e-4).toArray());
});

test("Xavier's and He's weights are normal draws of their own width", () => {
  const shape = [8, 2];
  const width = (std: number): unknown => normal({ std })(shape, new Random(3)).toArray();
  const drawn = (init: Initializer): unknown => init(shape, new Random(3)).toArray();
  expect(drawn(xavier({ fan: "in", form: "normal" }))).toEqual(width(1 / Math.sqrt(8)));
  expect(drawn(he({ form: "normal" }))).toEqual(width(Math.sqrt(2 / 8)));
  expect(drawn(he({ form: "normal", slope: 0.5 }))).toEqual(width(Math.sqrt(2 / (1.25 * 8))));
});

test("fans count inputs and outputs times the window", () => {
  expect(fansOf([7, 3])).toEqual({ in: 7, out: 3 });
  expect(fansOf([4, 3, 5, 2])).toEqual({ in: 30, out: 40 });
});

describe("orthogonal weights", () => {
  // Of all Q with the same columns' span, only the one with a positive diagonal of R makes the draw uniform.
  test.each([
    [4, 4],
    [5, 2],
  ])("(%i, %i) are Q of the draw's QR decomposition with a positive diagonal", (D, M) => {
    const A = randn([D, M], new Random(5));
    const R = orthogonal()([D, M], new Random(5)).T.matmul(A);
    for (let i = 0; i < M; i++) {
      expect(R.at(i, i)).toBeGreaterThan(0);
      for (let j = 0; j < i; j++) expect(Math.abs(R.at(i, j))).toBeLessThan(1e-14);
    }
  });
});
