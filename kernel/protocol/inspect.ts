import { toUtf16 } from "../wire/cursor.js";
import type { Handler } from "./handler.js";

export const inspect: Handler = async ({ fields }, { language }) => {
  const code = fields.string("code");
  const cursor = toUtf16(code, fields.integer("cursor_pos", code.length));
  const detail = fields.integer("detail_level", 0) > 0 ? 1 : 0;
  const found = await language.inspect(code, cursor, detail);
  const data = found ? { "text/plain": found.text, "text/markdown": found.markdown } : {};
  return { status: "ok", found: found !== undefined, data, metadata: {} };
};
