// C = A B for stacks of matrices of any strides. A thread has 4 × 4 entries of C, a group 32 × 32. Sums of 256 products
// are added to each other, so that rounding does not pile up. Where there are few entries and long sums, groups share
// one: each of `parts` sums over `share` products, and another call adds them.
// Params: m, k, n, share; offset and strides (matrix, row, column) of A, those of B; which group is the first.

@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

override parts: u32 = 1u;

@compute @workgroup_size(8, 8)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let m = params[0];
  let k = params[1];
  let n = params[2];
  let down = (m + 31u) / 32u;
  let across = (n + 31u) / 32u;
  let index = group_index(group, groups);
  let tile = index % (down * across);
  let layer = index / (down * across);
  let part = layer % parts;
  let stack = layer / parts;
  let i = (tile / across) * 32u + local.y * 4u;
  let j = (tile % across) * 32u + local.x;
  if (layer >= params[12] || i >= m || j >= n) {
    return;
  }
  let first = part * params[3];
  let until = min(k, first + params[3]);
  let a0 = params[4] + stack * params[5];
  let b0 = params[8] + stack * params[9];
  // Beyond the edge the last row and column are read again, and nothing is written.
  let rows = a0 + min(vec4(i, i + 1u, i + 2u, i + 3u), vec4(m - 1u)) * params[6];
  let columns = b0 + min(vec4(j, j + 8u, j + 16u, j + 24u), vec4(n - 1u)) * params[11];
  let right = params[7];
  let below = params[10];
  var total: array<vec4<f32>, 4>;
  for (var block = first; block < until; block += 256u) {
    let end = min(until, block + 256u);
    var s0 = vec4(0.0);
    var s1 = vec4(0.0);
    var s2 = vec4(0.0);
    var s3 = vec4(0.0);
    for (var p = block; p < end; p++) {
      let at = rows + p * right;
      let bt = columns + p * below;
      let row = vec4(b[bt.x], b[bt.y], b[bt.z], b[bt.w]);
      s0 += a[at.x] * row;
      s1 += a[at.y] * row;
      s2 += a[at.z] * row;
      s3 += a[at.w] * row;
    }
    total[0] += s0;
    total[1] += s1;
    total[2] += s2;
    total[3] += s3;
  }
  for (var r = 0u; r < 4u; r++) {
    for (var q = 0u; q < 4u; q++) {
      if (i + r < m && j + 8u * q < n) {
        c[(layer * m + i + r) * n + j + 8u * q] = total[r][q];
      }
    }
  }
}
