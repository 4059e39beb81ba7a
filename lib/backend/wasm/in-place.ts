import { isWhole } from "../layout.js";
import type { Operation } from "./operation.js";
import { small } from "./small.js";
import { storageOf, type Pending, type WasmStorage } from "./storage.js";

/**
 * Results take over the places of what nobody will read any more: the weights of a step those of its gradients. Such
 * a place is in the processor's cache when it is written, where a new one would have to be fetched from memory first.
 */

/** Whether an evaluation may overwrite a storage. */
export type IsSpare = (storage: WasmStorage) => boolean;

/**
 * What each of some evaluations, one after the other, may overwrite of `leaving`: nothing that a later one needs. None
 * for those of few numbers.
 */
export function spareFor(
  groups: readonly (readonly Operation[])[],
  leaving: ReadonlySet<WasmStorage>,
): (IsSpare | undefined)[] {
  const isLarge = ([{ own }]: readonly Operation[]): boolean => own.length >= small.inPlace;
  if (!groups.some(isLarge)) return [];
  const sources = groups.map(sourcesOf);
  return groups.map((group, i) => {
    if (!isLarge(group)) return undefined;
    const later = sources.slice(i + 1);
    return (storage) => leaving.has(storage) && !later.some((needed) => needed.has(storage));
  });
}

/** All storages that operations are worked out from, at first hand or not. */
function sourcesOf(operations: readonly Operation[]): Set<WasmStorage> {
  const sources = new Set<WasmStorage>();
  const open = new Set<Pending>(operations);
  for (const { operands } of open)
    for (const view of operands) {
      const source = storageOf(view);
      sources.add(source);
      if (source.pending) open.add(source.pending);
    }
  return sources;
}

/**
 * For targets a spare storage each whose place it can take: read entry by entry alone, and by no operation after the
 * target. What `gather` and `keep` bring does not count as a target: it is written before the first operation.
 */
export function placesFor(
  targets: readonly Operation[],
  order: readonly Operation[],
  isSpare: IsSpare,
): Map<WasmStorage, WasmStorage> {
  const places = new Map<WasmStorage, WasmStorage>();
  const { dtype, length } = targets[0].own;
  const lastRead = new Map<WasmStorage, number>();
  order.forEach(({ operands }, i) => {
    for (const view of operands) {
      const until = isWhole(view) ? i : Infinity;
      lastRead.set(storageOf(view), Math.max(until, lastRead.get(storageOf(view)) ?? 0));
    }
  });
  const free = [...lastRead].filter(
    ([storage]) =>
      storage.block && storage.length === length && storage.dtype === dtype && isSpare(storage),
  );
  order.forEach((operation, i) => {
    const { own, code } = operation;
    if (own.block || code === "gather" || code === "keep" || !targets.includes(operation)) return;
    const at = free.findIndex(([, last]) => last <= i);
    if (at >= 0) places.set(own, free.splice(at, 1)[0][0]);
  });
  return places;
}
