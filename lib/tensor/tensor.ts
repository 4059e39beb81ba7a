import type { Backend, DType, TypedArray, View, WindowAxis } from "../backend/backend.js";
import { requireOneOf, ShapeError } from "../errors.js";
import { binary, dot, matmul } from "./binary.js";
import { formatHtml, formatText } from "./format.js";
import { dataOf, denseOf, gathered, unary, type Held } from "./held.js";
import { nested, type Nested } from "./nested.js";
import { noIndex } from "./no-index.js";
import { extreme, mean, sum } from "./reduce.js";
import { sameShape, shapeText, sizeOf, stridesOf, type Shape } from "./shape.js";
import { broadcast, filledShape, permuted, requireRows, sliced } from "./views.js";
import { col2im, im2col } from "./windows.js";

/** What an infix method takes on its right: a tensor that fits by broadcasting, or a number. */
export type Operand = Tensor | number;

export type { Nested };

/**
 * An n-dimensional array of numbers that does not change: every method returns a new tensor.
 *
 * Shapes are written as the lectures write them: x is (N, D), an image batch is (N, C, H, W), a scalar is
 * (). Two tensors of one expression have the same dtype, and shapes that are equal or fit by broadcasting:
 * aligned at the last axis, sizes equal or one of them 1.
 *
 * Make one with `tensor`, `zeros`, `ones`, `full`, `arange`, `randn` or `rand`.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * x.sub(x.mean(0)).toArray(); // [[-1, -1], [1, 1]]
 */
export class Tensor {
  /** Not for use outside the library: see `tensor`. */
  constructor(
    readonly backend: Backend,
    readonly view: View,
  ) {}

  get shape(): Shape {
    return this.view.shape;
  }
  get rank(): number {
    return this.shape.length;
  }
  /** How many numbers it holds. */
  get size(): number {
    return sizeOf(this.shape);
  }
  get dtype(): DType {
    return this.view.storage.dtype;
  }

  // Infix arithmetic, entry by entry.

  add(other: Operand): Tensor {
    return made(binary("add", this, other));
  }
  sub(other: Operand): Tensor {
    return made(binary("sub", this, other));
  }
  mul(other: Operand): Tensor {
    return made(binary("mul", this, other));
  }
  div(other: Operand): Tensor {
    return made(binary("div", this, other));
  }
  pow(exponent: Operand): Tensor {
    return made(binary("pow", this, exponent));
  }
  /** The larger of the two, entry by entry; NaN where either is NaN. */
  maximum(other: Operand): Tensor {
    return made(binary("maximum", this, other));
  }
  /** The smaller of the two, entry by entry; NaN where either is NaN. */
  minimum(other: Operand): Tensor {
    return made(binary("minimum", this, other));
  }
  /** 1 where this > other, else 0. */
  greater(other: Operand): Tensor {
    return made(binary("greater", this, other));
  }
  /** 1 where this < other, else 0. */
  less(other: Operand): Tensor {
    return made(binary("less", this, other));
  }
  /** 1 where this = other, else 0. */
  equal(other: Operand): Tensor {
    return made(binary("equal", this, other));
  }

  // Functions, entry by entry.

  neg(): Tensor {
    return made(unary("neg", this));
  }
  abs(): Tensor {
    return made(unary("abs", this));
  }
  /** −1, 0 or 1. */
  sign(): Tensor {
    return made(unary("sign", this));
  }
  exp(): Tensor {
    return made(unary("exp", this));
  }
  /** The natural logarithm. */
  log(): Tensor {
    return made(unary("log", this));
  }
  sqrt(): Tensor {
    return made(unary("sqrt", this));
  }
  tanh(): Tensor {
    return made(unary("tanh", this));
  }
  /** The error function, 2/√π ∫₀ˣ e^(−t²) dt: twice the area of a normal curve between 0 and √2 x. */
  erf(): Tensor {
    return made(unary("erf", this));
  }

  // Reductions: over every axis (a scalar comes back), one axis or several. `keepDims` leaves a 1.

  sum(axes?: number | readonly number[], keepDims = false): Tensor {
    return made(sum(this, axes, keepDims));
  }
  /** @throws ShapeError over no entries. */
  mean(axes?: number | readonly number[], keepDims = false): Tensor {
    return made(mean(this, axes, keepDims));
  }
  /** @throws ShapeError over no entries. */
  max(axes?: number | readonly number[], keepDims = false): Tensor {
    return made(extreme("max", this, axes, keepDims));
  }
  /** @throws ShapeError over no entries. */
  min(axes?: number | readonly number[], keepDims = false): Tensor {
    return made(extreme("min", this, axes, keepDims));
  }
  /** Where the largest entry along `axis` stands; the first of equals. */
  argmax(axis: number): Tensor {
    return made(extreme("argmax", this, axis, false));
  }
  /** Σ aᵢ bᵢ over all entries of two tensors of one shape, as a number. */
  dot(other: Tensor): number {
    return dot(this, other);
  }

