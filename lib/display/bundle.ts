import { ValueError } from "../errors.js";
import { builtin } from "../builtin.js";
import { toBase64 } from "./base64.js";

/** One value in several forms, by MIME type; a viewer shows the richest form that it knows. */
export type MimeBundle = Record<string, unknown>;

/** The method that notebooks look for: Deno's kernel and ours share this name. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display");

/** Anything with this method is rich in a notebook. */
export interface Displayable {
  /** `place` names the display that is shown or updated, if it is one that can be updated. */
  [DISPLAY](place?: string): MimeBundle;
}

function inspect(value: unknown): string {
  if (typeof value === "string") return value;
  const node = builtin("node:util");
  if (node?.inspect !== undefined) return node.inspect(value, { depth: 4 });
  if (value instanceof Error) return value.toString();
  try {
    const json: unknown = JSON.stringify(value, null, 2);
    return typeof json === "string" ? json : `[${typeof value}]`;
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/**
 * The forms in which a value can be shown: what its `Symbol.for("Jupyter.display")` method says, or
 * else its text as `console.log` would write it. `place` is handed to that method.
 *
 * @throws ValueError if that method returns no bundle.
 *
 * @example
 * toBundle([1, 2]); // { "text/plain": "[ 1, 2 ]" }
 */
export function toBundle(value: unknown, place?: string): MimeBundle {
  return bundleOf("toBundle", value, place);
}

/** The same for another function, which an error is to name. */
export function bundleOf(where: string, value: unknown, place?: string): MimeBundle {
  const method = (value as Partial<Displayable> | null | undefined)?.[DISPLAY];
  if (typeof method !== "function") return { "text/plain": inspect(value) };
  const bundle: unknown = method.call(value, place);
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle))
    throw new ValueError(
      `${where}: expected a MIME bundle from [Symbol.for("Jupyter.display")](), got ${inspect(bundle)}`,
    );
  return bundle as MimeBundle;
}

/** The text of a bundle; of one without text, the types that it has. */
export function bundleText(bundle: MimeBundle): string {
  const text = bundle["text/plain"];
  return typeof text === "string" ? text : `[${Object.keys(bundle).join(", ")}]`;
}

const displayable = (bundle: MimeBundle): Displayable => ({ [DISPLAY]: () => bundle });

/**
 * HTML to display. Viewers without HTML get its text without the tags.
 *
 * @example
 * display(html("<b>bold</b>"));
 */
export const html = (source: string): Displayable =>
  displayable({ "text/html": source, "text/plain": source.replace(/<[^>]*>/g, "").trim() });

/**
 * Markdown to display, with formulas between dollar signs.
 *
 * @example
 * display(markdown("**loss** $= -\\log p_y$"));
 */
export const markdown = (source: string): Displayable =>
  displayable({ "text/markdown": source, "text/plain": source });

/**
 * A LaTeX formula to display. Dollar signs around it are added if there are none.
 *
 * @example
 * display(latex(tex`\hat x = \frac{x - \mu}{\sigma}`));
 */
export const latex = (formula: string): Displayable =>
  displayable({
    "text/latex": /^\s*(\$|\\begin|\\\[|\\\()/.test(formula) ? formula : `$$${formula}$$`,
    "text/plain": formula,
  });

/**
 * An SVG drawing to display; its `<title>`, if it has one, is the text for viewers without pictures.
 *
 * @example
 * display(svg('<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'));
 */
export const svg = (source: string): Displayable =>
  displayable({
    "image/svg+xml": source,
    "text/plain": /<title>([^<]*)<\/title>/.exec(source)?.[1] ?? "[SVG drawing]",
  });

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * The bytes of a PNG file to display.
 *
 * @throws ValueError if they are not those of a PNG file.
 *
 * @example
 * display(png(readFileSync("kernel/assets/logo-64x64.png")));
 */
export function png(bytes: Uint8Array): Displayable {
  if (bytes.length < 24 || PNG_SIGNATURE.some((byte, i) => bytes[i] !== byte))
    throw new ValueError(
      `png: expected the bytes of a PNG file, got ${bytes.length} bytes without its signature`,
    );
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const size = `${header.getUint32(16)} × ${header.getUint32(20)}`;
  return displayable({ "image/png": toBase64(bytes), "text/plain": `[PNG image, ${size} pixels]` });
}
