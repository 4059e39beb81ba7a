import { ValueError } from "../errors.js";
import type { Backend } from "./backend.js";
import { reference } from "./reference/reference.js";
import { engine } from "./wasm/engine.js";
import { wasm } from "./wasm/wasm.js";

const BACKENDS: Readonly<Partial<Record<string, Backend>>> = { wasm, reference };

/** Browsers have no `process`. */
const { process } = globalThis as { process?: { env?: Partial<Record<string, string>> } };

/** What stands in for the default while `withDefaultBackend` works. */
let standIn: Backend | undefined;

/**
 * The backend of tensors that are made without naming one: what GRADLAB_BACKEND says, else wasm, and the reference
 * where the host cannot run WebAssembly.
 *
 * @throws ValueError if it says another word than wasm or reference, or wasm where that cannot run.
 */
export function defaultBackend(): Backend {
  if (standIn) return standIn;
  const name = process?.env?.GRADLAB_BACKEND;
  if (name === undefined || name === "") return fastestHere();
  const backend = Object.hasOwn(BACKENDS, name) ? BACKENDS[name] : undefined;
  if (!backend)
    throw new ValueError(
      `GRADLAB_BACKEND: expected ${Object.keys(BACKENDS).join(" or ")}, got ${name}`,
    );
  const obstacle = backend === wasm ? obstacleToWasm() : "";
  if (obstacle !== "")
    throw new ValueError(
      `GRADLAB_BACKEND: expected a host that runs WebAssembly, got ${obstacle}; say reference, or nothing`,
    );
  return backend;
}

/** What `work` makes without naming a backend is made on this one. It may not wait: what comes later is not meant. */
export function withDefaultBackend<T>(backend: Backend, work: () => T): T {
  const before = standIn;
  standIn = backend;
  try {
    return work();
  } finally {
    standIn = before;
  }
}

let fastest: Backend | undefined;

/** Decided at the first tensor, and said once if it is not as hoped. */
function fastestHere(): Backend {
  if (fastest) return fastest;
  const obstacle = obstacleToWasm();
  if (obstacle !== "")
    console.warn(
      `tensor: expected a host that runs WebAssembly, got ${obstacle}; computing on the reference backend, which is slower`,
    );
  return (fastest = obstacle === "" ? wasm : reference);
}

/** Why the kernels cannot run here: no WebAssembly, none with SIMD, no room for its addresses. "" if they can. */
function obstacleToWasm(): string {
  try {
    engine();
    return "";
  } catch (error) {
    return String(error);
  }
}
