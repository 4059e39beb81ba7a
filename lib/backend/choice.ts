import { ValueError } from "../errors.js";
import type { Backend } from "./backend.js";
import { reference } from "./reference/reference.js";
import { wasm } from "./wasm/wasm.js";

const BACKENDS: Readonly<Partial<Record<string, Backend>>> = { reference, wasm };

/** Browsers have no `process`. */
const { process } = globalThis as { process?: { env?: Partial<Record<string, string>> } };

/**
 * The backend of tensors that are made without naming one: what GRADLAB_BACKEND says, else the reference.
 *
 * @throws ValueError if it says another word than reference or wasm.
 */
export function defaultBackend(): Backend {
  const name = process?.env?.GRADLAB_BACKEND;
  if (name === undefined || name === "") return reference;
  const backend = Object.hasOwn(BACKENDS, name) ? BACKENDS[name] : undefined;
  if (!backend)
    throw new ValueError(
      `GRADLAB_BACKEND: expected ${Object.keys(BACKENDS).join(" or ")}, got ${name}`,
    );
  return backend;
}
