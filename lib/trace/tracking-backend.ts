import type {
  Backend,
  BinaryOp,
  DType,
  ReduceOp,
  Storage,
  TypedArray,
  UnaryOp,
  View,
  WindowAxis,
} from "../backend/backend.js";
import { Tensor } from "../tensor/tensor.js";

type Sources = ReadonlySet<string>;
const NONE: Sources = new Set();

/** Numbers of another backend, with the names of the values that they were computed from. */
class Tracked implements Storage {
  constructor(
    readonly inner: Storage,
    readonly sources: Sources,
    /** The value that this is, if it is one itself and not only made from some. */
    readonly owner?: string,
  ) {}
  get dtype(): DType {
    return this.inner.dtype;
  }
  get length(): number {
    return this.inner.length;
  }
}

const tracked = (storage: Storage): Tracked =>
  storage instanceof Tracked ? storage : new Tracked(storage, NONE);
const trackedOf = ({ storage }: View): Tracked => tracked(storage);
const inside = (view: View): View => ({ ...view, storage: trackedOf(view).inner });

/**
 * A backend that lets another one compute, and keeps with every result which named values it was computed from. So
 * what a step reads is seen from the tensors themselves, however a layer is written: all operations on tensors come
 * down to these few kernels, and views (reshape, permute, slices) share the storage of what they are views of.
 */
export class TrackingBackend implements Backend {
  readonly name: string;

  /** `onRead` hears of values whose numbers were taken out of their tensors, where no tensor shows what becomes of them. */
  constructor(
    readonly watches: Backend,
    private readonly onRead: (sources: Sources) => void,
  ) {
    this.name = `${watches.name}, traced`;
  }

  /** The same numbers, seen the same way, as the value called `name`. */
  mark(value: Tensor, name: string): Tensor {
    const storage = value.backend === this ? trackedOf(value.view).inner : value.view.storage;
    const marked = new Tracked(storage, new Set([name]), name);
    return new Tensor(this, { ...value.view, storage: marked });
  }

  /** The tensor as it is without tracking. */
  plain(value: Tensor): Tensor {
    return value.backend === this ? new Tensor(this.watches, inside(value.view)) : value;
  }

  sourcesOf(value: Tensor): Sources {
    return value.backend === this ? trackedOf(value.view).sources : NONE;
  }

  /** The name of the value that a tensor is, perhaps seen in another shape. */
  ownerOf(value: Tensor): string | undefined {
    return value.backend === this ? trackedOf(value.view).owner : undefined;
  }

  private from(storage: Storage, ...views: readonly View[]): Storage {
    return new Tracked(storage, new Set(views.flatMap((view) => [...trackedOf(view).sources])));
  }

  upload(values: ArrayLike<number>, dtype: DType): Storage {
    return new Tracked(this.watches.upload(values, dtype), NONE);
  }
  read(storage: Storage): TypedArray {
    const { inner, sources } = tracked(storage);
    this.onRead(sources);
    return this.watches.read(inner);
  }
  unary(op: UnaryOp, x: View, dtype: DType): Storage {
    return this.from(this.watches.unary(op, inside(x), dtype), x);
  }
  binary(op: BinaryOp, a: View, b: View): Storage {
    return this.from(this.watches.binary(op, inside(a), inside(b)), a, b);
  }
  reduce(op: ReduceOp, x: View, axes: readonly number[]): Storage {
    return this.from(this.watches.reduce(op, inside(x), axes), x);
  }
  matmul(a: View, b: View): Storage {
    return this.from(this.watches.matmul(inside(a), inside(b)), a, b);
  }
  take(x: View, indices: ArrayLike<number>): Storage {
    return this.from(this.watches.take(inside(x), indices), x);
  }
  concat(parts: readonly View[]): Storage {
    return this.from(this.watches.concat(parts.map(inside)), ...parts);
  }
  im2col(x: View, rows: WindowAxis, columns: WindowAxis, outside: number): Storage {
    return this.from(this.watches.im2col(inside(x), rows, columns, outside), x);
  }
  col2im(x: View, shape: readonly number[], rows: WindowAxis, columns: WindowAxis): Storage {
    return this.from(this.watches.col2im(inside(x), shape, rows, columns), x);
  }
}
