import {
  adam as adamOptimizer,
  batchNorm as norm,
  conv2d,
  dropout as drop,
  init,
  layerNorm as rowNorm,
  modules,
  objective,
  ones,
  Random,
  randn,
  Sequential,
  sgd,
  softmaxCrossEntropy,
  spatialBatchNorm,
  Tensor,
  twoLayerNet,
  zeros,
  type Backend,
} from "../../../lib/index.js";
import * as operations from "./operations.js";
import type { Results } from "./results.js";
import { time } from "./timing.js";

/** What takes plain loops more than a second is not waited for. */
const TOO_LARGE: readonly operations.Operation[] = [
  ...[
    operations.adam,
    operations.dropout,
    operations.mapNorm,
    operations.convnet,
    operations.convolution,
  ],
];

/**
 * Every operation on one backend.
 *
 * @returns what it is, for the table.
 */
export function measureBackend(backend: Backend, results: Results): string {
  const rng = new Random(1);
  const options = { dtype: "float32", backend } as const;
  const draw = (...shape: number[]): Tensor => randn(shape, rng, options);
  const one = ones([], options);

  /**
   * At the end of each run all its results are there, and then let go, but for those that the next one `goesOn` from;
   * at the end of all, what they were made of is let go too: nothing is collected here, as nobody waits.
   */
  function measure(
    operation: operations.Operation,
    prepare: () => () => unknown,
    { goesOn = false } = {},
  ): void {
    if (backend.name === "reference" && TOO_LARGE.includes(operation)) return;
    if (!results.wants(operation)) return;
    const around = backend.scope?.();
    const run = prepare();
    const scope = backend.scope?.();
    const ms = time(() => {
      const kept = storagesIn(run());
      scope?.free(kept);
      if (backend.name === "webgpu") waitFor(backend, kept[0]);
      if (!goesOn) scope?.free([]);
    });
    scope?.end();
    around?.free([]);
    around?.end();
    results.add(operation, ms);
  }

  for (const [m, k, n] of operations.MATMULS)
    measure(operations.matmul(m, k, n), () => {
      const [a, b] = [draw(m, k), draw(k, n)];
      return () => a.matmul(b);
    });
  const { SIDE, MAPS, MANY, BATCH_NORM, LAYER_NORM, CROSS_ENTROPY, CONVOLUTION, CONVNET } =
    operations;
  const [a, b] = [draw(SIDE, SIDE), draw(SIDE, SIDE)];
  measure(operations.add, () => () => a.add(b));
  measure(operations.sum, () => () => a.sum(0));
  const affine = (n: number) => ({ gamma: ones([n], options), beta: zeros([n], options) });
  measure(operations.batchNorm, () => {
    const { rows, columns } = BATCH_NORM;
    const [x, dY] = [draw(rows, columns), draw(rows, columns)];
    const inputs = { x, ...affine(columns) };
    return () => {
      const { y, cache } = norm.forward(inputs);
      return [y, norm.backward(dY, cache)];
    };
  });
  measure(operations.mapNorm, () => {
    const { images, channels, side } = MAPS;
    const [x, dY] = [draw(images, channels, side, side), draw(images, channels, side, side)];
    const inputs = { x, ...affine(channels) };
    return () => {
      const { y, cache } = spatialBatchNorm.forward(inputs);
      return [y, spatialBatchNorm.backward(dY, cache)];
    };
  });
  measure(operations.layerNorm, () => {
    const { rows, columns } = LAYER_NORM;
    const [x, dY] = [draw(rows, columns), draw(rows, columns)];
    const inputs = { x, ...affine(columns) };
    return () => {
      const { y, cache } = rowNorm.forward(inputs);
      return [y, rowNorm.backward(dY, cache)];
    };
  });
  measure(operations.crossEntropy, () => {
    const { rows, classes } = CROSS_ENTROPY;
    const scores = draw(rows, classes);
    const labels = Array.from({ length: rows }, (_, i) => i % classes);
    return () => {
      const { loss, cache } = softmaxCrossEntropy.forward({ scores }, { labels });
      return [loss, softmaxCrossEntropy.backward(one, cache)];
    };
  });
  const training = () => {
    const g = ones([MANY], options);
    let theta = zeros([MANY], options);
    let state = adamOptimizer.init(theta);
    return () => ({ theta, state } = adamOptimizer.update(theta, g, state));
  };
  measure(operations.adam, training, { goesOn: true });
  measure(operations.dropout, () => {
    const x = ones([MANY], options);
    let counter = 0;
    return () => {
      const { y, cache } = drop.forward({ x }, { p: 0.5, seed: 1, counter: counter++ });
      return [y, drop.backward(x, cache)];
    };
  });
  measure(operations.net, () => netTraining(options));
  measure(operations.convolution, () => {
    const { images, channels, side, filters } = CONVOLUTION;
    const x = draw(images, channels, side, side);
    const [W, dY] = [draw(filters, channels, 3, 3), draw(images, filters, side, side)];
    return () => {
      const { y, cache } = conv2d.forward({ x, W }, { padding: 1 });
      return [y, conv2d.backward(dY, cache)];
    };
  });
  measure(operations.convnet, () => {
    const { images, side, channels, layers, classes } = CONVNET;
    const parts = Array.from({ length: layers }, (_, i) => [
      modules.conv2d(
        { channels: i === 0 ? 3 : channels, filters: channels, kernel: 3, padding: 1 },
        rng,
        options,
      ),
      modules.batchNorm({ features: channels }, options),
      modules.relu(),
    ]);
    const last = modules.linear(
      { inputs: channels, outputs: classes, init: init.he() },
      rng,
      options,
    );
    const model = new Sequential([...parts.flat(), modules.globalAveragePool(), last]);
    return trainer(model, draw(images, 3, side, side), classes);
  });
  return `gradlab-${backend.name}`;
}

