import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { colorAt, colorRange } from "./colors.js";
import { extentOf } from "./extent.js";
import { pngUri } from "./png.js";

/** A picture shows at most this many cells along a side; of more, evenly chosen ones. */
const MOST_ROWS = 32;
const MOST_COLUMNS = 96;
const CELL = 7;

/** The smallest finite entry, the mean of all finite ones and the largest, as texts; `–` where there is none. */
export function numbersOf({ data }: Tensor): [min: string, mean: string, max: string] {
  const { min, max, notFinite } = extentOf(data);
  let sum = 0;
  for (const value of data) if (Number.isFinite(value)) sum += value;
  const text = (x: number): string => (Number.isFinite(x) ? formatNumber(x) : "–");
  return [text(min), text(sum / (data.length - notFinite)), text(max)];
}

/** `3 not finite`, or nothing. */
export function missingText({ data }: Tensor): string {
  const { notFinite } = extentOf(data);
  return notFinite === 0 ? "" : `${notFinite} not finite`;
}

/** How large a heat map is drawn, in pixels of the page, and its image of one pixel a cell. */
export type SmallMap = { source: string; width: number; height: number };

/** A tensor as a matrix to look at: a batch of images (N, C, H, W) has an image a row, its channels side by side. */
function matrixOf(x: Tensor): Tensor {
  if (x.rank < 3) return x.reshape(-1, x.shape.at(-1) ?? 1);
  const [C, H, W] = x.shape.slice(-3);
  const N = x.size / (C * H * W);
  return x
    .reshape(N, C, H, W)
    .permute(0, 2, 1, 3)
    .reshape(N * H, C * W);
}

/**
 * A tensor as a small heat map: the last axis across, the others down, of images the channels across as well; values
 * that are not finite are left out.
 * Undefined for a tensor without entries.
 *
 * `room` is how large it may get: 168 × 80 by default.
 */
export function smallMap(
  x: Tensor,
  room: [width: number, height: number] = [168, 80],
): SmallMap | undefined {
  if (x.size === 0) return undefined;
  const matrix = matrixOf(x);
  const [rows, columns] = matrix.shape;
  const width = Math.min(columns, MOST_COLUMNS, room[0]);
  const height = Math.min(rows, MOST_ROWS, room[1]);
  const { data } = matrix;
  const { min, max } = extentOf(data);
  const { zmin, zmax, colorscale } = colorRange(min, max);
  const bytes = new Uint8Array(width * height * 4);
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) {
      const row = Math.floor((i * rows) / height);
      const column = Math.floor((j * columns) / width);
      const value = data[row * columns + column];
      if (!Number.isFinite(value)) continue;
      const rgb = colorAt(colorscale, (value - zmin) / (zmax - zmin));
      bytes.set([...rgb, 255], (i * width + j) * 4);
    }
  const cell = Math.max(
    1,
    Math.min(CELL, Math.floor(room[0] / width), Math.floor(room[1] / height)),
  );
  const source = pngUri({ width, height, channels: 4, bytes });
  return { source, width: width * cell, height: height * cell };
}

/** The heat map as an image for HTML. */
export function smallMapHtml(x: Tensor, room?: [width: number, height: number]): string {
  const map = smallMap(x, room);
  if (map === undefined) return "";
  return (
    `<img alt="heat map of a tensor ${shapeText(x.shape)}" src="${map.source}" style="display:block;` +
    `width:${map.width}px;height:${map.height}px;max-width:none;image-rendering:pixelated;` +
    `outline:1px solid rgba(128,128,128,.4)">`
  );
}
