import type { Storage, View } from "./backend.js";

/** A piece of a backend's work: what it did, with what (`size`, in words), the bytes it had to read and write. */
export type Work = { readonly op: string; readonly size: string; readonly bytes: number };

/** Told of each piece of work when it is done, and how long it took without the pieces inside it. */
export type Observer = (work: Work, ms: number) => void;

let observer: Observer | undefined;

/** Time that pieces inside the one that is going on took. */
let inside = 0;

/** Those that learn later how long their work took. */
let late: ((told: Observer) => void)[] = [];

/** Whoever observes is told of all work from now on; the last one who asked, until they end it. */
export function observe(told: Observer): () => void {
  observer = told;
  inside = 0;
  late = [];
  return () => {
    if (observer !== told) return;
    const tellers = late;
    observer = undefined;
    for (const tell of tellers) tell(told);
  };
}

export const isObserved = (): boolean => observer !== undefined;

/** Has whoever observes told of more when they end it, as of work that a GPU does beside the program. */
export const tellLater = (tell: (told: Observer) => void): void => void late.push(tell);

/** Does a piece of work, and tells of it if anybody observes. */
export function observed<T>(describe: () => Work, work: () => T): T {
  const told = observer;
  if (!told) return work();
  const before = inside;
  inside = 0;
  const began = performance.now();
  try {
    return work();
  } finally {
    const ms = performance.now() - began;
    told(describe(), Math.max(0, ms - inside));
    inside = before + ms;
  }
}

export const shapesOf = (views: readonly View[]): string =>
  views.map(({ shape }) => `(${shape.join(", ")})`).join(" ");

/** Bytes of numbers of a storage's type. */
export const bytesIn = (count: number, { dtype }: Storage): number =>
  count * (dtype === "float32" ? 4 : 8);

export const bytesOfViews = (views: readonly View[]): number =>
  views.reduce(
    (sum, { shape, storage }) =>
      sum +
      bytesIn(
        shape.reduce((n, size) => n * size, 1),
        storage,
      ),
    0,
  );

/** A kernel whose every call is a piece of work: for one that has the numbers when it returns. */
export function observable<Arguments extends unknown[], Result>(
  op: string | ((...values: Arguments) => string),
  kernel: (...values: Arguments) => Result,
): (...values: Arguments) => Result {
  return (...values) => {
    if (!observer) return kernel(...values);
    let made: unknown;
    const describe = (): Work => {
      const views = viewsIn(values);
      const written = storagesIn(made).reduce((sum, each) => sum + bytesIn(each.length, each), 0);
      return {
        op: typeof op === "string" ? op : op(...values),
        size: shapesOf(views.slice(0, 2)),
        bytes: (op === "take" ? written : bytesOfViews(views)) + written, // it reads some rows alone
      };
    };
    return observed(describe, () => {
      const result = kernel(...values);
      made = result;
      return result;
    });
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** The views among some values, and inside them. */
export function viewsIn(value: unknown): View[] {
  if (!isRecord(value) || ArrayBuffer.isView(value)) return [];
  if ("storage" in value && "strides" in value) return [value as unknown as View];
  return Object.values(value).flatMap(viewsIn);
}

function storagesIn(value: unknown): Storage[] {
  if (!isRecord(value)) return [];
  if (typeof value.length === "number" && typeof value.dtype === "string")
    return [value as unknown as Storage];
  return Object.values(value).flatMap(storagesIn);
}
