import { inspect } from "node:util";
import type { RichValue } from "../../engine.js";
import { describeFailure, isError } from "../stack/failure.js";
import { tableOf } from "./table.js";
import { Array, Reflect, Symbol, TypeError } from "../../own.js";

const DISPLAY = Symbol.for("Jupyter.display");
const DEPTH = 4;

/** In what forms a cell's result is shown; `undefined` is not shown at all. */
export async function toBundle(value: unknown): Promise<RichValue | undefined> {
  if (value === undefined) return undefined;
  const own = await ownBundle(value);
  if (own) return { data: own, metadata: {} };
  if (isError(value)) return plain(describeFailure(value).traceback.join("\n"));
  const bundle = plain(inspect(value, { depth: DEPTH }));
  const table = tableIfAny(value);
  if (table !== undefined) bundle.data["text/html"] = table;
  return bundle;
}

/** It calls getters, which the text does not; one that throws is no reason to show nothing. */
function tableIfAny(value: unknown): string | undefined {
  try {
    return tableOf(value);
  } catch {
    return undefined;
  }
}

function plain(text: string): RichValue {
  return { data: { "text/plain": text }, metadata: {} };
}

/** What the value's own method says, which Deno's kernel asks for too. */
async function ownBundle(value: unknown): Promise<Record<string, unknown> | undefined> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return undefined;
  const method = (value as Record<symbol, unknown>)[DISPLAY];
  if (typeof method !== "function") return undefined;
  const bundle: unknown = await Reflect.apply(method, value, []);
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle))
    throw new TypeError(
      `Symbol.for("Jupyter.display"): expected an object of MIME types, got ${inspect(bundle)}`,
    );
  return bundle as Record<string, unknown>;
}
