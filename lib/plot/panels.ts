export type Domain = { x: [number, number]; y: [number, number] };

/** More panels than this in a row are too narrow for their numbers. */
export const MOST_ACROSS = 4;

/** Where panel `i` of `count` stands in a grid, as shares of the figure. */
export function panelDomain(i: number, count: number): Domain {
  const across = Math.min(count, MOST_ACROSS);
  const rows = Math.ceil(count / across);
  const [column, row] = [i % across, Math.floor(i / across)];
  const gap = { x: across === 1 ? 0 : 0.24 / across, y: rows === 1 ? 0 : 0.48 / rows };
  const size = { x: (1 - gap.x * (across - 1)) / across, y: (1 - gap.y * (rows - 1)) / rows };
  const left = column * (size.x + gap.x);
  const top = 1 - row * (size.y + gap.y);
  return { x: [left, left + size.x], y: [top - size.y, top] };
}

/** What the axes of panel `i` are called: "x" and "y", "x2" and "y2", … */
export const panelSuffix = (i: number): string => (i === 0 ? "" : String(i + 1));
