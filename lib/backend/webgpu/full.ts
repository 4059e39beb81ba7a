import { shapesOf, viewsIn } from "../observe.js";

/** The memory of the GPU has no room for a buffer. What it holds is as it was. */
export class GpuFullError extends RangeError {
  override name = "GpuFullError";

  constructor(
    readonly bytes: number,
    readonly inUse: number,
    readonly said: string,
    readonly operation = "",
  ) {
    const where = operation === "" ? "webgpu" : `webgpu: ${operation}`;
    super(
      `${where}: expected ${inWords(bytes)} of the GPU's memory, got none (it said: ${said}; ` +
        `tensors hold ${inWords(inUse)} of it): make the batch smaller, or choose the backend wasm`,
    );
  }
}

const UNITS = ["bytes", "KB", "MB", "GB"];

/** As in "1.5 GB". */
function inWords(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${UNITS[power]}`;
}

/** A kernel whose error says that it was this one, and of what, if the GPU has no room for what it makes. */
export function named<Arguments extends unknown[], Result>(
  operation: string | ((...values: Arguments) => string),
  kernel: (...values: Arguments) => Result,
): (...values: Arguments) => Result {
  const describe = (values: Arguments): string => {
    const name = typeof operation === "string" ? operation : operation(...values);
    return `${name} of ${shapesOf(viewsIn(values).slice(0, 2))}`;
  };
  return (...values) =>
    naming(
      () => describe(values),
      () => kernel(...values),
    );
}

/** Does some work; if the GPU has no room for it, the error says for what, unless a part of it has said so before. */
export function naming<T>(describe: () => string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GpuFullError) || error.operation !== "") throw error;
    throw new GpuFullError(error.bytes, error.inUse, error.said, describe());
  }
}
