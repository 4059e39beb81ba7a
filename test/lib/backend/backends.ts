import type { Backend } from "../../../lib/backend/backend.js";
import { reference } from "../../../lib/backend/reference/reference.js";
import { wasm } from "../../../lib/backend/wasm/wasm.js";

/** Every backend is held against the same plain functions of an index; a new one is added here. */
export const BACKENDS: readonly Backend[] = [reference, wasm];
