import { textToBase64 } from "../display/base64.js";
import { escapeHtml } from "../display/escape.js";
import { PAGE_SCRIPT } from "./page-script.js";
import type { Layout } from "./plotly.js";

export type PageFigure = {
  /** The figure as JSON text. */
  json: string;
  svg: string;
  text: string;
  layout: Layout;
  id: string | undefined;
};

/** Beyond this width in pixels, curves are no easier to read. */
const WIDEST = 960;

/** A short name for content: FNV-1a, in 32 bits. */
export function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(36);
}

/**
 * JSON as it may stand inside a script: no `<` that could begin `</script>` or `<!--`, and not the two line
 * ends that older JavaScript did not allow in strings.
 */
export const scriptSafe = (json: string): string =>
  json.replace(/[<\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * The page's own text color for text that a figure leaves gray (rgb(119, 119, 119), the color INK), so that it
 * is as dark, or on a dark theme as bright, as the prose around it; and pixels that stay pixels.
 */
const STYLE =
  `.gradlab-figure text[style*="rgb(119, 119, 119)"]{fill:currentColor!important}` +
  `.gradlab-figure image{image-rendering:pixelated}`;

/**
 * The HTML of a figure: its still image, and a script that draws the plot in its place if the page lets it
 * and has Plotly.
 */
export function figureHtml({ json, svg, text, layout, id }: PageFigure): string {
  const name = escapeHtml(id ?? `figure-${hash(json)}`);
  const image = `data:image/svg+xml;base64,${textToBase64(svg)}`;
  return (
    `<div class="gradlab-figure" data-id="${name}" style="position:relative;max-width:${layout.width ?? WIDEST}px">` +
    `<img alt="${escapeHtml(text)}" src="${image}" style="display:block;max-width:100%">` +
    `<style>${STYLE}</style>` +
    `<script>(${PAGE_SCRIPT})(document.currentScript,${scriptSafe(JSON.stringify(name))},${scriptSafe(json)})</script>` +
    `</div>`
  );
}
