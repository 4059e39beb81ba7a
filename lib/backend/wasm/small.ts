/**
 * Up to which size work goes a shorter way. Results differ by rounding at most; tests set all to 0 or 1, so that small
 * tensors, too, go through the kernels and are cut into parts.
 */
export const small = {
  /** Results of at most so many numbers are worked out by plain loops: to call a kernel takes longer. */
  numbers: 256,
  /** So are products of at most so many multiplications. */
  multiplications: 512,
  /** Programs over fewer numbers are worked off by the kernel for all expressions, and not compiled. */
  program: 8192,
  /** Results of fewer numbers never take over another one's place: they fit into a cache as it is. */
  inPlace: 8192,
  /** Less work, in units of about a multiplication and an addition, does not make a part of its own. */
  part: 500_000,
};
