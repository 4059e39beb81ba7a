/** A number that the lectures state, and how the library comes by it. */
export type Fact = {
  name: string;
  /** What is wanted, in words. */
  wanted: string;
  measure: () => Measured | Promise<Measured>;
};

/** What came out, in words, and whether it is what was wanted. */
export type Measured = { got: string; ok: boolean };

/** A number that must be within `tolerance` of `wanted`. */
export function close(got: number, wanted: number, tolerance: number, digits = 4): Measured {
  return { got: got.toFixed(digits), ok: Math.abs(got - wanted) <= tolerance };
}

/** A count that must be exactly right. */
export const exactly = (got: number, wanted: number): Measured => ({
  got: got.toLocaleString("en-US"),
  ok: got === wanted,
});
