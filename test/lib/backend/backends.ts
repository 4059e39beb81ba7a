import type { Backend } from "../../../lib/backend/backend.js";
import { reference } from "../../../lib/backend/reference/reference.js";
import { wasm } from "../../../lib/backend/wasm/wasm.js";
import { webgpu } from "../../../lib/backend/webgpu/webgpu.js";
import { noGpu } from "./webgpu/gpu.js";

const named = process.env.GRADLAB_BACKEND ?? "";

/**
 * Every backend is held against the same plain functions of an index; a new one is added here. Where the environment
 * names one, as when `npm test` goes over layers again, it is that one alone. Where WebGPU cannot be used,
 * webgpu/against-reference.test.ts says that it was left out.
 */
export const BACKENDS: readonly Backend[] = [
  ...[reference, wasm],
  ...(noGpu === "" ? [webgpu] : []),
].filter(({ name }) => named === "" || name === named);
