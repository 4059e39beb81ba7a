import { escapeHtml } from "../../display/escape.js";

/** Text that is HTML already. Only this module and what is drawn or typeset by us makes any. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | undefined | readonly (Html | string)[];

/**
 * HTML with every inserted text escaped: names, messages and code come from students. Pieces of HTML go in as they
 * are, lists one after the other, `undefined` as nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const written = strings.map((text, i) => text + (i < parts.length ? write(parts[i]) : ""));
  return new Html(written.join(""));
}

function write(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "string") return escapeHtml(visible(part));
  if (typeof part === "number") return String(part);
  return part.map(write).join("");
}

/** Marks of writing direction could turn the words around them; they are shown as what they are. */
export const visible = (text: string): string =>
  text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    "�",
  );