/** As the lecture writes it: draw a batch, the loss with its penalty, the gradients, an update. */
function netTraining(options: { dtype: "float32"; backend: Backend }): () => unknown {
  const { images, batch, inputs, hidden, classes, steps, reg } = operations.NET;
  const model = twoLayerNet({ inputs, hidden, classes, ...options });
  const before = model.snapshot();
  const rng = new Random(2);
  const data = randn([images, inputs], rng, options);
  return () => {
    const scope = options.backend.scope?.();
    for (let step = 0; step < steps; step++) {
      const chosen = Array.from({ length: batch }, () => rng.integer(images));
      const examples = { x: data.take(chosen), labels: chosen.map((i) => i % classes) };
      const { gradients } = objective(model, examples, reg, "train");
      const { params } = model;
      const moved = Object.entries(gradients()).map(
        ([name, g]) => [name, sgd.update(params[name], g, {}, { lr: 1e-3 }).theta] as const,
      );
      const next = { ...params, ...Object.fromEntries(moved) };
      model.restore({ ...model.snapshot(), params: next });
      scope?.free(storagesIn(next));
    }
    scope?.end();
    const { params } = model;
    model.restore(before);
    return params;
  };
}

/** Forward, backward and an update of plain gradient descent; the weights stay as they are, so that each run does the same. */
function trainer(model: Sequential, x: Tensor, classes: number): () => unknown {
  const labels = Array.from({ length: x.shape[0] }, (_, i) => i % classes);
  const before = model.snapshot();
  return () => {
    const { gradients } = objective(model, { x, labels }, 0, "train");
    const next = Object.entries(gradients()).map(([name, g]) =>
      sgd.update(before.params[name], g, {}),
    );
    model.restore(before);
    return next;
  };
}

/** Numbers that are read as fast as one of them. */
const FEW = 10_000;

/** Until the device has done all that came before: one number of a result is enough. */
function waitFor(backend: Backend, storage: Tensor["view"]["storage"]): void {
  if (storage.length <= FEW) {
    backend.read(storage);
    return;
  }
  const one = { storage, shape: [1], strides: [1], offset: 0 };
  backend.read(backend.unary("copy", one, "float32"));
}

/** The storages of all tensors in a result. */
function storagesIn(value: unknown): Tensor["view"]["storage"][] {
  if (value instanceof Tensor) return [value.view.storage];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(storagesIn);
}
