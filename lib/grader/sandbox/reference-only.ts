import type { Backend } from "../../backend/backend.js";
import { reference } from "../../backend/reference/reference.js";

/** What stands for `backend/choice` in a submission's process: there is no other backend to choose. */
export const defaultBackend = (): Backend => reference;

export const withDefaultBackend = <T>(_backend: Backend, work: () => T): T => work();
