import { ShapeError, ValueError } from "../errors.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Throws a `ShapeError` unless scores are (N, C) with at least one row and class. */
export function requireScores(where: string, scores: Tensor): void {
  if (scores.rank !== 2 || scores.shape[0] === 0 || scores.shape[1] === 0)
    throw new ShapeError(
      `${where}: scores must have shape (N, C) with at least one row and class, got ${shapeText(scores.shape)}`,
    );
}

/** Throws unless there is a label for each of N rows, an integer from 0 to C − 1. */
export function requireLabels(
  where: string,
  labels: ArrayLike<number>,
  [N, C]: readonly number[],
): void {
  if (labels.length !== N)
    throw new ShapeError(`${where}: labels must have shape (${N}), got (${labels.length})`);
  for (let i = 0; i < N; i++)
    if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] >= C)
      throw new ValueError(
        `${where}: labels[${i}] must be an integer from 0 to ${C - 1}, got ${labels[i]}`,
      );
}
