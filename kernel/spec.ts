import { existsSync } from "node:fs";
import { returnMemory } from "./allocation.js";
import { UserError } from "./errors.js";
import { kernelEntry } from "./paths.js";

/** What a kernel.json says (https://jupyter-client.readthedocs.io/en/latest/kernels.html). */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode?: "signal" | "message";
  env?: Record<string, string>;
  metadata?: Record<string, unknown>;
}

export const KERNEL_NAME = "gradlab";

/** The specification of this copy's kernel, run by the Node that runs now. */
export function ownSpec(): KernelSpec {
  return {
    argv: [process.execPath, kernelEntry, "{connection_file}"],
    display_name: "TypeScript (gradlab)",
    language: "typescript",
    interrupt_mode: "message",
    env: returnMemory,
    metadata: { debugger: true },
  };
}

/** @throws {UserError} when the kernel has not been built */
export function requireKernel(spec: KernelSpec): void {
  const missing = spec.argv.filter((part) => part === kernelEntry && !existsSync(part));
  if (missing.length > 0) {
    throw new UserError(`kernel: expected ${missing[0]}, got no such file: run "npm run build"`);
  }
}
