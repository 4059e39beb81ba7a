import type { Backend, BinaryOp } from "../backend/backend.js";
import { DTypeError, ShapeError, ValueError } from "../errors.js";
import { denseOf, type Held } from "./held.js";
import { broadcastShapes, sameShape, shapeText } from "./shape.js";
import { spread } from "./views.js";

/** Operations of two tensors: which backend computes them, and what must agree. */

/** a op b, entry by entry, after broadcasting. */
export function binary(op: BinaryOp, a: Held, other: Held | number): Held {
  const { dtype } = a.view.storage;
  const b =
    typeof other === "number" ? denseOf(a.backend, a.backend.upload([other], dtype), []) : other;
  const host = hostOf(`Tensor.${op}`, a, b);
  const shape = broadcastShapes(`Tensor.${op}`, a.view.shape, b.view.shape);
  return denseOf(host, host.binary(op, spread(a.view, shape), spread(b.view, shape)), shape);
}

/** The matrix product of two matrices, or of two stacks of them pair by pair. */
export function matmul(a: Held, b: Held): Held {
  const host = hostOf("Tensor.matmul", a, b);
  const [left, right] = [a.view.shape, b.view.shape];
  const [rows, inner] = left.slice(-2);
  const stack = left.slice(0, -2);
  const fits =
    (left.length === 2 || left.length === 3) && sameShape(right.slice(0, -1), [...stack, inner]);
  if (!fits)
    throw new ShapeError(
      `Tensor.matmul: expected (m, k) times (k, n), got ${shapeText(left)} times ${shapeText(right)}`,
    );
  return denseOf(host, host.matmul(a.view, b.view), [...stack, rows, right[right.length - 1]]);
}

/** Σ aᵢ bᵢ over all entries of two tensors of one shape. */
export function dot(a: Held, b: Held): number {
  hostOf("Tensor.dot", a, b);
  if (!sameShape(a.view.shape, b.view.shape))
    throw new ShapeError(
      `Tensor.dot: expected two tensors of one shape, got ${shapeText(a.view.shape)} and ${shapeText(b.view.shape)}`,
    );
  const products = binary("mul", a, b);
  const axes = a.view.shape.map((_, axis) => axis);
  return products.backend.read(products.backend.reduce("sum", products.view, axes))[0];
}

/**
 * The backend that computes with both: that of either, or the one of them that watches the other's, for a trace.
 *
 * @throws ValueError unless `b` is a tensor of one backend with `a`; DTypeError unless it has a's dtype.
 */
export function hostOf(where: string, a: Held, b: Held): Backend {
  requireTensor(where, b);
  const host = b.backend.watches === a.backend ? b.backend : a.backend;
  if (b.backend !== host && b.backend !== host.watches)
    throw new ValueError(
      `${where}: expected two tensors of one backend, got ${a.backend.name} and ${b.backend.name}`,
    );
  const [left, right] = [a.view.storage.dtype, b.view.storage.dtype];
  if (left !== right)
    throw new DTypeError(
      `${where}: expected two tensors of one dtype, got ${left} and ${right}; convert one with .to("${left}")`,
    );
  return host;
}

/** A cell that TypeScript does not check may hand over anything. */
function requireTensor(where: string, value: unknown): void {
  if (typeof value !== "object" || value === null || !("view" in value && "backend" in value))
    throw new ValueError(`${where}: expected a tensor or a number, got ${String(value)}`);
}
