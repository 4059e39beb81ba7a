import { escapeHtml } from "../../display/escape.js";
import { INK } from "../colors.js";

/** Coordinates to a tenth of a pixel: finer is not seen, and files stay small. */
export const px = (x: number): string => String(Math.round(x * 10) / 10);

/** An SVG element; attributes that are undefined are left out. */
export function element(
  name: string,
  attributes: Record<string, string | number | undefined>,
  content = "",
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const text = typeof value === "number" ? px(value) : escapeHtml(value ?? "");
      return ` ${key}="${text}"`;
    });
  return `<${name}${written.join("")}${content === "" ? "/>" : `>${content}</${name}>`}`;
}

export type TextOptions = {
  anchor?: "start" | "middle" | "end";
  size?: number;
  color?: string;
  /** About (x, y), in degrees, clockwise. */
  rotate?: number;
};

/** A line of text whose baseline starts, centers or ends at (x, y). */
export function text(x: number, y: number, content: string, options: TextOptions = {}): string {
  const { anchor = "start", size, color = INK, rotate } = options;
  return element(
    "text",
    {
      x,
      y,
      "text-anchor": anchor === "start" ? undefined : anchor,
      "font-size": size,
      fill: color,
      transform: rotate === undefined ? undefined : `rotate(${rotate} ${px(x)} ${px(y)})`,
    },
    escapeHtml(content),
  );
}

/** How wide a text will be, about: the fonts of the reader are not known here. */
export const textWidth = (content: string, size = 12): number => content.length * size * 0.6;

const DASHES: Record<string, string | undefined> = { solid: undefined, dot: "2 3", dash: "7 4" };
export const dashes = (dash = "solid"): string | undefined => DASHES[dash];
