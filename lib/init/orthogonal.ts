import { requireNumber } from "../errors.js";
import { randn } from "../tensor/create.js";
import { orthonormalColumns } from "../tensor/orthonormal.js";
import { fansOf } from "./fans.js";
import type { Initializer } from "./initializer.js";

/**
 * Orthogonal initialization (Saxe, McClelland & Ganguli 2014, https://arxiv.org/abs/1312.6120): a random rotation,
 * times a gain. It keeps lengths, and so do any number of them in a row.
 *
 * Shapes: (D, M); (F, C, kH, kW) is taken as (F, C·kH·kW). Of a matrix that is not square the columns (if it is
 * tall) or the rows (if it is wide) are orthonormal.
 *
 * `gain`: at least 0; 1 by default. See `gain` for what follows the layer.
 *
 * @throws ShapeError if the shape is neither; ValueError if gain is negative.
 *
 * @example
 * const W = init.orthogonal()([5, 5], new Random(1));
 * W.T.matmul(W).sub(tensor([[1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1]])).abs().max().item() < 1e-14; // true
 */
export function orthogonal({ gain = 1 } = {}): Initializer {
  requireNumber("init.orthogonal", "gain", gain, { min: 0 });
  return (shape, rng, options) => {
    fansOf(shape, "init.orthogonal");
    const [rows, columns] = [shape[0], shape.slice(1).reduce((product, n) => product * n, 1)];
    const tall = rows >= columns;
    const Q = orthonormalColumns(randn(tall ? [rows, columns] : [columns, rows], rng, options));
    return (tall ? Q : Q.T).reshape(...shape).mul(gain);
  };
}
