import { inspect } from "node:util";
import { output } from "./reports.js";
import { livingScope } from "./scope.js";
import { TypeError } from "../own.js";

interface Content {
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  transient?: Record<string, unknown>;
  wait?: boolean;
}

/**
 * Shows something in the middle of a cell: a library's way to the page, `Deno.jupyter.broadcast`'s
 * twin.
 */
export function broadcast(type: string, content: Content = {}, buffers: Uint8Array[] = []): void {
  const { cell } = livingScope();
  const { data = {}, metadata = {}, transient = {}, wait = false } = content;
  if (type === "clear_output") output({ cell, type, wait });
  else if (type === "display_data" || type === "update_display_data")
    output({ cell, type, content: { data, metadata, transient } }, buffers);
  else
    throw new TypeError(
      `Jupyter.broadcast: expected display_data, update_display_data or clear_output, got ${inspect(type)}`,
    );
}
