import type { DType, TypedArray } from "../backend.js";
import { KERNELS } from "./kernels.generated.js";

/** What kernels/index.ts exports. Places are addresses in bytes. */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly gemm32: Gemm;
  readonly gemm64: Gemm;
  readonly compact: (c: number, rows: number, row: number, wanted: number) => void;
  readonly unary32: Unary;
  readonly unary64: Unary;
  readonly binary32: Binary;
  readonly binary64: Binary;
  readonly sum32: (x: number, n: number) => number;
  readonly sum64: (x: number, n: number) => number;
  readonly accumulate32: (x: number, n: number, sums: number) => void;
  readonly accumulate64: (x: number, n: number, sums: number) => void;
  readonly spread32: Spread;
  readonly spread64: Spread;
  readonly gather32: Gather;
  readonly gather64: Gather;
}

// prettier-ignore
type Gemm = (m: number, k: number, n: number, a: number, aDown: number, aAcross: number, b: number, bDown: number, bAcross: number, packedA: number, packedB: number, c: number, add: boolean) => void;
// prettier-ignore
type Spread = (image: number, width: number, rows: number, height: number, down: number, columns: number, breadth: number, across: number, outside: number, to: number) => void;
// prettier-ignore
type Gather = (from: number, image: number, width: number, rows: number, height: number, down: number, columns: number, breadth: number, across: number) => void;
type Unary = (op: number, a: number, y: number, bytes: number) => void;
type Binary = (op: number, a: number, b: number, y: number, bytes: number) => void;

/** The part of the WebAssembly interface that is used here; neither of our libraries of types has it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const PAGE = 65_536;

/** Places begin where a line of the cache does. */
const LINE = 64;

/**
 * The kernels and their memory, which is a workbench and no store: numbers are copied in, worked on and copied
 * out again within one call. So it needs no freeing, and grows only to what the largest block of one call takes.
 */
export class Workbench {
  readonly kernels: Kernels;
  private floats = new Float32Array();
  private doubles = new Float64Array();

  constructor() {
    const bytes = Uint8Array.from(atob(KERNELS), (letter) => letter.charCodeAt(0));
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    this.kernels = instance.exports as Kernels;
  }

  /** Places for areas of so many bytes, none of which overlap; what was there before is lost. */
  places(...sizes: readonly number[]): number[] {
    let end = LINE;
    const starts = sizes.map((size) => {
      const start = end;
      end = start + Math.ceil(size / LINE) * LINE;
      return start;
    });
    const missing = end - this.kernels.memory.buffer.byteLength;
    if (missing > 0) this.kernels.memory.grow(Math.ceil(missing / PAGE));
    return starts;
  }

  /** Copies a table of whole numbers to a place. */
  table(place: number, entries: Int32Array): void {
    new Int32Array(this.kernels.memory.buffer, place, entries.length).set(entries);
  }

  /** `length` numbers from a place on; valid until the memory grows. */
  numbers(dtype: DType, place: number, length: number): TypedArray {
    const { buffer } = this.kernels.memory;
    if (this.floats.buffer !== buffer) {
      this.floats = new Float32Array(buffer);
      this.doubles = new Float64Array(buffer);
    }
    const all = dtype === "float32" ? this.floats : this.doubles;
    const start = place / all.BYTES_PER_ELEMENT;
    return all.subarray(start, start + length);
  }
}

let shared: Workbench | undefined;

/** The one workbench, made at first use: who computes on the reference alone never compiles the kernels. */
export const workbench = (): Workbench => (shared ??= new Workbench());

export const bytesOf = (dtype: DType): number => (dtype === "float32" ? 4 : 8);
