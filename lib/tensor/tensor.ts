import type {
  Backend,
  BinaryOp,
  DType,
  ReduceOp,
  TypedArray,
  UnaryOp,
  View,
  WindowAxis,
} from "../backend/backend.js";
import { DTypeError, requireOneOf, ShapeError, ValueError } from "../errors.js";
import { formatHtml, formatText } from "./format.js";
import { nested, type Nested } from "./nested.js";
import {
  axesOf,
  broadcastShapes,
  reducedShape,
  sameShape,
  shapeText,
  sizeOf,
  stridesOf,
  type Shape,
} from "./shape.js";
import { broadcast, filledShape, isDense, permuted, requireRows, sliced, spread } from "./views.js";

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
    return this.binary("add", other);
  }
  sub(other: Operand): Tensor {
    return this.binary("sub", other);
  }
  mul(other: Operand): Tensor {
    return this.binary("mul", other);
  }
  div(other: Operand): Tensor {
    return this.binary("div", other);
  }
  pow(exponent: Operand): Tensor {
    return this.binary("pow", exponent);
  }
  /** The larger of the two, entry by entry; NaN where either is NaN. */
  maximum(other: Operand): Tensor {
    return this.binary("maximum", other);
  }
  /** The smaller of the two, entry by entry; NaN where either is NaN. */
  minimum(other: Operand): Tensor {
    return this.binary("minimum", other);
  }
  /** 1 where this > other, else 0. */
  greater(other: Operand): Tensor {
    return this.binary("greater", other);
  }
  /** 1 where this < other, else 0. */
  less(other: Operand): Tensor {
    return this.binary("less", other);
  }
  /** 1 where this = other, else 0. */
  equal(other: Operand): Tensor {
    return this.binary("equal", other);
  }

  // Functions, entry by entry.

  neg(): Tensor {
    return this.unary("neg");
  }
  abs(): Tensor {
    return this.unary("abs");
  }
  /** −1, 0 or 1. */
  sign(): Tensor {
    return this.unary("sign");
  }
  exp(): Tensor {
    return this.unary("exp");
  }
  /** The natural logarithm. */
  log(): Tensor {
    return this.unary("log");
  }
  sqrt(): Tensor {
    return this.unary("sqrt");
  }
  tanh(): Tensor {
    return this.unary("tanh");
  }
  /** The error function, 2/√π ∫₀ˣ e^(−t²) dt: twice the area of a normal curve between 0 and √2 x. */
  erf(): Tensor {
    return this.unary("erf");
  }

  // Reductions: over every axis (a scalar comes back), one axis or several. `keepDims` leaves a 1.

  sum(axes?: number | readonly number[], keepDims = false): Tensor {
    return this.reduce("sum", axes, keepDims);
  }
  /** @throws ShapeError over no entries. */
  mean(axes?: number | readonly number[], keepDims = false): Tensor {
    const sum = this.reduce("sum", axes, keepDims);
    return sum.div(this.countPerResult("mean", sum));
  }
  /** @throws ShapeError over no entries. */
  max(axes?: number | readonly number[], keepDims = false): Tensor {
    const out = this.reduce("max", axes, keepDims);
    this.countPerResult("max", out);
    return out;
  }
  /** @throws ShapeError over no entries. */
  min(axes?: number | readonly number[], keepDims = false): Tensor {
    const out = this.reduce("min", axes, keepDims);
    this.countPerResult("min", out);
    return out;
  }
  /** Where the largest entry along `axis` stands; the first of equals. */
  argmax(axis: number): Tensor {
    const out = this.reduce("argmax", axis, false);
    this.countPerResult("argmax", out);
    return out;
  }
  /** Σ aᵢ bᵢ over all entries of two tensors of one shape, as a number. */
  dot(other: Tensor): number {
    if (!sameShape(this.shape, other.shape))
      throw new ShapeError(
        `Tensor.dot: expected two tensors of one shape, got ${shapeText(this.shape)} and ${shapeText(other.shape)}`,
      );
    return this.mul(other).sum().item();
  }

  /**
   * The matrix product: (m, k) times (k, n) is (m, n); of two stacks of matrices, (g, m, k) times (g, k, n),
   * pair by pair, (g, m, n).
   *
   * @throws ShapeError if either is no matrix or stack, or the sizes do not fit.
   */
  matmul(other: Tensor): Tensor {
    const host = this.hostOf(other);
    if (host !== this.backend) return this.on(host).matmul(other);
    this.requirePartner("matmul", other);
    const [rows, inner] = this.shape.slice(-2);
    const stack = this.shape.slice(0, -2);
    const fits =
      (this.rank === 2 || this.rank === 3) &&
      sameShape(other.shape.slice(0, -1), [...stack, inner]);
    if (!fits)
      throw new ShapeError(
        `Tensor.matmul: expected (m, k) times (k, n), got ${shapeText(this.shape)} times ${shapeText(other.shape)}`,
      );
    const out = this.backend.matmul(this.view, other.view);
    return this.dense(out, [...stack, rows, other.shape[other.rank - 1]]);
  }

  /**
   * The windows over images (N, C, H, W) as the columns of a matrix (C·kH·kW, N·H′·W′): row (c, u, v) holds
   * entry (u, v) of every window of channel c, column (n, i, j) belongs to window (i, j) of image n.
   * `slidingWindows` makes the axes. Entries outside the image are `outside`, 0 by default.
   *
   * @throws ShapeError if it does not hold images.
   */
  im2col(rows: WindowAxis, columns: WindowAxis, outside = 0): Tensor {
    if (this.rank !== 4)
      throw new ShapeError(
        `Tensor.im2col: expected images (N, C, H, W), got ${shapeText(this.shape)}`,
      );
    const [N, C] = this.shape;
    return this.dense(this.backend.im2col(this.view, rows, columns, outside), [
      C * rows.entries * columns.entries,
      N * rows.windows * columns.windows,
    ]);
  }

  /**
   * The way back from `im2col`: images (N, C, H, W), each entry the sum of its copies in the matrix.
   *
   * @throws ShapeError if the matrix is not that of windows over such images.
   */
  col2im(shape: Shape, rows: WindowAxis, columns: WindowAxis): Tensor {
    const [N, C] = shape;
    const matrix = [C * rows.entries * columns.entries, N * rows.windows * columns.windows];
    if (shape.length !== 4 || !sameShape(this.shape, matrix))
      throw new ShapeError(
        `Tensor.col2im: expected shape ${shapeText(matrix)} for images ${shapeText(shape)}, got ${shapeText(this.shape)}`,
      );
    return this.dense(this.backend.col2im(this.view, shape, rows, columns), shape);
  }

  // The same numbers, seen in another shape. None of these copies unless it must.

  /** The transpose of a matrix; of more axes, all of them in reverse. */
  get T(): Tensor {
    return this.permute(...this.shape.map((_, axis) => this.rank - 1 - axis));
  }

  /** The axes in another order: `x.permute(0, 2, 3, 1)` makes (N, H, W, C) of (N, C, H, W). */
  permute(...order: number[]): Tensor {
    return this.see(permuted(this.view, order));
  }

  /** The same entries in row-major order under another shape; one size may be −1 and is worked out. */
  reshape(...shape: number[]): Tensor {
    const full = filledShape(this.shape, shape);
    const source = isDense(this.view) ? this : this.copy();
    return source.see({ ...source.view, shape: full, strides: stridesOf(full) });
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
    requireRows(this.shape, indices);
    const shape = [indices.length, ...this.shape.slice(1)];
    return this.dense(this.backend.take(this.view, indices), shape);
  }

  /**
   * The same numbers rounded to another dtype.
   *
   * @throws ValueError if dtype is another word.
   */
  to(dtype: DType): Tensor {
    requireOneOf("Tensor.to", "dtype", dtype, ["float32", "float64"]);
    return dtype === this.dtype ? this : this.unary("copy", dtype);
  }

  // The numbers themselves.

  /** All entries in row-major order, to be read and not written. */
  get data(): TypedArray {
    const { storage, offset } = (isDense(this.view) ? this : this.copy()).view;
    return this.backend.read(storage).subarray(offset, offset + this.size);
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

  // How the methods above reach the backend.

  private copy(): Tensor {
    return this.unary("copy");
  }

  private dense(storage: View["storage"], shape: Shape): Tensor {
    return new Tensor(this.backend, { storage, shape, strides: stridesOf(shape), offset: 0 });
  }

  private see(view: View): Tensor {
    return new Tensor(this.backend, view);
  }

  private unary(op: UnaryOp, dtype: DType = this.dtype): Tensor {
    return this.dense(this.backend.unary(op, this.view, dtype), this.shape);
  }

  private binary(op: BinaryOp, other: Operand): Tensor {
    const right = typeof other === "number" ? this.scalar(other) : other;
    const host = this.hostOf(right);
    if (host !== this.backend) return this.on(host).binary(op, right);
    this.requirePartner(op, right);
    const shape = broadcastShapes(`Tensor.${op}`, this.shape, right.shape);
    const out = this.backend.binary(op, spread(this.view, shape), spread(right.view, shape));
    return this.dense(out, shape);
  }

  private scalar(value: number): Tensor {
    return this.dense(this.backend.upload([value], this.dtype), []);
  }

  /** The backend that computes with `other`: that one's if it watches this tensor's, for a trace. */
  private hostOf(other: Tensor): Backend {
    const watched = other instanceof Tensor && other.backend.watches === this.backend;
    return watched ? other.backend : this.backend;
  }

  private on(backend: Backend): Tensor {
    return new Tensor(backend, this.view);
  }

  private reduce(
    op: ReduceOp,
    axes: number | readonly number[] | undefined,
    keep: boolean,
  ): Tensor {
    const over = axesOf(`Tensor.${op}`, axes, this.rank);
    const out = this.backend.reduce(op, this.view, over);
    const shape = reducedShape(this.shape, over, keep);
    return this.dense(out, shape);
  }

  private countPerResult(op: string, out: Tensor): number {
    if (this.size === 0)
      throw new ShapeError(
        `Tensor.${op}: expected at least one entry, got ${shapeText(this.shape)}`,
      );
    return this.size / out.size;
  }

  /**
   * Throws unless `other` is a tensor of the same backend and dtype.
   *
   * @internal
   */
  requirePartner(op: string, other: Tensor): void {
    if (!(other instanceof Tensor))
      throw new ValueError(`Tensor.${op}: expected a tensor or a number, got ${String(other)}`);
    if (other.backend !== this.backend && other.backend !== this.backend.watches)
      throw new ValueError(
        `Tensor.${op}: expected two tensors of one backend, got ${this.backend.name} and ${other.backend.name}`,
      );
    if (other.dtype !== this.dtype)
      throw new DTypeError(
        `Tensor.${op}: expected two tensors of one dtype, got ${this.dtype} and ${other.dtype}; convert one with .to("${this.dtype}")`,
      );
  }
}
