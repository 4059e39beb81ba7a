import { describe, expect, it } from "vitest";
import { symmetricEigen } from "../../../lib/data/symmetric-eigen.js";
import { Random } from "../../../lib/random.js";
import { fromData, randn } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

function eigen(A: Tensor): { values: Float64Array; V: Tensor } {
  const n = A.shape[0];
  const { values, vectors } = symmetricEigen(A.data, n);
  return { values, V: fromData(vectors, [n, n]) };
}

const identity = (n: number): Tensor =>
  fromData(
    Array.from({ length: n * n }, (_, at) => Number(at % (n + 1) === 0)),
    [n, n],
  );

const furthest = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

/** A = Vᵀ Λ V with V Vᵀ = 1 and falling eigenvalues, to rounding. */
function expectDecomposition(A: Tensor): void {
  const n = A.shape[0];
  const { values, V } = eigen(A);
  const size = Math.max(1e-300, A.abs().max().item());
  expect(furthest(V.matmul(V.T), identity(n))).toBeLessThan(1e-13);
  const again = V.T.matmul(V.mul(fromData(values, [n, 1])));
  expect(furthest(again, A) / size).toBeLessThan(1e-13 * Math.max(1, n / 10));
  for (let i = 1; i < n; i++) expect(values[i]).toBeLessThanOrEqual(values[i - 1]);
}

describe("symmetricEigen", () => {
  it("knows the eigenvalues of a matrix that is solved by hand", () => {
    const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
    expect([...values]).toEqual([expect.closeTo(3, 14), expect.closeTo(1, 14)]);
    expect(Math.abs(vectors[0] - vectors[1])).toBeLessThan(1e-15);
  });

  it("knows the eigenvalues 2 − 2 cos(kπ / (n + 1)) of a chain of springs", () => {
    const n = 30;
    const A = fromData(
      Array.from({ length: n * n }, (_, at) => {
        const apart = Math.abs(Math.floor(at / n) - (at % n));
        return apart === 0 ? 2 : apart === 1 ? -1 : 0;
      }),
      [n, n],
    );
    eigen(A).values.forEach((value, i) =>
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)), 13),
    );
  });

  it.each([1, 2, 3, 4, 7, 20, 61])("takes a random matrix of %i rows apart", (n) => {
    const B = randn([n, n], new Random(n));
    expectDecomposition(B.add(B.T));
  });

  it("holds for zeros, diagonals, repeated eigenvalues, few directions and sizes far apart", () => {
    const B = randn([20, 3], new Random(1));
    const C = randn([20, 20], new Random(2)).mul(
      fromData(
        Array.from({ length: 20 }, (_, j) => 10 ** -j),
        [1, 20],
      ),
    );
    expectDecomposition(identity(5).mul(0));
    expectDecomposition(identity(9).mul(-3));
    expectDecomposition(B.matmul(B.T));
    expectDecomposition(B.matmul(B.T).mul(1e-180));
    expectDecomposition(B.matmul(B.T).mul(1e180));
    expectDecomposition(C.T.matmul(C));
    expectDecomposition(C.matmul(C.T));
  });
});
