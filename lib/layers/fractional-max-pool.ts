import type { WindowAxis } from "../backend/backend.js";
import { requireOneOf, ShapeError } from "../errors.js";
import { Random, requireSeed } from "../random.js";
import { run, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import * as maxOverWindows from "./max-over-windows.js";
import { pairOf, requireImages, type Pair } from "./windows.js";

export type FractionalMaxPoolOptions = {
  /** How many windows there are: the size of the output. */
  output: Pair;
  /** Neighboring windows share a row or column of entries; true by default. */
  overlapping?: boolean;
  /**
   * How the windows are laid out: "random", steps of 1 and 2 in random order, or "pseudorandom" (default), steps as
   * even as they can be from a random start.
   */
  sequence?: "random" | "pseudorandom";
  /** Seeds the layout, one for all images of a batch; 0 by default. */
  seed?: number;
};

/** Where the windows begin, and at the end where the last one ends: steps of 1 and 2 from 0 to `total`. */
function bounds(
  total: number,
  windows: number,
  sequence: "random" | "pseudorandom",
  rng: Random,
): number[] {
  if (sequence === "random") {
    const twos = total - windows;
    const order = rng.permutation(windows);
    const starts = [0];
    for (let i = 0; i < windows; i++) starts.push(starts[i] + (order[i] < twos ? 2 : 1));
    return starts;
  }
  const u = rng.uniform();
  const at = (i: number): number => Math.ceil((total * (i + u)) / windows);
  return Array.from({ length: windows + 1 }, (_, i) => (i === windows ? total : at(i) - at(0)));
}

function regions(
  axis: "height" | "width",
  size: number,
  windows: number,
  { overlapping = true, sequence = "pseudorandom" }: FractionalMaxPoolOptions,
  rng: Random,
): WindowAxis {
  // Overlapping windows end on the first entry of the next one, and the last one on the last entry.
  const total = overlapping ? size - 1 : size;
  if (windows > total || 2 * windows < total)
    throw new ShapeError(
      `fractionalMaxPool.forward: output must reduce the ${axis} of x, ${size}, at most by half, ` +
        `expected ${Math.ceil(total / 2)} to ${total}, got ${windows}`,
    );
  const starts = bounds(total, windows, sequence, rng);
  const entries = overlapping ? 3 : 2;
  const index = new Int32Array(entries * windows).fill(-1);
  for (let i = 0; i < windows; i++) {
    const end = starts[i + 1] + (overlapping ? 1 : 0);
    for (let at = starts[i]; at < end; at++) index[(at - starts[i]) * windows + i] = at;
  }
  return { entries, windows, index };
}

/**
 * Fractional max pooling (Graham 2014, https://arxiv.org/abs/1412.6071): max pooling that reduces an image by less
 * than half, over windows of 1 or 2 entries a side (2 or 3 overlapping) laid out at random. The layout is noise in
 * training; at test time average over several.
 *
 * Shapes: x (N, C, H, W); y (N, C, H′, W′), the output asked for. entries (kH·kW, N·C·H′·W′).
 *
 * @throws ShapeError if the output is not from about half of x to x; ValueError if an option is out of range.
 *
 * @example
 * const x = arange(25).reshape(1, 1, 5, 5);
 * fractionalMaxPool.forward({ x }, { output: 3, seed: 1 }).y.shape; // [1, 1, 3, 3]
 */
export function forward(
  { x }: { x: Tensor },
  options: FractionalMaxPoolOptions,
  step: Step = run,
): { y: Tensor; cache: maxOverWindows.MaxCache } {
  const where = "fractionalMaxPool.forward";
  requireImages(where, x);
  const { output, sequence = "pseudorandom", seed = 0 } = options;
  const [down, across] = pairOf(where, "output", output, 1);
  requireOneOf(where, "sequence", sequence, ["random", "pseudorandom"]);
  requireSeed(where, seed);
  const rng = new Random(seed);
  const rows = regions("height", x.shape[2], down, options, rng);
  const columns = regions("width", x.shape[3], across, options, rng);
  return maxOverWindows.forward(x, { rows, columns }, step);
}

/**
 * The gradient goes to the entry that won; of equal ones, to the first in reading order.
 *
 * @example
 * const image = { x: arange(25).reshape(1, 1, 5, 5) };
 * const { y, cache } = fractionalMaxPool.forward(image, { output: 3, seed: 1 });
 * fractionalMaxPool.backward(ones(y.shape), cache).dX.sum().item(); // 9
 */
export function backward(
  dY: Tensor,
  cache: maxOverWindows.MaxCache,
  step: Step = run,
): { dX: Tensor } {
  return maxOverWindows.backward("fractionalMaxPool.backward", dY, cache, step);
}
