import { requireNumber } from "./errors.js";

/** The high 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function mulHi(a: number, b: number): number {
  const aLo = a & 0xffff;
  const aHi = a >>> 16;
  const bLo = b & 0xffff;
  const bHi = b >>> 16;
  const middle = aHi * bLo + ((aLo * bLo) >>> 16);
  const low = aLo * bHi + (middle & 0xffff);
  return (aHi * bHi + Math.floor(middle / 0x10000) + Math.floor(low / 0x10000)) >>> 0;
}

/**
 * Philox4x32-10: four random 32-bit words for a counter of four words and a key of two.
 *
 * A counter-based generator has no state: word i of a stream can be computed alone, so a dropout mask
 * is drawn again in the backward pass instead of stored, and is the same on every backend.
 *
 * Salmon, Moraes, Dror & Shaw 2011, https://doi.org/10.1145/2063384.2063405.
 *
 * @example
 * philox4x32([0, 0, 0, 0], [0, 0])[0].toString(16); // "6627e8d5"
 */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const hi0 = mulHi(0xd2511f53, c0);
    const lo0 = Math.imul(0xd2511f53, c0) >>> 0;
    const hi1 = mulHi(0xcd9e8d57, c2);
    const lo1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c0 = (hi1 ^ c1 ^ k0) >>> 0;
    c1 = lo1;
    c2 = (hi0 ^ c3 ^ k1) >>> 0;
    c3 = lo0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** Throws unless a generator takes this seed. */
export function requireSeed(where: string, seed: number): void {
  requireNumber(where, "seed", seed, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true });
}

/** Where in its stream a generator is. Plain numbers, so that it can be written to a file. */
export type RandomState = {
  seed: number;
  stream: number;
  /** Blocks of four words drawn so far. */
  block: number;
  /** Words of the last block that are used up. */
  next: number;
  /** The second normal number of a pair, if it is still to come. */
  spare: number | null;
};

/**
 * A seeded stream of random numbers. The same seed and stream give the same numbers on every machine.
 *
 * `seed` is an integer from 0 to 2⁵³ − 1; `stream` (default 0, from 0 to 2³² − 1) separates independent
 * uses of one seed. Its low 32 bits and `stream` are the Philox key, its high bits open the counter.
 *
 * @throws ValueError if seed or stream is not such an integer.
 *
 * @example
 * const rng = new Random(1);
 * rng.uniform() < 1; // true
 */
export class Random {
  private block = 0;
  private words: readonly number[] = [];
  private next = 4;
  private spare: number | undefined;

  constructor(
    readonly seed: number,
    readonly stream = 0,
  ) {
    requireSeed("Random", seed);
    requireNumber("Random", "stream", stream, { min: 0, max: 0xffffffff, integer: true });
  }

  /** Where it is, to go on from there later. */
  state(): RandomState {
    const { seed, stream, block, next, spare = null } = this;
    return { seed, stream, block, next, spare };
  }

  /**
   * A generator that goes on where another was.
   *
   * @throws ValueError if the state is not one of a generator.
   *
   * @example
   * const first = new Random(1);
   * const second = Random.restore(first.state());
   * first.normal() === second.normal(); // true
   */
  static restore({ seed, stream, block, next, spare }: RandomState): Random {
    const rng = new Random(seed, stream);
    requireNumber("Random.restore", "block", block, { min: 0, integer: true });
    // Before the first block there is nothing left to use up.
    const min = block === 0 ? 4 : 0;
    requireNumber("Random.restore", "next", next, { min, max: 4, integer: true });
    rng.block = block;
    rng.next = next;
    rng.spare = spare ?? undefined;
    if (block > 0) rng.words = rng.wordsOf(block - 1);
    return rng;
  }

  /** An integer from 0 to 2³² − 1. */
  word(): number {
    if (this.next === 4) {
      this.words = this.wordsOf(this.block);
      this.block++;
      this.next = 0;
    }
    return this.words[this.next++];
  }

  private wordsOf(block: number): readonly number[] {
    const high = Math.floor(this.seed / 2 ** 32);
    return philox4x32(
      [block >>> 0, Math.floor(block / 2 ** 32), 0, high],
      [this.seed >>> 0, this.stream],
    );
  }

  /** A number in [0, 1): a multiple of 2⁻²⁴, so exact in float32 too. */
  uniform(): number {
    return (this.word() >>> 8) * 2 ** -24;
  }

  /** A number from the standard normal distribution (Box & Muller 1958). */
  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - (this.word() + this.uniform()) * 2 ** -32));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** An integer from 0 to `bound` − 1, each equally likely (by rejection, so without bias). */
  integer(bound: number): number {
    requireNumber("Random.integer", "bound", bound, { min: 1, max: 2 ** 32, integer: true });
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let word = this.word();
    while (word >= limit) word = this.word();
    return word % bound;
  }

  /** The integers 0 … n − 1 in random order (Fisher & Yates). */
  permutation(n: number): Int32Array {
    requireNumber("Random.permutation", "n", n, { min: 0, max: 2 ** 31 - 1, integer: true });
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}
