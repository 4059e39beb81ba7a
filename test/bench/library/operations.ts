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
  [2048, 2048, 2048],
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

/**
 * The lecture's net: batches of 100 images of 3072 numbers, 50 hidden units, 10 classes; each step draws a batch, has a
 * penalty of the weights and updates them by plain gradient descent.
 */
export const NET = {
  ...{ images: 5000, batch: 100, inputs: 3072, hidden: 50, classes: 10 },
  ...{ steps: 100, reg: 1e-3 },
} as const;

export const net: Operation = {
  op: `two-layer net, ${NET.steps} steps`,
  size: `${NET.batch}×${NET.inputs}→${NET.hidden}→${NET.classes}`,
  work: NET.steps * NET.batch * NET.hidden * (4 * NET.inputs + 6 * NET.classes),
  unit: "gflops",
};

export const CONVOLUTION = { images: 32, channels: 32, side: 32, filters: 64 } as const;

export const convolution: Operation = {
  op: "convolution 3×3, both ways",
  size: `${CONVOLUTION.images}×${CONVOLUTION.channels}×${CONVOLUTION.side}×${CONVOLUTION.side}→${CONVOLUTION.filters}`,
  work:
    54 * CONVOLUTION.images * CONVOLUTION.side ** 2 * CONVOLUTION.filters * CONVOLUTION.channels,
  unit: "gflops",
};

/** 64 channels of feature maps: x and dY come in, y and dX go out. */
export const MAPS = { images: 64, channels: 64, side: 32 } as const;

export const mapNorm = gigabytes(
  "batch norm of maps, both ways",
  `${MAPS.images}×${MAPS.channels}×${MAPS.side}×${MAPS.side}`,
  4 * MAPS.images * MAPS.channels * MAPS.side ** 2,
);

export const LAYER_NORM = { rows: 2048, columns: 1024 } as const;

export const layerNorm = gigabytes(
  "layer norm, both ways",
  `${LAYER_NORM.rows}×${LAYER_NORM.columns}`,
  4 * LAYER_NORM.rows * LAYER_NORM.columns,
);

/** Scores come in, probabilities and gradients go out. */
export const CROSS_ENTROPY = { rows: 256, classes: 1000 } as const;

export const crossEntropy = gigabytes(
  "softmax cross-entropy, both ways",
  `${CROSS_ENTROPY.rows}×${CROSS_ENTROPY.classes}`,
  3 * CROSS_ENTROPY.rows * CROSS_ENTROPY.classes,
);

export const MANY = 10_000_000;

/** θ, g, m and v come in; θ, m and v go out. */
export const adam = gigabytes("Adam", "10M", 7 * MANY);

/** x and dY come in, y and dX go out. */
export const dropout = gigabytes("dropout, both ways", "10M", 4 * MANY);

/** conv 3×3, batch norm and ReLU three times, a mean over positions, a linear layer; an update of gradient descent. */
export const CONVNET = { images: 64, side: 32, channels: 16, layers: 3, classes: 10 } as const;

export const convnet: Operation = {
  op: "ConvNet, a step",
  size: `${CONVNET.images}×3×${CONVNET.side}×${CONVNET.side}, ${CONVNET.layers} × ${CONVNET.channels}`,
  work:
    54 *
    CONVNET.images *
    CONVNET.side ** 2 *
    CONVNET.channels *
    (3 + (CONVNET.layers - 1) * CONVNET.channels),
  unit: "gflops",
};

/** By the names that the scripts in Python print, and what they need to know. */
export const BY_NAME: ReadonlyMap<string, Operation> = new Map([
  ...MATMULS.map(([m, k, n]) => [`matmul ${m}×${k}×${n}`, matmul(m, k, n)] as const),
  ...Object.entries({
    ...{ add, sum, batchNorm, mapNorm, layerNorm, crossEntropy, adam, dropout },
    ...{ net, convolution, convnet },
  }),
]);

export const SIZES = {
  ...{ matmuls: MATMULS, side: SIDE, many: MANY, batchNorm: BATCH_NORM, maps: MAPS },
  ...{ layerNorm: LAYER_NORM, crossEntropy: CROSS_ENTROPY, net: NET },
  ...{ convolution: CONVOLUTION, convnet: CONVNET },
};
