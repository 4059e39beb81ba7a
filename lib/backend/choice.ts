import { ValueError } from "../errors.js";
import type { Backend } from "./backend.js";
import { reference } from "./reference/reference.js";
import { engine } from "./wasm/engine.js";
import { wasm } from "./wasm/wasm.js";
import { device } from "./webgpu/pool.js";
import { webgpu } from "./webgpu/webgpu.js";

const BACKENDS: Readonly<Partial<Record<string, Backend>>> = { wasm, reference, webgpu };

/** Browsers have no `process`. */
const { process } = globalThis as { process?: { env?: Partial<Record<string, string>> } };

/** What stands in for the default while `withDefaultBackend` works. */
let standIn: Backend | undefined;

/**
 * The backend of tensors that are made without naming one: what GRADLAB_BACKEND says, else wasm, and the reference
 * where the host cannot run WebAssembly. `auto` is webgpu where there is a GPU, and what nothing is elsewhere.
 *
 * @throws ValueError if it says another word than wasm, reference, webgpu or auto, or one that cannot run here.
 */
export function defaultBackend(): Backend {
  if (standIn) return standIn;
  const name = process?.env?.GRADLAB_BACKEND;
  if (name === undefined || name === "") return fastestHere();
  if (name === "auto") return gpuOrFastest();
  const backend = Object.hasOwn(BACKENDS, name) ? BACKENDS[name] : undefined;
  if (!backend)
    throw new ValueError(
      `GRADLAB_BACKEND: expected ${Object.keys(BACKENDS).join(", ")} or auto, got ${name}`,
    );
  const obstacle = backend === wasm ? obstacleToWasm() : "";
  if (obstacle !== "")
    throw new ValueError(
      `GRADLAB_BACKEND: expected a host that runs WebAssembly, got ${obstacle}; say reference, or nothing`,
    );
  if (backend === webgpu) requireGpu();
  return backend;
}

function requireGpu(): void {
  const obstacle = obstacleToWebgpu();
  if (obstacle !== "")
    throw new ValueError(`GRADLAB_BACKEND: ${obstacle}; say wasm or reference, or nothing`);
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

let found: Backend | undefined;

/** Decided at the first tensor, and said once. A GPU that the processor plays is slower than wasm, and counts as none. */
function gpuOrFastest(): Backend {
  if (found) return found;
  const obstacle = obstacleToWebgpu();
  const { adapter, software } = obstacle === "" ? device().limits : { adapter: "", software: true };
  found = software ? fastestHere() : webgpu;
  const reason = obstacle === "" ? (software ? `only ${adapter}, no GPU` : adapter) : obstacle;
  console.info(`tensor: GRADLAB_BACKEND=auto computes on ${found.name} (${reason})`);
  return found;
}

/** Why there is no GPU to compute on. "" if there is one. */
function obstacleToWebgpu(): string {
  try {
    device();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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
