import type { ReduceOp, Storage, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { sizeOf } from "../../tensor/shape.js";
import { engine, kernelName } from "./engine.js";
import { joined } from "../layout.js";
import { fromHost, hosted, placeOf, reserve, SMALL, withPlaces } from "./storage.js";
import { parallel } from "./threads.js";

/** In the order of kernels/reduce.ts. */
const CODES: readonly ReduceOp[] = ["sum", "max", "min", "argmax"];

/** Results that are worked on together, as in kernels/reduce.ts. */
const CHUNK = 512;

type Axes = { sizes: number[]; steps: number[] };

/** Sums run in float64 whatever the dtype, always in the same order. */
export function reduce(op: ReduceOp, x: View, axes: readonly number[]): Storage {
  const { dtype } = x.storage;
  const size = sizeOf(x.shape);
  const onHost = (): Storage => fromHost(reference.reduce(op, hosted(x), axes));
  if (size <= SMALL && x.storage.length <= 16 * SMALL) return onHost();
  const pick = (reduced: boolean): Axes => {
    const chosen = x.shape.map((_, axis) => axis).filter((a) => axes.includes(a) === reduced);
    const shape = chosen.map((axis) => x.shape[axis]);
    const strides = chosen.map((axis) => x.strides[axis]);
    // The place of a maximum is counted along one axis.
    const view = op === "argmax" ? { shape, strides: [strides] } : joined(shape, [{ strides }]);
    return { sizes: view.shape, steps: view.strides[0] };
  };
  const [kept, over] = [pick(false), pick(true)];
  if (over.sizes.length === 0) {
    over.sizes.push(1);
    over.steps.push(0);
  }
  const count = sizeOf(kept.sizes);
  if (count === 0 || size === 0) return onHost();
  const out = withPlaces([x], ({ place }) => {
    const y = reserve(dtype, count);
    if (!y) return undefined;
    const to = placeOf(y);
    const [keptTable, overTable] = [kept, over].map(noteAxes);
    parallel(
      kernelName("reduce", dtype),
      { count, grain: Math.min(CHUNK, Math.ceil(count / 64) * 8), work: 2 * size },
      (from, until, workspace) => [
        CODES.indexOf(op),
        place,
        keptTable,
        overTable,
        to,
        from,
        until,
        workspace,
      ],
    );
    return y;
  });
  return out ?? onHost();
}

const noteAxes = ({ sizes, steps }: Axes): number =>
  engine().note([sizes.length, ...sizes.flatMap((size, axis) => [size, steps[axis]])]);
