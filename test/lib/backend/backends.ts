import type { Backend } from "../../../lib/backend/backend.js";
import { reference } from "../../../lib/backend/reference/reference.js";
import { wasm } from "../../../lib/backend/wasm/wasm.js";
import { webgpu } from "../../../lib/backend/webgpu/webgpu.js";
import { noGpu } from "./webgpu/gpu.js";

/**
 * Every backend is held against the same plain functions of an index; a new one is added here. Where WebGPU cannot be
 * used, webgpu/against-reference.test.ts says that it was left out.
 */
export const BACKENDS: readonly Backend[] = [reference, wasm, ...(noGpu === "" ? [webgpu] : [])];
