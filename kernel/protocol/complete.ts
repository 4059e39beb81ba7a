import { toCodePoints, toUtf16 } from "../wire/cursor.js";
import type { Handler } from "./handler.js";

export const complete: Handler = async ({ fields }, { language }) => {
  const code = fields.string("code");
  const cursor = fields.integer("cursor_pos", code.length);
  const { matches, start, end, types } = await language.complete(code, toUtf16(code, cursor));
  const from = toCodePoints(code, start);
  const to = toCodePoints(code, end);
  const typed = matches.map((text, i) => ({ text, type: types[i], start: from, end: to }));
  return {
    status: "ok",
    matches,
    cursor_start: from,
    cursor_end: to,
    // Not in the protocol; JupyterLab shows the kinds as icons.
    metadata: { _jupyter_types_experimental: typed },
  };
};
