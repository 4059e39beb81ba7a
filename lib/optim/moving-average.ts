import { requireNumber, ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { fromData } from "../tensor/create.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireShares } from "./requirements.js";

export type MovingAverageOptions = {
  /** How much of the average is kept at each step, β from 0 to below 1; 0.9 by default. */
  beta?: number;
  /** Divide out that the average starts at 0; false by default. */
  corrected?: boolean;
};

/**
 * The exponential moving average of a series: m_t = βm_{t−1} + (1−β)x_t, from m_0 = 0. Later values count more, by
 * 1/β a step; some 1/(1−β) values make up most of it. The first averages are too small, by the factor 1 − βᵗ,
 * which the correction divides out.
 *
 * Shapes: x (T); the averages (T).
 *
 * @throws ShapeError if x is no series; ValueError if beta is out of range.
 *
 * @example
 * movingAverage(tensor([8, 8, 8]), { beta: 0.5 }).toArray(); // [4, 6, 7]
 * movingAverage(tensor([8, 8, 8]), { beta: 0.5, corrected: true }).toArray(); // [8, 8, 8]
 */
export function movingAverage(
  x: Tensor,
  { beta = 0.9, corrected = false }: MovingAverageOptions = {},
  step: Step = run,
): Tensor {
  requireShares("movingAverage", { beta });
  if (x.rank !== 1)
    throw new ShapeError(`movingAverage: x must have shape (T), got ${shapeText(x.shape)}`);
  const biased = step("m", tex`m_t = \beta m_{t-1} + (1-\beta) x_t`, () => {
    let average = 0;
    const averages = Array.from(x.data, (value) => (average = beta * average + (1 - beta) * value));
    return fromData(averages, x.shape, x);
  });
  if (!corrected) return biased;
  const weights = Float64Array.from({ length: x.size }, (_, i) => 1 - averageBias(i + 1, { beta }));
  return step("mHat", tex`\hat m_t = m_t / (1-\beta^t)`, () =>
    biased.div(fromData(weights, x.shape, x)),
  );
}

/**
 * The share of the start, 0, that is still in a moving average after t steps: βᵗ. The average is too small by it.
 *
 * @throws ValueError if beta is out of range or t negative.
 *
 * @example
 * averageBias(2, { beta: 0.5 }); // 0.25
 */
export function averageBias(t: number, { beta = 0.9 } = {}): number {
  requireShares("averageBias", { beta });
  requireNumber("averageBias", "t", t, { min: 0 });
  return beta ** t;
}

/**
 * How many values a moving average is about as good as: its window 1/(1 − β). The weight of older ones is down to
 * 1/e and less.
 *
 * @throws ValueError if beta is out of range.
 *
 * @example
 * averageWindow({ beta: 0.75 }); // 4
 */
export function averageWindow({ beta = 0.9 } = {}): number {
  requireShares("averageWindow", { beta });
  return 1 / (1 - beta);
}
