import { requireNumber, ShapeError, ValueError } from "../errors.js";
import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { extentOf, type Extent } from "./extent.js";
import { Figure } from "./figure.js";
import type { Annotation, LayoutImage } from "./plotly.js";
import { enlarge, pngUri, type Pixels } from "./png.js";

export type ImageGridOptions = {
  title?: string;
  /** What is written above each image, one for each. */
  titles?: readonly string[];
  /** Images in a row; up to 10 by default. */
  columns?: number;
  /**
   * The values shown as black and as full brightness. By default [0, 1] or [0, 255] if all values lie in
   * it, otherwise the smallest and the largest value.
   */
  range?: readonly [number, number];
};

const WIDTH = 760;
const MOST_IMAGES = 400;
const GAP = 6;
const TITLE_HEIGHT = 18;
const MARGIN = 12;
const LARGEST_TILE = 104;

function usualRange({ min, max }: Extent): [number, number] {
  if (min >= 0 && max <= 1) return [0, 1];
  return min >= 0 && max <= 255 ? [0, 255] : [min, max];
}

/** No photograph has this color, so a value that is no number is seen. */
const NOT_FINITE = [255, 0, 255];

/** Image number `n` of a (N, C, H, W) tensor as RGB bytes; `range` becomes 0 to 255. */
function toPixels(images: Tensor, n: number, [low, high]: readonly [number, number]): Pixels {
  const [, channels, height, width] = images.shape;
  const { data } = images;
  const plane = height * width;
  const bytes = new Uint8Array(plane * 3);
  for (let i = 0; i < plane; i++)
    for (let c = 0; c < 3; c++) {
      const value = data[n * channels * plane + (channels === 3 ? c : 0) * plane + i];
      const share = high > low ? (value - low) / (high - low) : 0.5;
      bytes[i * 3 + c] = Math.round(255 * Math.min(1, Math.max(0, share)));
      if (!Number.isFinite(value)) {
        bytes.set(NOT_FINITE, i * 3);
        break;
      }
    }
  return { width, height, channels: 3, bytes };
}

function requireImages(where: string, images: Tensor, what = "images", N = "N"): void {
  const [count, channels] = images.shape;
  if (images.rank !== 4 || (channels !== 1 && channels !== 3))
    throw new ShapeError(
      `${where}: ${what} must have shape (${N}, C, H, W) with C = 1 or 3, got ${shapeText(images.shape)}`,
    );
  if (images.size === 0)
    throw new ShapeError(`${where}: expected at least one image, got ${shapeText(images.shape)}`);
  if (count > MOST_IMAGES)
    throw new ValueError(
      `${where}: expected at most ${MOST_IMAGES} images, got ${count}; take some with .slice(0, 100)`,
    );
}

/** A title that fits over a tile of this width. */
function cut(title: string, width: number): string {
  const most = Math.max(3, Math.floor(width / 6.2));
  return title.length > most ? `${title.slice(0, most - 1)}…` : title;
}

type GridParts = {
  where: string;
  images: Tensor;
  rangeOf: (n: number) => readonly [number, number];
  what: string;
  /** Said in the text line: what the values were. */
  note: string;
};

/** Lays images out in rows: what `imageGrid` and `weightImages` share. */
function layOut(
  { where, images, rangeOf, what, note }: GridParts,
  { title, titles, columns }: Omit<ImageGridOptions, "range">,
): Figure {
  requireImages(where, images);
  const [count, , height, width] = images.shape;
  if (titles !== undefined && titles.length !== count)
    throw new ValueError(`${where}: expected ${count} titles, one an image, got ${titles.length}`);
  if (columns !== undefined)
    requireNumber(where, "columns", columns, { min: 1, max: 100, integer: true });
  const across = Math.min(count, columns ?? 10);
  const rows = Math.ceil(count / across);
  const room = (WIDTH - 2 * MARGIN + GAP) / across - GAP;
  const tile = Math.round(Math.min(LARGEST_TILE, room));
  const tall = Math.round((tile * height) / width);
  const head = titles === undefined ? 0 : TITLE_HEIGHT;
  const factor = Math.ceil(tile / width);
  const inner = { width: across * (tile + GAP) - GAP, height: rows * (tall + head + GAP) - GAP };
  const top = title === undefined ? MARGIN : 44;

  const drawn: LayoutImage[] = [];
  const annotations: Annotation[] = [];
  for (let n = 0; n < count; n++) {
    const x = (n % across) * (tile + GAP);
    const y = Math.floor(n / across) * (tall + head + GAP) + head;
    const source = pngUri(enlarge(toPixels(images, n, rangeOf(n)), factor));
    const at = { xref: "x", yref: "y", x, y } as const;
    drawn.push({
      ...at,
      source,
      sizex: tile,
      sizey: tall,
      xanchor: "left",
      yanchor: "top",
      sizing: "stretch",
    });
    if (titles !== undefined)
      annotations.push({
        ...at,
        x: x + tile / 2,
        text: cut(titles[n], tile + GAP),
        xanchor: "center",
        yanchor: "bottom",
        showarrow: false,
        font: { size: 11 },
      });
  }
  const size = `${count} ${what}${count === 1 ? "" : "s"} of ${width} × ${height} pixels`;
  return new Figure({
    // Plotly draws no axes, and so no images, for a plane without a trace.
    data: [{ type: "scatter", mode: "markers", x: [], y: [], showlegend: false }],
    text: `${title === undefined ? "" : `${title}: `}${size}, ${note}`,
    layout: {
      ...(title !== undefined && { title: { text: title } }),
      width: inner.width + 2 * MARGIN,
      height: inner.height + top + MARGIN,
      margin: { l: MARGIN, r: MARGIN, t: top, b: MARGIN },
      showlegend: false,
      // The axes count pixels of the page, from the top left corner.
      xaxis: { range: [0, inner.width], visible: false, constrain: "domain" },
      yaxis: { range: [inner.height, 0], visible: false, scaleanchor: "x", constrain: "domain" },
      images: drawn,
      annotations,
    },
  });
}

