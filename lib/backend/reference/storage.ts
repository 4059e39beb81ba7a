import type { DType, Storage, TypedArray } from "../backend.js";

/** Numbers in an array of the host. */
export class HostStorage implements Storage {
  constructor(
    readonly dtype: DType,
    readonly data: TypedArray,
  ) {}
  get length(): number {
    return this.data.length;
  }
}

export const allocate = (dtype: DType, length: number): TypedArray =>
  dtype === "float32" ? new Float32Array(length) : new Float64Array(length);

export function dataOf(storage: Storage): TypedArray {
  if (!(storage instanceof HostStorage))
    throw new TypeError(
      "backend: expected numbers of the reference backend, got another backend's",
    );
  return storage.data;
}
