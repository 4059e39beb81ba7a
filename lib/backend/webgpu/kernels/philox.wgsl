// Masks of independent draws by Philox4x32-10 (Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405): the
// numbers of random.ts to the last bit, four at once.

// The high 32 bits of a product, as WGSL has no 64-bit integers.
fn high_product(a: u32, b: u32) -> u32 {
  let a_low = a & 0xffffu;
  let a_high = a >> 16u;
  let b_low = b & 0xffffu;
  let b_high = b >> 16u;
  let middle = a_high * b_low + ((a_low * b_low) >> 16u);
  let low = a_low * b_high + (middle & 0xffffu);
  return a_high * b_high + (middle >> 16u) + (low >> 16u);
}

fn philox(counter: vec4<u32>, start: vec2<u32>) -> vec4<u32> {
  var c = counter;
  var key = start;
  for (var round = 0u; round < 10u; round++) {
    let high0 = high_product(0xd2511f53u, c.x);
    let high1 = high_product(0xcd9e8d57u, c.z);
    c = vec4(high1 ^ c.y ^ key.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ key.y, 0xd2511f53u * c.x);
    key += vec2(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

// Four entries of a mask: 1 where the draw is at least the share that is dropped, else 0. From `at` on, params hold the
// seed's low and high word, the counter, the share that is dropped times 2²⁴, and which four are the first.
fn keep_each(at: u32, four: u32) -> vec4<f32> {
  let counter = vec4(params[at + 4u] + four, 0u, 0u, params[at + 1u]);
  let words = philox(counter, vec2(params[at], params[at + 2u]));
  return select(vec4(0.0), vec4(1.0), (words >> vec4(8u)) >= vec4(params[at + 3u]));
}
