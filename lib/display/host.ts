import { builtin } from "../builtin.js";
import type { MimeBundle } from "./bundle.js";

/** What Jupyter's messages `display_data` and `update_display_data` carry. */
export type DisplayContent = {
  data: MimeBundle;
  metadata: Record<string, unknown>;
  transient: { display_id?: string };
};

/** A notebook kernel that this code runs in: it takes the content to the page. */
export type Host = {
  name: "gradlab" | "deno" | "tslab";
  send(content: DisplayContent, update: boolean): void | Promise<void>;
};

type Broadcast = (
  type: "display_data" | "update_display_data",
  content: DisplayContent,
) => void | Promise<void>;

type TslabExports = {
  lastWriteDisplayData?: ((content: DisplayContent, update: boolean) => void) | null;
};

type Globals = {
  [BROADCAST]?: Broadcast;
  Deno?: { readonly jupyter?: { broadcast?: Broadcast } };
};

const BROADCAST: unique symbol = Symbol.for("Jupyter.broadcast");

const broadcasting = (name: "gradlab" | "deno", broadcast: Broadcast): Host => ({
  name,
  send: (content, update) => broadcast(update ? "update_display_data" : "display_data", content),
});

function findDeno({ Deno }: Globals): Host | undefined {
  try {
    const broadcast = Deno?.jupyter?.broadcast;
    return broadcast && broadcasting("deno", broadcast);
  } catch {
    // Outside `deno jupyter`, merely reading `Deno.jupyter` throws.
    return undefined;
  }
}

/**
 * tslab offers no hook, and its public module cannot be imported from here: this library may be
 * installed elsewhere. But its kernel runs in our process, so its loaded module is in Node's cache of
 * CommonJS modules; what it exports is the writer of the cell that runs at the moment.
 */
function findTslab(): Host | undefined {
  const cache = builtin("node:module")?._cache ?? {};
  const path = Object.keys(cache).find((key) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(key));
  if (path === undefined) return undefined;
  const write = (cache[path].exports as TslabExports | undefined)?.lastWriteDisplayData;
  return write ? { name: "tslab", send: (content, update) => write(content, update) } : undefined;
}

/**
 * The notebook kernel around us: ours, Deno's or tslab's; `undefined` in a plain script or a browser.
 * Asked anew for each display, as tslab changes its writer from cell to cell.
 */
export function findHost(): Host | undefined {
  const globals = globalThis as Globals;
  const broadcast = globals[BROADCAST];
  if (broadcast !== undefined) return broadcasting("gradlab", broadcast);
  return findDeno(globals) ?? findTslab();
}
