import type { Operation } from "./operations.js";

export const keyOf = ({ op, size }: Operation): string => `${op} ${size}`;

/** What was measured of one peer, and which operations it is asked for: those whose key has one of `words`, or all. */
export class Results {
  readonly all: { readonly operation: Operation; readonly ms: number }[] = [];

  constructor(private readonly words: readonly string[] = []) {}

  wants(operation: Operation): boolean {
    const key = keyOf(operation);
    return this.words.length === 0 || this.words.some((word) => key.includes(word));
  }

  add(operation: Operation, ms: number): void {
    this.all.push({ operation, ms });
  }
}
