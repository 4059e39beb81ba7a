import { writeSync } from "node:fs";
import type { Output } from "../engine.js";
import { encodeFrame } from "../frames.js";
import { REPORTS, type Report } from "../messages.js";

/**
 * Writes a report for the engine. It blocks while the pipe is full, which tames an endless printer,
 * and has left the process when it returns: a crash cannot take it back.
 */
export function report(message: Report, buffers: readonly Uint8Array[] = []): void {
  let rest = encodeFrame(message, buffers);
  while (rest.length > 0) rest = rest.subarray(write(rest));
}

export function output(content: Output, buffers: readonly Uint8Array[] = []): void {
  report({ type: "output", output: content }, buffers);
}

function write(bytes: Buffer): number {
  try {
    return writeSync(REPORTS, bytes);
  } catch (error) {
    // Somebody who shares the pipe may have made it non-blocking.
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    // Without an engine there is nobody left to report to; the helper thread ends the process.
    if ((error as NodeJS.ErrnoException).code === "EPIPE") return bytes.length;
    throw error;
  }
}