  /**
   * The matrix product: (m, k) times (k, n) is (m, n); of two stacks of matrices, (g, m, k) times (g, k, n),
   * pair by pair, (g, m, n).
   *
   * @throws ShapeError if either is no matrix or stack, or the sizes do not fit.
   */
  matmul(other: Tensor): Tensor {
    return made(matmul(this, other));
  }

  /**
   * The windows over images (N, C, H, W) as the columns of a matrix (C·kH·kW, N·H′·W′): row (c, u, v) holds
   * entry (u, v) of every window of channel c, column (n, i, j) belongs to window (i, j) of image n.
   * `slidingWindows` makes the axes. Entries outside the image are `outside`, 0 by default.
   *
   * @throws ShapeError if it does not hold images.
   */
  im2col(rows: WindowAxis, columns: WindowAxis, outside = 0): Tensor {
    return made(im2col(this, rows, columns, outside));
  }

  /**
   * The way back from `im2col`: images (N, C, H, W), each entry the sum of its copies in the matrix.
   *
   * @throws ShapeError if the matrix is not that of windows over such images.
   */
  col2im(shape: Shape, rows: WindowAxis, columns: WindowAxis): Tensor {
    return made(col2im(this, shape, rows, columns));
  }

  // The same numbers, seen in another shape. None of these copies unless it must.

  /** The transpose of a matrix; of more axes, all of them in reverse. */
  get T(): Tensor {
    const { storage, offset, shape, strides } = this.view;
    return this.see({ storage, offset, shape: shape.toReversed(), strides: strides.toReversed() });
  }

  /** The axes in another order: `x.permute(0, 2, 3, 1)` makes (N, H, W, C) of (N, C, H, W). */
  permute(...order: number[]): Tensor {
    return this.see(permuted(this.view, order));
  }

  /** The same entries in row-major order under another shape; one size may be −1 and is worked out. */
  reshape(...shape: number[]): Tensor {
    if (sameShape(this.shape, shape)) return this;
    const full = filledShape(this.shape, shape);
    const { backend, view } = gathered(this);
    const { storage, offset } = view;
    return new Tensor(backend, { storage, offset, shape: full, strides: stridesOf(full) });
  }

  /** The tensor repeated along axes of size 1 or missing in front, without copying. */
  broadcastTo(...shape: number[]): Tensor {
    return this.see(broadcast(this.view, shape));
  }

  /** Entries `start` (default 0) up to but not including `end` (default all) along axis 0. */
  slice(start = 0, end = this.shape[0]): Tensor {
    return this.see(sliced(this.view, start, end));
  }

  /** The rows (along axis 0) with these indices, in their order: one minibatch, for example. */
  take(indices: ArrayLike<number>): Tensor {
    requireRows("Tensor.take", this.shape, indices);
    const shape = [indices.length, ...this.shape.slice(1)];
    return made(denseOf(this.backend, this.backend.take(this.view, indices), shape));
  }

  /**
   * The same numbers rounded to another dtype.
   *
   * @throws ValueError if dtype is another word.
   */
  to(dtype: DType): Tensor {
    requireOneOf("Tensor.to", "dtype", dtype, ["float32", "float64"]);
    return dtype === this.dtype ? this : made(unary("copy", this, dtype));
  }

  // The numbers themselves.

  /** All entries in row-major order, to be read and not written. */
  get data(): TypedArray {
    return dataOf(this);
  }

  /** The entry at these indices, one for each axis. */
  at(...index: number[]): number {
    const inside = index.every((i, axis) => Number.isInteger(i) && i >= 0 && i < this.shape[axis]);
    if (index.length !== this.rank || !inside)
      throw new ShapeError(
        `Tensor.at: expected ${this.rank} indices inside ${shapeText(this.shape)}, got (${index.join(", ")})`,
      );
    const { storage, strides, offset } = this.view;
    const at = index.reduce((sum, i, axis) => sum + i * strides[axis], offset);
    return this.backend.read(storage)[at];
  }

  /** The number in a tensor of one entry. */
  item(): number {
    if (this.size !== 1)
      throw new ShapeError(`Tensor.item: expected one entry, got ${shapeText(this.shape)}`);
    return this.data[0];
  }

  /** The entries as nested arrays; a number for a scalar. */
  toArray(): Nested {
    return nested(this.shape, this.data);
  }

  toString(): string {
    return formatText(this.shape, this.dtype, this.data);
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  /** What a notebook shows: a table with shape and dtype, and the text for viewers without HTML. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return {
      "text/html": formatHtml(this.shape, this.dtype, this.data),
      "text/plain": this.toString(),
    };
  }

  private see(view: View): Tensor {
    return new Tensor(this.backend, view);
  }
}

Object.setPrototypeOf(Tensor.prototype, noIndex);

/** A result beneath the methods, with them. */
const made = ({ backend, view }: Held): Tensor => new Tensor(backend, view);
