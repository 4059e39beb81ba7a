import type { Scope, Storage } from "../backend/backend.js";
import { forgetsAll } from "../models/parts.js";
import { Tensor } from "../tensor/tensor.js";

/**
 * A scope around work that a model does on x, if its backend has any and the model keeps nothing. A model may be
 * anything: one that does not say that it forgets is left to the garbage collector.
 */
export const scopeOf = (model: object, x: Tensor): Scope | undefined =>
  forgetsAll(model) ? x.backend.scope?.() : undefined;

/** The storages of all tensors in values such as parameters by name or the states of an optimizer. */
export function storagesIn(...values: readonly unknown[]): Storage[] {
  const found: Storage[] = [];
  const look = (value: unknown): void => {
    if (value instanceof Tensor) found.push(value.view.storage);
    else if (value instanceof Map) value.forEach(look);
    else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value))
      Object.values(value).forEach(look);
  };
  values.forEach(look);
  return found;
}
