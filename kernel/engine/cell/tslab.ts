import { Buffer } from "node:buffer";
import { randomUUID } from "node:crypto";
import { broadcast } from "./broadcast.js";
import { Object } from "../own.js";

// What `import … from "tslab"` gives in our kernel: tslab's display functions, so that its notebooks run.

type Bundle = Record<string, string | Uint8Array>;

export interface Display {
  javascript(text: string): void;
  html(text: string): void;
  markdown(text: string): void;
  svg(text: string): void;
  latex(text: string): void;
  text(text: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  /** Anything else, by its MIME type. */
  raw(mime: string, content: string | Uint8Array): void;
  raw(bundle: Bundle): void;
}

const make = (show: (bundle: Bundle) => void): Display => {
  const as = (mime: string) => (content: string | Uint8Array) => show({ [mime]: content });
  return {
    javascript: as("text/javascript"),
    html: as("text/html"),
    markdown: as("text/markdown"),
    svg: as("image/svg+xml"),
    latex: as("text/latex"),
    text: as("text/plain"),
    png: as("image/png"),
    jpeg: as("image/jpeg"),
    gif: as("image/gif"),
    pdf: as("application/pdf"),
    raw: (mime: string | Bundle, content: string | Uint8Array = "") =>
      show(typeof mime === "string" ? { [mime]: content } : mime),
  };
};

const encode = (bundle: Bundle): Record<string, string> =>
  Object.fromEntries(
    Object.entries(bundle).map(([mime, content]) => [
      mime,
      typeof content === "string" ? content : Buffer.from(content).toString("base64"),
    ]),
  );

/** Shows below the cell. */
export const display: Display = make((bundle) =>
  broadcast("display_data", { data: encode(bundle) }),
);

/** Shows the first time, and replaces what it has shown afterwards. */
export function newDisplay(): Display {
  const transient = { display_id: randomUUID() };
  let shown = false;
  return make((bundle) => {
    broadcast(shown ? "update_display_data" : "display_data", { data: encode(bundle), transient });
    shown = true;
  });
}
