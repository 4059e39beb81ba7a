import {
  batchNorm as norm,
  conv2d,
  linear,
  ones,
  Random,
  randn,
  relu,
  softmaxCrossEntropy,
  zeros,
  type Backend,
  type Tensor,
} from "../../../lib/index.js";
import * as operations from "./operations.js";
import { time } from "./timing.js";

export type Measured = (operation: operations.Operation, ms: number) => void;

/**
 * Every operation on one backend.
 *
 * @returns what it is, for the table.
 */
export function measureBackend(backend: Backend, measured: Measured): string {
  const rng = new Random(1);
  const options = { dtype: "float32", backend } as const;
  const draw = (...shape: number[]): Tensor => randn(shape, rng, options);
  for (const [m, k, n] of operations.MATMULS) {
    const [a, b] = [draw(m, k), draw(k, n)];
    measured(
      operations.matmul(m, k, n),
      time(() => a.matmul(b)),
    );
  }
  const { SIDE, BATCH_NORM, NET, CONVOLUTION } = operations;
  const [a, b] = [draw(SIDE, SIDE), draw(SIDE, SIDE)];
  measured(
    operations.add,
    time(() => a.add(b)),
  );
  measured(
    operations.sum,
    time(() => a.sum(0)),
  );
  const columns = BATCH_NORM.columns;
  const x = draw(BATCH_NORM.rows, columns);
  const dY = draw(BATCH_NORM.rows, columns);
  const [gamma, beta] = [ones([columns], options), zeros([columns], options)];
  measured(
    operations.batchNorm,
    time(() => norm.backwardSimplified(dY, norm.forward({ x, gamma, beta }).cache)),
  );
  measured(operations.net, time(netStep(draw, NET)));
  const { images, channels, side, filters } = CONVOLUTION;
  const pictures = draw(images, channels, side, side);
  const W = draw(filters, channels, 3, 3);
  const upstream = draw(images, filters, side, side);
  measured(
    operations.convolution,
    time(() => conv2d.backward(upstream, conv2d.forward({ x: pictures, W }, { padding: 1 }).cache)),
  );
  return `gradlab-${backend.name}`;
}

/** Forward, backward and an update of plain gradient descent. */
function netStep(draw: (...shape: number[]) => Tensor, net: typeof operations.NET): () => unknown {
  const x = draw(net.batch, net.inputs);
  const labels = Array.from({ length: net.batch }, (_, i) => i % net.classes);
  const one = draw(1).mul(0).add(1).reshape();
  let [W, b] = [draw(net.inputs, net.hidden).mul(0.01), draw(net.hidden)];
  let [V, c] = [draw(net.hidden, net.classes).mul(0.1), draw(net.classes)];
  return () => {
    const hidden = linear.forward({ x, W, b });
    const active = relu.forward({ x: hidden.y });
    const scores = linear.forward({ x: active.y, W: V, b: c });
    const { cache } = softmaxCrossEntropy.forward({ scores: scores.y }, { labels });
    const { dScores } = softmaxCrossEntropy.backward(one, cache);
    const outer = linear.backward(dScores, scores.cache);
    const inner = linear.backward(relu.backward(outer.dX, active.cache).dX, hidden.cache);
    const descend = (value: Tensor, gradient: Tensor | undefined): Tensor =>
      gradient ? value.sub(gradient.mul(0.01)) : value;
    [W, b] = [descend(W, inner.dW), descend(b, inner.dB)];
    [V, c] = [descend(V, outer.dW), descend(c, outer.dB)];
  };
}
