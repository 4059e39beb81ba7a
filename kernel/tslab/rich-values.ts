import { inspect } from "node:util";
import type { DisplayContent, Tslab } from "./modules.js";

const displayMethod = Symbol.for("Jupyter.display");
const broadcastFunction = Symbol.for("Jupyter.broadcast");

type MimeBundle = Record<string, unknown>;
type Broadcast = (
  type: "display_data" | "update_display_data",
  content: Partial<DisplayContent>,
) => void;

/**
 * Shows a cell's last value by its MIME bundle when it has one: an object is rich when it has a
 * method `Symbol.for("Jupyter.display")`. Libraries show values in the middle of a cell with
 * `globalThis[Symbol.for("Jupyter.broadcast")]`. Deno's kernel uses the same two symbols.
 */
export function showRichValues(tslab: Tslab): void {
  const broadcast: Broadcast = (type, { data = {}, metadata = {}, transient = {} }) => {
    tslab.jupyter.lastWriteDisplayData?.(
      { data, metadata, transient },
      type === "update_display_data",
    );
  };
  Object.defineProperty(globalThis, broadcastFunction, { value: broadcast, configurable: true });

  const { createExecutor } = tslab.executor;
  tslab.executor.createExecutor = (folder, converters, console) => {
    let shown = Promise.resolve(true);
    const show = async (value: unknown) => {
      const bundle = await bundleOf(value);
      if (bundle) broadcast("display_data", { data: bundle });
      else console.log(value);
      return true;
    };
    const log = (value: unknown) => {
      shown = show(value).catch((error: unknown) => {
        console.error(error);
        return false;
      });
    };
    const executor = createExecutor(folder, converters, { ...console, log });
    const execute = executor.execute.bind(executor);
    executor.execute = async (source) => {
      shown = Promise.resolve(true);
      const ok = await execute(source);
      return (await shown) && ok;
    };
    return executor;
  };
}

async function bundleOf(value: unknown): Promise<MimeBundle | undefined> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return undefined;
  const method: unknown = (value as Record<symbol, unknown>)[displayMethod];
  if (typeof method !== "function") return undefined;
  const bundle: unknown = await Reflect.apply(method, value, []);
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle)) {
    throw new TypeError(
      `Symbol.for("Jupyter.display"): expected an object of MIME types, got ${inspect(bundle)}`,
    );
  }
  return bundle as MimeBundle;
}
