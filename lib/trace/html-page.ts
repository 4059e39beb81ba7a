import { escapeHtml } from "../display/escape.js";
import type { TraceData } from "./entry.js";
import { walkerHtml } from "./walker.js";

const STYLE =
  `body{font:15px/1.45 system-ui,sans-serif;margin:24px;color:#222;background:#fff}` +
  `@media (prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}}`;

/** A page that stands by itself. */
export const toPage = (trace: TraceData): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(trace.title)}</title>` +
  `<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>` +
  `<body><h1>${escapeHtml(trace.title)}</h1>${walkerHtml(trace)}</body></html>\n`;
