// Masks of independent draws by Philox4x32-10 (Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405): the
// numbers of random.ts to the last bit, four a thread. Params: how many, the seed's low and high word, the counter,
// the share that is dropped times 2²⁴, which four are the first, and where they go.

@group(0) @binding(1) var<storage, read_write> y: array<f32>;

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

@compute @workgroup_size(64)
fn keep(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let block = group_index(group, groups) * 64u + local;
  if (block >= (params[0] + 3u) / 4u) {
    return;
  }
  let words = philox(vec4(params[5] + block, 0u, 0u, params[2]), vec2(params[1], params[3]));
  for (var i = 0u; i < 4u && 4u * block + i < params[0]; i++) {
    y[params[6] + 4u * block + i] = select(0.0, 1.0, (words[i] >> 8u) >= params[4]);
  }
}