const missing = ({ notFinite }: Extent): string =>
  notFinite === 0 ? "" : `, ${notFinite} not finite (drawn in magenta)`;

/**
 * Images side by side, with sharp pixels. `images` is (N, C, H, W); C is 1 (gray) or 3 (red, green, blue).
 *
 * Values that are not finite are drawn in magenta and counted in the figure's text.
 *
 * @throws ShapeError if the shape is another or there is no image; ValueError if there are more than 400,
 * if `titles` are not one an image, or if `range` is not two rising numbers.
 *
 * @example
 * imageGrid(rand([2, 3, 8, 8], new Random(0)), { titles: ["cat", "dog"] }).text;
 * // "2 images of 8 × 8 pixels, values from 0 (black) to 1"
 */
export function imageGrid(images: Tensor, options: ImageGridOptions = {}): Figure {
  requireImages("imageGrid", images);
  const extent = extentOf(images.data);
  const range = options.range ?? usualRange(extent);
  if (options.range !== undefined && !(range[0] < range[1]))
    throw new ValueError(
      `imageGrid: range must be two rising numbers, got [${options.range.join(", ")}]`,
    );
  const note = `values from ${formatNumber(range[0])} (black) to ${formatNumber(range[1])}${missing(extent)}`;
  const parts = { where: "imageGrid", images, rangeOf: () => range, what: "image", note };
  return layOut(parts, options);
}

export type WeightImagesOptions = Omit<ImageGridOptions, "range"> & {
  /** For a matrix W: the shape of one input image, (C, H, W) with C = 1 or 3; its size is D. */
  shape?: readonly [channels: number, height: number, width: number];
};

/** The columns of a matrix (D, M) as images (M, C, H, W). */
function columnsAsImages(W: Tensor, shape: WeightImagesOptions["shape"]): Tensor {
  if (shape === undefined)
    throw new ShapeError(
      `weightImages: a matrix W needs the shape (C, H, W) of its images, got W ${shapeText(W.shape)} without one`,
    );
  const size = shape[0] * shape[1] * shape[2];
  if (W.rank !== 2 || W.shape[0] !== size)
    throw new ShapeError(
      `weightImages: W must have shape (D, M) with D = ${size} for images ${shapeText(shape)}, got ${shapeText(W.shape)}`,
    );
  return W.T.reshape(W.shape[1], ...shape);
}

/**
 * Weights that look at images, as images: what each of M units looks for. W is a linear layer's (D, M), a column a
 * unit, with `shape` given; or a convolution's filters (M, C, H, W), C = 1 or 3. Each image is scaled to its own
 * smallest and largest weight, so their sizes cannot be compared.
 *
 * @throws ShapeError if W is neither, or D is not the size of `shape`; and as `imageGrid`.
 *
 * @example
 * weightImages(randn([3072, 10], new Random(0)), { shape: [3, 32, 32], title: "Templates" });
 * weightImages(randn([16, 3, 5, 5], new Random(0)), { title: "Filters" }).text;
 * // "Filters: 16 weight images of 5 × 5 pixels, each from its smallest (black) to its largest weight"
 */
export function weightImages(W: Tensor, { shape, ...options }: WeightImagesOptions = {}): Figure {
  const images = W.rank === 4 && shape === undefined ? W : columnsAsImages(W, shape);
  requireImages("weightImages", images, "W", W.rank === 4 ? "M" : "N");
  const { data } = images;
  const size = images.size / images.shape[0];
  const rangeOf = (n: number): [number, number] => {
    const { min, max } = extentOf(data, n * size, (n + 1) * size);
    return [min, max];
  };
  const note = `each from its smallest (black) to its largest weight${missing(extentOf(data))}`;
  return layOut({ where: "weightImages", images, rangeOf, what: "weight image", note }, options);
}
