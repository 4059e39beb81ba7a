import { ShapeError } from "../errors.js";
import { hostOf } from "./binary.js";
import { denseOf } from "./held.js";
import { normalizeAxis, sameShape, shapeText } from "./shape.js";
import { Tensor } from "./tensor.js";

/**
 * Tensors one after another along `axis` (default 0); all other axes have equal sizes.
 *
 * @throws ShapeError without tensors, or if the other axes differ; ValueError, DTypeError if backends or
 * dtypes do.
 *
 * @example
 * concat([tensor([[1], [2]]), tensor([[3, 4], [5, 6]])], 1).toArray(); // [[1, 3, 4], [2, 5, 6]]
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  if (tensors.length === 0) throw new ShapeError("concat: expected at least one tensor, got none");
  const watching = tensors.find(({ backend }) => backend.watches)?.backend;
  const parts = tensors.map((part) =>
    watching?.watches === part.backend ? new Tensor(watching, part.view) : part,
  );
  const [first] = parts;
  const along = normalizeAxis("concat", axis, first.rank);
  for (const part of parts) {
    hostOf("concat", first, part);
    const expected = first.shape.map((n, i) => (i === along ? part.shape[i] : n));
    if (!sameShape(part.shape, expected))
      throw new ShapeError(
        `concat: expected shapes that differ in axis ${along} alone, got ${shapeText(first.shape)} and ${shapeText(part.shape)}`,
      );
  }
  // With that axis in front, joining is writing one after another.
  const rest = first.shape.map((_, i) => i).filter((i) => i !== along);
  const front = parts.map((part) => part.permute(along, ...rest));
  const shape = [front.reduce((n, part) => n + part.shape[0], 0), ...front[0].shape.slice(1)];
  const storage = first.backend.concat(front.map(({ view }) => view));
  const joined = denseOf(first.backend, storage, shape);
  const back = first.shape.map((_, i) => (i === along ? 0 : rest.indexOf(i) + 1));
  return new Tensor(joined.backend, joined.view).permute(...back);
}
