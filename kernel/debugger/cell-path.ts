import { murmur2 } from "./murmur2.js";

/**
 * How a front end computes the script name of a cell from its text alone. It is no file's path: the
 * text is asked for by the request `source`. The same in all kernels, so that breakpoints outlive one.
 */
export const CELL_NAMING = {
  hashMethod: "Murmur2",
  hashSeed: 0xc70f6907,
  tmpFilePrefix: "gradlab-cells/",
  tmpFileSuffix: ".ts",
} as const;

/** The script name of a cell with this text, in stack traces of V8 and for the debugger. */
export function cellPath(code: string): string {
  const { hashSeed, tmpFilePrefix, tmpFileSuffix } = CELL_NAMING;
  return `${tmpFilePrefix}${murmur2(new TextEncoder().encode(code), hashSeed)}${tmpFileSuffix}`;
}
