import { builtin } from "../../builtin.js";
import { op } from "./assembler.js";

/** The part of the WebAssembly interface that is used here; neither of our libraries of types has it. */
declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

type Host = { process?: { versions?: { v8?: string } } };

const F32X4_RELAXED_MADD = 0x105;
const I8X16_SPLAT = 0x0f;

/** A module with one function, which returns 0 · 0 + 0 by relaxed SIMD. */
const zero = [...op.constant(0), ...op.vector(I8X16_SPLAT)];
const code = [0, ...zero, ...zero, ...zero, ...op.vector(F32X4_RELAXED_MADD), ...op.end];
const PROBE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0],
  ...[10, code.length + 2, 1, code.length, ...code],
]);

/**
 * Whether the host has relaxed SIMD, whose a · b + c takes one instruction and is rounded once wherever the processor
 * can do that: all of ARM's with 64 bits, Intel's since 2013, AMD's since 2012.
 *
 * Node has it from 22 on. In Node 20 it is there, but has to be asked for: it is, so that all of them give the same
 * numbers.
 */
export function hasMultiplyAdd(): boolean {
  const { process } = globalThis as unknown as Host;
  if (process?.versions?.v8?.startsWith("11.") && !WebAssembly.validate(PROBE))
    builtin("node:v8")?.setFlagsFromString?.("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(PROBE);
}
