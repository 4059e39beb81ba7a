export type Extent = { min: number; max: number; notFinite: number };

/** The smallest and the largest finite entry from `start` to `end`, and how many are not finite. */
export function extentOf(data: ArrayLike<number>, start = 0, end = data.length): Extent {
  let [min, max, notFinite] = [Infinity, -Infinity, 0];
  for (let i = start; i < end; i++) {
    const value = data[i];
    if (!Number.isFinite(value)) notFinite++;
    else {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return { min, max, notFinite };
}
