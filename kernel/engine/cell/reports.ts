import fs from "node:fs";
import process from "node:process";
import type { Output } from "../engine.js";
import { encodeFrame } from "../frames.js";
import { BROKEN, REPORTS, type Report } from "../messages.js";

// As they were before user code could change them.
const { writeSync } = fs;
const { reallyExit } = process as unknown as { reallyExit: (code: number) => never };

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

/**
 * Ends the process, as it cannot go on: user code has changed what we are made of, or has closed our
 * pipe. The engine explains it and starts another.
 */
export function giveUp(): never {
  return reallyExit(BROKEN);
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
