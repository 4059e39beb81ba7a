/**
 * What a backend must do: some coarse kernels over numbers that it owns. Tensors are built on this and
 * on nothing else; implementations import this file, `errors` and the shape helpers only.
 */

export type DType = "float32" | "float64";
export type TypedArray = Float32Array | Float64Array;

/** Numbers that a backend owns. Only that backend can look inside. */
export interface Storage {
  readonly dtype: DType;
  readonly length: number;
}

/**
 * A way to see a storage as an n-dimensional array: entry (i, j, …) is number
 * `offset + i·strides[0] + j·strides[1] + …`. A stride of 0 repeats an axis (broadcasting).
 */
export interface View {
  readonly storage: Storage;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/**
 * Windows along one axis of an image: entry k of window i is entry `index[k * windows + i]` of the axis, or
 * lies outside where that is −1. A table and no stride, so that random windows are windows too.
 */
export interface WindowAxis {
  /** How many entries a window has. */
  readonly entries: number;
  readonly windows: number;
  readonly index: Int32Array;
}

export type UnaryOp = "neg" | "abs" | "sign" | "exp" | "log" | "sqrt" | "tanh" | "erf" | "copy";
export type BinaryOp =
  "add" | "sub" | "mul" | "div" | "pow" | "maximum" | "minimum" | "greater" | "less" | "equal";
export type ReduceOp = "sum" | "max" | "min" | "argmax";

/**
 * A stretch of work after which most of what was made is of no more use, such as a training step. Where a backend owns
 * memory that no garbage collector sees fill up, scopes let it be used again at once.
 */
export interface Scope {
  /**
   * Lets go of every storage made since the scope began, but for these, which stay in the scope; another backend's
   * are passed over. Whoever reads another one later gets an error: open a scope only around code that keeps nothing
   * else. What of these still waits is worked out now, maybe in the places of what is let go.
   */
  free(except: Iterable<Storage>): void;
  /** Ends the scope. What is left in it is the garbage collector's. Scopes end in the reverse order. */
  end(): void;
}

/** Every kernel returns a new, dense, row-major storage of the dtype of its operands. */
export interface Backend {
  readonly name: string;
  /** The backend that does this one's work, if it only watches what is computed; its storages are taken as well. */
  readonly watches?: Backend;
  /** Copies numbers in, rounded to `dtype`. */
  upload(values: ArrayLike<number>, dtype: DType): Storage;
  /** The numbers of a storage, to be read and not written. */
  read(storage: Storage): TypedArray;
  /** y = op(x), in the row-major order of the view; `dtype` converts. */
  unary(op: UnaryOp, x: View, dtype: DType): Storage;
  /** y = a op b for two views of the same shape. Comparisons give 1 and 0. */
  binary(op: BinaryOp, a: View, b: View): Storage;
  /** Reduces over `axes`; the others stay, in order. `argmax` takes one axis and the first maximum; NaN counts as one. */
  reduce(op: ReduceOp, x: View, axes: readonly number[]): Storage;
  /** C = A B for A (m, k) and B (k, n), or for stacks of equally many: (g, m, k) and (g, k, n). */
  matmul(a: View, b: View): Storage;
  /** Rows of `x` along axis 0 by index; the indices have been checked. */
  take(x: View, indices: ArrayLike<number>): Storage;
  /** All entries of the first view, then all of the next: one dtype, at least one view. */
  concat(parts: readonly View[]): Storage;
  /**
   * The windows over images x (N, C, H, W) as the columns of a matrix: row (c, u, v) holds entry (u, v) of
   * every window of channel c, column (n, i, j) belongs to window (i, j) of image n. Entries outside the
   * image are `outside`.
   */
  im2col(x: View, rows: WindowAxis, columns: WindowAxis, outside: number): Storage;
  /** The way back: images of `shape`, each entry the sum of its copies in the matrix. */
  col2im(x: View, shape: readonly number[], rows: WindowAxis, columns: WindowAxis): Storage;
  /** Whole layers in one pass each; see `Fused`. */
  readonly fused?: Partial<Fused>;
  /** Opens a scope; left out where the garbage collector is enough. */
  scope?(): Scope;
}

/**
 * Kernels that do what several steps of a layer do, in one pass. A backend may have some of them; each may decline, by
 * undefined, and then the layer goes by its steps. Results are dense, those of the steps up to rounding; where a step
 * makes NaN of 0 · ∞ or of what the dtype cannot hold, a kernel may have the number that is meant.
 */
export interface Fused {
  /** Mean and variance of each block, and y = γ (x − μ) (σ² + ε)^(−1/2) + β. */
  normalize(
    x: View,
    layout: NormLayout,
    affine: { gamma?: View; beta?: View },
    eps: number,
  ): { y: Storage; mean: Storage; variance: Storage } | undefined;

  /** The gradients by x, and by gamma and beta, whether there are any or not: of `layout.period` entries. */
  normalizeBack(
    dY: View,
    inputs: { centered: View; invStd: View; gamma?: View },
    layout: NormLayout,
  ): { dX: Storage; dGamma: Storage; dBeta: Storage } | undefined;

  /**
   * For each row of scores (N, C): its largest, Σ e^(s − largest), and minus the log of the probability of its label;
   * and all probabilities.
   */
  crossEntropy(
    scores: View,
    labels: Int32Array,
  ): { largest: Storage; sumExp: Storage; lossEach: Storage; probs: Storage } | undefined;

  /** dScores = (probs − [j is the label]) · scale. */
  crossEntropyBack(probs: View, labels: Int32Array, scale: number): Storage | undefined;

  /** y (N, F, H′, W′) = W (F, C/groups, kH, kW) over windows of x (N, C, H, W), plus b (F). */
  convolve(inputs: { x: View; W: View; b?: View }, windows: Convolution): Storage | undefined;

  convolveBack(
    dY: View,
    inputs: { x: View; W: View },
    windows: Convolution,
  ): { dX: Storage; dW: Storage } | undefined;

  /** The largest entry of each window of x (N, C, H, W), (N, C, H′, W′); NaN is the largest. */
  maxPool(x: View, rows: WindowAxis, columns: WindowAxis): Storage | undefined;

  /** The gradient of each window goes to its largest entry, the first of equal ones. */
  maxPoolBack(dY: View, x: View, rows: WindowAxis, columns: WindowAxis): Storage | undefined;

  /** The mask of `keepMask` (lib/layers/keep-mask.ts), to the last bit; `slowly` makes it where there is no room. */
  keep(
    draw: MaskDraw,
    length: number,
    dtype: DType,
    slowly: () => ArrayLike<number>,
  ): Storage | undefined;
}

/**
 * How normalization sees x: as (outer, blocks, inner), dense. A block's statistics run over outer and inner. gamma and
 * beta have `period` entries, each for `every` numbers of a (blocks, inner) part in turn.
 */
export type NormLayout = {
  readonly outer: number;
  readonly blocks: number;
  readonly inner: number;
  readonly every: number;
  readonly period: number;
};

export type Convolution = {
  readonly rows: WindowAxis;
  readonly columns: WindowAxis;
  readonly groups: number;
};

/** Which mask: p is the probability to drop. */
export type MaskDraw = { readonly p: number; readonly seed: number; readonly counter: number };
