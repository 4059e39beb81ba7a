/** One thing to time, in float32, the same for every peer. */
export interface Operation {
  readonly op: string;
  readonly size: string;
  /** Arithmetic operations of one run, or the bytes that it cannot do without reading or writing. */
  readonly work: number;
  readonly unit: "gflops" | "gbps";
}

export const MATMULS: readonly (readonly [number, number, number])[] = [
  [64, 64, 64],
  [256, 256, 256],
  [100, 3072, 50],
  [512, 512, 512],
  [1024, 1024, 1024],
];

export const matmul = (m: number, k: number, n: number): Operation => ({
  op: "matmul",
  size: `${m}×${k}×${n}`,
  work: 2 * m * k * n,
  unit: "gflops",
});

export const SIDE = 1024;

const gigabytes = (op: string, size: string, numbers: number): Operation => ({
  op,
  size,
  work: 4 * numbers,
  unit: "gbps",
});

/** Two come in and one goes out. */
export const add = gigabytes("add", `${SIDE}×${SIDE}`, 3 * SIDE * SIDE);

export const sum = gigabytes("sum over rows", `${SIDE}×${SIDE}`, SIDE * SIDE);

export const BATCH_NORM = { rows: 256, columns: 4096 } as const;

/** x and dY come in, y and dX go out. */
export const batchNorm = gigabytes(
  "batch norm, both ways",
  `${BATCH_NORM.rows}×${BATCH_NORM.columns}`,
  4 * BATCH_NORM.rows * BATCH_NORM.columns,
);

/** The lecture's net: 100 images of 3072 numbers, 50 hidden units, 10 classes. */
export const NET = { batch: 100, inputs: 3072, hidden: 50, classes: 10 } as const;

export const net: Operation = {
  op: "two-layer net, a step",
  size: `${NET.batch}×${NET.inputs}→${NET.hidden}→${NET.classes}`,
  work: 4 * NET.batch * NET.inputs * NET.hidden + 6 * NET.batch * NET.hidden * NET.classes,
  unit: "gflops",
};

export const CONVOLUTION = { images: 16, channels: 16, side: 32, filters: 32 } as const;

export const convolution: Operation = {
  op: "convolution 3×3, both ways",
  size: `${CONVOLUTION.images}×${CONVOLUTION.channels}×${CONVOLUTION.side}×${CONVOLUTION.side}→${CONVOLUTION.filters}`,
  work:
    54 * CONVOLUTION.images * CONVOLUTION.side ** 2 * CONVOLUTION.filters * CONVOLUTION.channels,
  unit: "gflops",
};
